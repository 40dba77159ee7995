#include "gfx/nv12.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "core/check.h"
#include "gfx/nv12_loops.h"

namespace compere::gfx {
namespace {

// Bayer's 8x8 threshold matrix as rounding offsets in 1/256: 2 … 254 step 4; 128 everywhere is plain rounding.
using Pattern = std::array<std::uint8_t, 8 * kPatternRow>;

Pattern make_pattern(Dither dither) {
    Pattern pattern{};
    for (unsigned y = 0; y < 8; ++y) {
        for (unsigned x = 0; x < kPatternRow; ++x) {
            unsigned value = 0;
            for (unsigned bit = 0; bit < 3; ++bit) {
                const unsigned xb = (x >> bit) & 1u, yb = (y >> bit) & 1u;
                value |= ((xb ^ yb) << 1 | yb) << (2 * (2 - bit));
            }
            pattern[y * kPatternRow + x] = static_cast<std::uint8_t>(dither == Dither::Yes ? value * 4 + 2 : 128);
        }
    }
    return pattern;
}

const Nv12Loops& loops() {
    static const Nv12Loops* const chosen = [] {
#if defined(__x86_64__)
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) return &kNv12Avx512;
        if (__builtin_cpu_supports("avx2")) return &kNv12Avx2;
#endif
        return &kNv12Plain;
    }();
    return *chosen;
}

const Pattern& pattern_of(Dither dither) {
    static const Pattern plain = make_pattern(Dither::No);
    static const Pattern ordered = make_pattern(Dither::Yes);
    return dither == Dither::Yes ? ordered : plain;
}

std::uint8_t clamped(int v) {
    return static_cast<std::uint8_t>(std::clamp(v, 0, 255));
}

}  // namespace

void bgra_to_nv12(std::span<const std::uint8_t> bgra, int width_px, int height_px, Dither dither, std::span<std::uint8_t> nv12) {
    const std::size_t pixels = static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px);
    COMPERE_CHECK(width_px % 2 == 0 && height_px % 2 == 0 && bgra.size() >= pixels * 4 && nv12.size() >= pixels * 3 / 2);
    loops().convert(bgra.data(), width_px, 0, height_px, pattern_of(dither).data(), nv12.data(), nv12.data() + pixels);
}

std::vector<std::uint8_t> bgra_from_nv12(std::span<const std::uint8_t> nv12, int width_px, int height_px) {
    const std::size_t pixels = static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px);
    COMPERE_CHECK(nv12.size() >= pixels * 3 / 2);
    std::vector<std::uint8_t> out;
    out.reserve(pixels * 4);
    for (int y = 0; y < height_px; ++y) {
        for (int x = 0; x < width_px; ++x) {
            const std::size_t at = static_cast<std::size_t>(y) * static_cast<std::size_t>(width_px) + static_cast<std::size_t>(x);
            const std::size_t chroma = pixels + static_cast<std::size_t>(y / 2) * static_cast<std::size_t>(width_px) + static_cast<std::size_t>(x & ~1);
            // ITU-R BT.709-6 inverted: R = Y + 1.5748 Cr, B = Y + 1.8556 Cb, G from the luma equation; in 1/65536.
            const int luma = (nv12[at] - 16) * 76309, cb = nv12[chroma] - 128, cr = nv12[chroma + 1] - 128;
            const int r = luma + 117489 * cr, g = luma - 13975 * cb - 34925 * cr, b = luma + 138438 * cb;
            out.insert(out.end(), {clamped((b + 32768) >> 16), clamped((g + 32768) >> 16), clamped((r + 32768) >> 16), 255});
        }
    }
    return out;
}

