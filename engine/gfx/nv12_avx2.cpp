#include "gfx/nv12_loops.h"

namespace compere::gfx {

#include "gfx/nv12_rows.inl"

extern const Nv12Loops kNv12Avx2{convert, blend_pair, blend_row};

}  // namespace compere::gfx
