namespace compere::gfx {

#define COMPERE_NV12_NAME nv12_rows_avx512
void COMPERE_NV12_NAME(const unsigned char*, int, int, int, const unsigned char*, unsigned char*, unsigned char*);
#include "gfx/nv12_rows.inl"

}  // namespace compere::gfx