void copy_nv12(std::span<const std::uint8_t> from, const Nv12View& to) {
    const Box box = to.bounds();
    COMPERE_CHECK((box.x | box.y | box.width | box.height) % 2 == 0);
    const std::ptrdiff_t pitch = to.width_px;
    COMPERE_CHECK(from.size() >= static_cast<std::size_t>(pitch * to.height_px * 3 / 2));
    if (box.is_empty()) return;
    const std::uint8_t* const chroma = from.data() + pitch * to.height_px;
    const auto bytes = static_cast<std::size_t>(box.width);
    for (int y = box.y; y < box.y + box.height; ++y) {
        std::memcpy(to.luma + y * pitch + box.x, from.data() + y * pitch + box.x, bytes);
    }
    for (int y = box.y / 2; y < (box.y + box.height) / 2; ++y) {
        std::memcpy(to.chroma + y * pitch + box.x, chroma + y * pitch + box.x, bytes);
    }
}

void blend_bgra(std::span<const std::uint32_t> over, int pitch_px, int x, int y, int width_px, int height_px, const Nv12View& under) {
    COMPERE_CHECK(x >= 0 && y >= 0 && x % 2 == 0 && y % 2 == 0 && width_px % 2 == 0 && height_px % 2 == 0 && x + width_px <= under.width_px && y + height_px <= under.height_px);
    COMPERE_CHECK(pitch_px >= width_px && over.size() >= static_cast<std::size_t>(height_px - 1) * static_cast<std::size_t>(pitch_px) + static_cast<std::size_t>(width_px));
    const Box box = common({x, y, width_px, height_px}, under.bounds());
    COMPERE_CHECK((box.x | box.y | box.width | box.height) % 2 == 0);
    const Pattern& pattern = pattern_of(Dither::Yes);
    for (int row = box.y; row < box.y + box.height; row += 2) {
        const std::uint32_t* const a = over.data() + static_cast<std::ptrdiff_t>(row - y) * pitch_px + (box.x - x);
        const std::uint32_t* const b = a + pitch_px;
        // Left of the area nothing covers; at the picture's own edge the first column is repeated, as everywhere.
        std::uint32_t before_a = 0, before_b = 0;
        if (box.x == 0) before_a = a[0], before_b = b[0];
        if (box.x > x) before_a = a[-1], before_b = b[-1];
        std::uint8_t* const luma = under.luma + static_cast<std::ptrdiff_t>(row) * under.width_px + box.x;
        const auto bias = [&](int line) { return pattern.data() + (line & 7) * kPatternRow + (box.x & 7); };
        loops().blend_pair(a, b, before_a, before_b, box.width, bias(row), bias(row + 1), luma, luma + under.width_px,
                           under.chroma + static_cast<std::ptrdiff_t>(row / 2) * under.width_px + box.x);
    }
}

