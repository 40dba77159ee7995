#include <algorithm>
#include <cmath>

#include "composite/artwork.h"
#include "text/typeset.h"

namespace compere::composite {
namespace {

Artwork draw_block(text::Block block, Scale scale, float centre_x, float y, bool centred) {
    const text::Extent size = text::measure(block);
    const int margin = static_cast<int>(std::ceil(block.outline_px + 4 * scale.factor()));
    Artwork out;
    out.width_px = ((block.width_px > 0 ? block.width_px : size.width_px) + 2 * margin + 1) & ~1;
    out.height_px = (size.height_px + 2 * margin + 1) & ~1;
    const float left = centred ? centre_x - static_cast<float>(out.width_px) / 2 : centre_x - static_cast<float>(margin);
    out.x = static_cast<int>(std::lround(left)) & ~1;
    out.y = static_cast<int>(std::lround(y - static_cast<float>(margin))) & ~1;
    // Only what the canvas shows of it: a text may be of any length.
    out.width_px = std::min(out.width_px, std::max(2, (scale.width_px - out.x + 1) & ~1));
    out.height_px = std::min(out.height_px, std::max(2, (scale.height_px - out.y + 1) & ~1));
    text::Canvas canvas{out.width_px, out.height_px};
    // The soft shadow first, then the outlined words: readable on tea and on snow.
    text::Block shadow = block;
    shadow.is_shadow = true;
    shadow.outline_px = block.outline_px * 1.6f;
    shadow.outline_colour = text::srgb(0, 0.22f);
    canvas.draw(shadow, static_cast<float>(margin), static_cast<float>(margin) + 3 * scale.factor());
    canvas.draw(block, static_cast<float>(margin), static_cast<float>(margin));
    out.bgra = canvas.premultiplied_bgra();
    return out;
}

}  // namespace

Artwork draw_caption(const std::string& text, Scale scale, float x, float y) {
    const float k = scale.factor();
    const bool portrait = scale.is_portrait();
    if (x < 0) {
        x = portrait ? 500 : 960;
        y = portrait ? 1040 : 890;
    }
    text::Block block;
    block.spans.push_back({text, 52 * k, 700, text::srgb(0xFFFDF8)});
    block.width_px = static_cast<int>((portrait ? 14 : 22) * 52 * k);
    block.max_lines = 2;
    block.align = text::Align::Centre;
    block.outline_px = 6 * k;
    block.outline_colour = text::srgb(0x22201C);
    return draw_block(block, scale, x * k, y * k, true);
}

Artwork draw_words(const std::string& text, float size, Scale scale, float x, float y) {
    const float k = scale.factor();
    text::Block block;
    block.spans.push_back({text, size * k, 500, text::srgb(0xFBF4E6)});
    block.outline_px = std::max(2.0f, size * 0.07f) * k;
    block.outline_colour = text::srgb(0x22201C, 0.85f);
    return draw_block(block, scale, (x < 0 ? 60 : x) * k, (y < 0 ? 350 : y) * k, false);
}

}  // namespace compere::composite
