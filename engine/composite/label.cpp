#include <algorithm>
#include <cmath>

#include "composite/artwork.h"
#include "text/typeset.h"

namespace compere::composite {

Artwork draw_label(const std::string& words, Scale scale) {
    const int shorter = std::min(scale.width_px, scale.height_px);
    // GB 45438-2025 asks for at least 5 % of the shorter side; here the ink, not the em, has it. Grown until measured so, plus a faint row
    // at either end.
    const float wanted = std::ceil(0.05f * static_cast<float>(shorter)) + 2;
    text::Block block;
    block.spans.push_back({words, wanted * 1.15f, 500, text::srgb(0xFFFFFF)});
    text::Extent size = text::measure(block);
    while (static_cast<float>(size.ink_height_px) < wanted) {
        block.spans[0].size_px += 1;
        size = text::measure(block);
    }
    const float pad_x = wanted * 0.34f, pad_y = wanted * 0.24f;
    Artwork out;
    out.width_px = static_cast<int>(std::ceil(static_cast<float>(size.ink_width_px) + 2 * pad_x) + 1) & ~1;
    out.height_px = static_cast<int>(std::ceil(static_cast<float>(size.ink_height_px) + 2 * pad_y) + 1) & ~1;
    const float k = scale.factor();
    out.x = static_cast<int>(60 * k) & ~1;
    out.y = static_cast<int>((scale.is_portrait() ? 250 : 48) * k) & ~1;
    text::Canvas canvas{out.width_px, out.height_px};
    canvas.fill_rounded(0, 0, static_cast<float>(out.width_px), static_cast<float>(out.height_px), wanted * 0.25f, text::srgb(0x141B24, 0.78f));
    canvas.draw(block, pad_x - static_cast<float>(size.ink_left_px), pad_y - static_cast<float>(size.ink_top_px));
    out.bgra = canvas.premultiplied_bgra();
    return out;
}

}  // namespace compere::composite
