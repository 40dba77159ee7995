#include "raster/kernels.h"

namespace compere::raster {

#include "raster/kernels.inl"

extern const Kernels kAvx2Kernels{cover, cover_allowed, count, classify, starts, evaluate, mask, shade};

}  // namespace compere::raster
