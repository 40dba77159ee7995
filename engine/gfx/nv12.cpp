#include "gfx/nv12.h"

#include <array>

#include "core/check.h"

namespace compere::gfx {
namespace {

// Bayer's 8x8 threshold matrix as rounding offsets in 1/256: 2 … 254 step 4; 128 everywhere is plain rounding.
using Pattern = std::array<std::uint8_t, 8 * 64>;

Pattern make_pattern(Dither dither) {
    Pattern pattern{};
    for (unsigned y = 0; y < 8; ++y) {
        for (unsigned x = 0; x < 64; ++x) {
            unsigned value = 0;
            for (unsigned bit = 0; bit < 3; ++bit) {
                const unsigned xb = (x >> bit) & 1u, yb = (y >> bit) & 1u;
                value |= ((xb ^ yb) << 1 | yb) << (2 * (2 - bit));
            }
            pattern[y * 64 + x] = static_cast<std::uint8_t>(dither == Dither::Yes ? value * 4 + 2 : 128);
        }
    }
    return pattern;
}

Nv12Rows pick() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) return nv12_rows_avx512;
    if (__builtin_cpu_supports("avx2")) return nv12_rows_avx2;
#endif
    return nv12_rows_plain;
}

}  // namespace

void bgra_to_nv12(std::span<const std::uint8_t> bgra, int width_px, int height_px, Dither dither, std::span<std::uint8_t> nv12) {
    static const Nv12Rows rows = pick();
    static const Pattern plain = make_pattern(Dither::No);
    static const Pattern ordered = make_pattern(Dither::Yes);
    const std::size_t pixels = static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px);
    COMPERE_CHECK(width_px % 2 == 0 && height_px % 2 == 0 && bgra.size() >= pixels * 4 && nv12.size() >= pixels * 3 / 2);
    rows(bgra.data(), width_px, 0, height_px, dither == Dither::Yes ? ordered.data() : plain.data(), nv12.data(), nv12.data() + pixels);
}

}  // namespace compere::gfx
