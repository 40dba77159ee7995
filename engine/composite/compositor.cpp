#include "composite/compositor.h"

#include <algorithm>
#include <chrono>

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

void Compositor::begin_tick() {
    label_drawn_ = is_composed_ = false;
    moves_ = false;
    stack_.clear();
    cache_.begin_tick();
}

void Compositor::draw(const Layer& layer, float opacity, int slot) {
    COMPERE_CHECK(!label_drawn_);
    if (opacity <= 0) return;
    const bool is_nv12 = layer.nv12.width_px > 0;  // widened to even numbers
    stack_.push_back({&layer, layer.content, opacity, slot, is_nv12 ? gfx::Box{layer.nv12.x, layer.nv12.y, layer.nv12.width_px, layer.nv12.height_px} : gfx::Box{layer.x, layer.y, layer.width_px, layer.height_px}});
}

void Compositor::draw_clap() {
    draw(white_, 1, kClap);
}

void Compositor::draw_label() {
    draw(label_, 1, kLabel);
    label_drawn_ = true;
}

bool Compositor::is_unchanged() const {
    if (moves_ || moved_ || stack_.size() != shown_.size()) return false;
    return std::equal(stack_.begin(), stack_.end(), shown_.begin(), [](const Item& a, const Item& b) { return a.shows_the_same_as(b); });
}

void Compositor::compose(signal::VideoFrame& out) {
    COMPERE_CHECK(label_drawn_);
    blend_stack(out);
    shown_ = stack_;
    moved_ = moves_;
    is_composed_ = true;
}

void Compositor::finish(signal::VideoFrame& out) {
    COMPERE_CHECK(is_composed_);
    read(out);
}

void Compositor::count_from_now(bool with_time) {
    with_time_ = with_time;
    redrawn_pixels_ = 0;
    std::fill(costs_.begin(), costs_.end(), LayerCost{});
}

LayerCost& Compositor::cost_of(int slot) {
    if (costs_.size() <= static_cast<std::size_t>(slot)) costs_.resize(static_cast<std::size_t>(slot) + 1);
    return costs_[static_cast<std::size_t>(slot)];
}

std::int64_t Compositor::now_ns() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace compere::composite
