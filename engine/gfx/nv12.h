#pragma once

#include <cstdint>
#include <span>

namespace compere::gfx {

enum class Dither { No, Yes };

// BGRA (sRGB-coded, alpha ignored) to NV12: BT.709 matrix, limited range (ITU-R BT.709-6 §3, luma 16…235, chroma 16…240),
// chroma averaged over its two rows and sited left (columns weighted 1-2-1 around the even one). Even sizes. Dither adds a
// screen-fixed 8x8 ordered pattern before luma is rounded, so that a slow ramp does not show steps. Any thread.
void bgra_to_nv12(std::span<const std::uint8_t> bgra, int width_px, int height_px, Dither dither, std::span<std::uint8_t> nv12);

// The same loop compiled for the processor's level; chosen once. Exposed so that a test can compare the levels.
using Nv12Rows = void (*)(const std::uint8_t* bgra, int width_px, int first_row, int past_row, const std::uint8_t* pattern,
                          std::uint8_t* luma, std::uint8_t* chroma);
void nv12_rows_plain(const std::uint8_t*, int, int, int, const std::uint8_t*, std::uint8_t*, std::uint8_t*);
void nv12_rows_avx2(const std::uint8_t*, int, int, int, const std::uint8_t*, std::uint8_t*, std::uint8_t*);
void nv12_rows_avx512(const std::uint8_t*, int, int, int, const std::uint8_t*, std::uint8_t*, std::uint8_t*);

}  // namespace compere::gfx
