#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "gfx/box.h"

namespace compere::gfx {

enum class Dither { No, Yes };

// BGRA (sRGB-coded, alpha ignored) to NV12: BT.709 matrix, limited range (ITU-R BT.709-6 §3, luma 16…235, chroma 16…240),
// chroma averaged over its two rows and sited left (columns weighted 1-2-1 around the even one). Even sizes. Dither adds a
// screen-fixed 8x8 ordered pattern before luma is rounded, so that a slow ramp does not show steps. Any thread.
void bgra_to_nv12(std::span<const std::uint8_t> bgra, int width_px, int height_px, Dither dither, std::span<std::uint8_t> nv12);

// And back, full range, alpha 255; chroma is repeated, not interpolated: for a still that shows what the encoder gets.
std::vector<std::uint8_t> bgra_from_nv12(std::span<const std::uint8_t> nv12, int width_px, int height_px);

// A picture in NV12 that is written. Boxes in it have even places and sizes, so that they own their chroma.
struct Nv12View {
    std::uint8_t* luma = nullptr;
    std::uint8_t* chroma = nullptr;
    int width_px = 0, height_px = 0;  // of the whole picture; also the length of its rows
    std::optional<Box> clip{};        // nothing is written outside of it; without: of the picture
    Box bounds() const { return clip ? common(*clip, {0, 0, width_px, height_px}) : Box{0, 0, width_px, height_px}; }
};

// The view's box from another picture of the same size.
void copy_nv12(std::span<const std::uint8_t> from, const Nv12View& to);

// Premultiplied BGRA, its rows `pitch_px` apart, over NV12 at (x, y); it must lie inside the picture and is clipped to the view's box.
// Rounds once, with the same dither. Nothing may cover the column left of it.
void blend_bgra(std::span<const std::uint32_t> premultiplied_bgra, int pitch_px, int x, int y, int width_px, int height_px, const Nv12View& under);

// A picture ready to be blended: premultiplied NV12 and its alpha at both resolutions, 1.5 bytes a pixel each; no alpha: opaque.
struct Nv12Layer {
    int x = 0, y = 0, width_px = 0, height_px = 0;  // even
    std::span<const std::uint8_t> nv12, alpha;      // luma rows, then chroma rows; alpha in the same order, twice for Cb and Cr
    std::shared_ptr<const void> owner{};            // of those bytes
};
// From premultiplied BGRA whose corner is at any (x, y): the layer is widened to even numbers.
Nv12Layer make_nv12_layer(std::span<const std::uint8_t> premultiplied_bgra, int x, int y, int width_px, int height_px);
// Clipped to the view; opacity 0…1.
void blend_layer(const Nv12Layer& layer, float opacity, const Nv12View& under);

}  // namespace compere::gfx
