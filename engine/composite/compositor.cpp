#include "composite/compositor.h"

#include "core/check.h"

namespace compere::composite {
namespace {

Artwork white_box(int width_px, int height_px) {
    const int w = width_px / 3, h = height_px / 5;
    return {(width_px - w) / 2, (height_px - h) / 2, w, h, std::vector<std::uint8_t>(static_cast<std::size_t>(w) * static_cast<std::size_t>(h) * 4, 255)};
}

}  // namespace

Compositor::Compositor(int width_px, int height_px, const std::string& label, gfx::Executor executor)
    : width_px_{width_px}, height_px_{height_px}, cache_{executor}, label_{cache_.make(composite::draw_label(label, {width_px, height_px}))}, white_{cache_.make(white_box(width_px, height_px))} {}

void Compositor::draw(const Layer& layer, float opacity) {
    COMPERE_CHECK(!label_drawn_);
    if (opacity > 0) blend(layer, opacity);
}

void Compositor::draw_clap() {
    draw(white_);
}

void Compositor::draw_label() {
    draw(label_);
    label_drawn_ = true;
}

void Compositor::finish(signal::VideoFrame& out) {
    COMPERE_CHECK(label_drawn_);
    read(out);
}

}  // namespace compere::composite