Nv12Layer make_nv12_layer(std::span<const std::uint8_t> bgra, int x, int y, int width_px, int height_px) {
    Nv12Layer out;
    out.x = x & ~1;
    out.y = y & ~1;
    out.width_px = ((x + width_px + 2) & ~1) - out.x;  // the chroma right of the last column takes a quarter of it
    out.height_px = ((y + height_px + 1) & ~1) - out.y;
    const std::size_t pixels = static_cast<std::size_t>(out.width_px) * static_cast<std::size_t>(out.height_px);
    // By the very loop that a tick uses for pictures, over nothing.
    std::vector<std::uint32_t> padded(pixels, 0);
    for (int row = 0; row < height_px; ++row) {
        std::memcpy(&padded[static_cast<std::size_t>(y - out.y + row) * static_cast<std::size_t>(out.width_px) + static_cast<std::size_t>(x - out.x)],
                    &bgra[static_cast<std::size_t>(row) * static_cast<std::size_t>(width_px) * 4], static_cast<std::size_t>(width_px) * 4);
    }
    const auto bytes = std::make_shared<std::vector<std::uint8_t>>(pixels * 3, std::uint8_t{0});
    const std::span<std::uint8_t> nv12{bytes->data(), pixels * 3 / 2}, cover{bytes->data() + pixels * 3 / 2, pixels * 3 / 2};
    out.nv12 = nv12;
    out.alpha = cover;
    out.owner = bytes;
    const Pattern& plain = pattern_of(Dither::No);
    for (int row = 0; row < out.height_px; row += 2) {
        const std::uint32_t* const a = &padded[static_cast<std::size_t>(row) * static_cast<std::size_t>(out.width_px)];
        const std::uint32_t* const b = a + out.width_px;
        const std::uint32_t before_a = out.x == 0 ? a[0] : 0, before_b = out.x == 0 ? b[0] : 0;
        std::uint8_t* const luma = &nv12[static_cast<std::size_t>(row) * static_cast<std::size_t>(out.width_px)];
        loops().blend_pair(a, b, before_a, before_b, out.width_px, plain.data(), plain.data(), luma, luma + out.width_px,
                           &nv12[pixels + static_cast<std::size_t>(row / 2) * static_cast<std::size_t>(out.width_px)]);
        for (int column = 0; column < out.width_px; ++column) {
            cover[static_cast<std::size_t>(row) * static_cast<std::size_t>(out.width_px) + static_cast<std::size_t>(column)] = static_cast<std::uint8_t>(a[column] >> 24);
            cover[static_cast<std::size_t>(row + 1) * static_cast<std::size_t>(out.width_px) + static_cast<std::size_t>(column)] = static_cast<std::uint8_t>(b[column] >> 24);
        }
        for (int column = 0; column < out.width_px; column += 2) {
            const auto alpha = [](std::uint32_t p) { return p >> 24; };
            const std::uint32_t left = column == 0 ? alpha(before_a) + alpha(before_b) : alpha(a[column - 1]) + alpha(b[column - 1]);
            const std::uint32_t mean = (left + 2 * (alpha(a[column]) + alpha(b[column])) + alpha(a[column + 1]) + alpha(b[column + 1]) + 4) / 8;
            std::uint8_t* const to = &cover[pixels + static_cast<std::size_t>(row / 2) * static_cast<std::size_t>(out.width_px) + static_cast<std::size_t>(column)];
            to[0] = to[1] = static_cast<std::uint8_t>(mean);
        }
    }
    return out;
}

constexpr int kLargestWidth = 16384;

void blend_layer(const Nv12Layer& layer, float opacity, const Nv12View& under) {
    const Box box = common({layer.x, layer.y, layer.width_px, layer.height_px}, under.bounds());
    const auto strength = static_cast<int>(std::lround(std::clamp(opacity, 0.0f, 1.0f) * 256));
    if (box.is_empty() || strength == 0) return;
    const std::size_t pixels = static_cast<std::size_t>(layer.width_px) * static_cast<std::size_t>(layer.height_px);
    const bool is_opaque = layer.alpha.empty();
    static const std::vector<std::uint8_t> opaque(kLargestWidth, 255);
    COMPERE_CHECK(!is_opaque || box.width <= kLargestWidth);
    const auto blend = [&](std::size_t first, int row, int target_row, std::uint8_t* plane) {
        const std::size_t at = first + static_cast<std::size_t>(row) * static_cast<std::size_t>(layer.width_px) + static_cast<std::size_t>(box.x - layer.x);
        std::uint8_t* const to = plane + static_cast<std::ptrdiff_t>(target_row) * under.width_px + box.x;
        if (is_opaque && strength == 256) {
            std::memcpy(to, &layer.nv12[at], static_cast<std::size_t>(box.width));
        } else {
            loops().blend_row(&layer.nv12[at], is_opaque ? opaque.data() : &layer.alpha[at], box.width, strength, to);
        }
    };
    for (int y = box.y; y < box.y + box.height; ++y) {
        blend(0, y - layer.y, y, under.luma);
    }
    for (int y = box.y / 2; y < (box.y + box.height) / 2; ++y) {
        blend(pixels, y - layer.y / 2, y, under.chroma);
    }
}

}  // namespace compere::gfx
