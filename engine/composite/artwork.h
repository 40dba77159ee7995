#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "signal/frame_plan.h"

namespace compere::composite {

// A layer's picture and where it goes: premultiplied BGRA, pixels of the canvas.
struct Artwork {
    int x = 0, y = 0;
    int width_px = 0, height_px = 0;
    std::vector<std::uint8_t> bgra;
};

// Places and sizes are written in reference pixels, of a portrait canvas 1080 wide or a landscape one 1920 wide, and scaled by this.
struct Scale {
    int width_px = 1080, height_px = 1920;
    bool is_portrait() const { return height_px >= width_px; }
    float factor() const { return static_cast<float>(width_px) / (is_portrait() ? 1080.0f : 1920.0f); }
};

// The product card: title, price (small symbol and decimals, large integer, unit), stock, and the base price only together with its
// meaning. `x`, `y` in reference pixels, or below zero for its usual place.
Artwork draw_card(const signal::CardPlan& card, Scale scale, float x, float y, float width);
// One or two lines with an outline, centred.
Artwork draw_caption(const std::string& text, Scale scale, float x, float y);
Artwork draw_words(const std::string& text, float size, Scale scale, float x, float y);
// The AI label: ink at least 5 % of the shorter side, on a plate of its own.
Artwork draw_label(const std::string& words, Scale scale);

}  // namespace compere::composite
