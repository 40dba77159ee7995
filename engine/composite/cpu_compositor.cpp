#include "composite/cpu_compositor.h"

#include <algorithm>

#include "core/check.h"

namespace compere::composite {

CpuCompositor::CpuCompositor(int width_px, int height_px, const std::string& label) : Compositor{width_px, height_px, label, gfx::Executor::Cpu}, damage_{width_px, height_px} {
    const std::size_t pixels = static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px);
    still_nv12_.assign(pixels * 3 / 2, 128);
    std::fill_n(still_nv12_.begin(), pixels, std::uint8_t{16});
}

void CpuCompositor::set_still(std::span<const std::uint8_t> bgra) {
    gfx::bgra_to_nv12(bgra, width_px_, height_px_, gfx::Dither::Yes, still_nv12_);
    forget();
    records_.fill({});
}

void CpuCompositor::draw_moving(std::span<const std::uint32_t> premultiplied_bgra, int pitch_px, const gfx::Box& box) {
    COMPERE_CHECK(!is_label_drawn());
    if (box.is_empty()) return;
    moving_.push_back({premultiplied_bgra, pitch_px, box});
    note_movement();
}

void CpuCompositor::find_damage(const signal::VideoFrame& out) {
    damage_.clear();
    const Record& held = records_[out.content % records_.size()];
    if (out.content == 0 || held.content != out.content) {
        damage_.add_all();
        return;
    }
    for (const gfx::Box& box : held.moving) {
        damage_.add(box);
    }
    for (const Moving& moving : moving_) {
        damage_.add(moving.box);
    }
    // A layout keeps its order, so what is not found further on in the other stack came or went.
    auto before = held.stack.begin();
    for (const Item& item : stack_) {
        const auto same = std::find_if(before, held.stack.end(), [&](const Item& other) { return item.shows_the_same_as(other); });
        if (same == held.stack.end()) {
            damage_.add(item.box);
            continue;
        }
        for (; before != same; ++before) {
            damage_.add(before->box);
        }
        ++before;
    }
    for (; before != held.stack.end(); ++before) {
        damage_.add(before->box);
    }
}

void CpuCompositor::redraw(const gfx::Box& box, signal::VideoFrame& out) {
    redrawn_pixels_ += box.pixels();
    const gfx::Nv12View under{out.nv12.data(), out.nv12.data() + out.luma_bytes(), width_px_, height_px_, box};
    count(kStill, box.pixels(), [&] { gfx::copy_nv12(still_nv12_, under); });
    for (const Moving& m : moving_) {
        const gfx::Box shared = gfx::common(m.box, box);
        if (shared.is_empty()) continue;
        count(kMoving, shared.pixels(), [&] { gfx::blend_bgra(m.bgra, m.pitch_px, m.box.x, m.box.y, m.box.width, m.box.height, under); });
    }
    for (const Item& item : stack_) {
        const gfx::Box shared = gfx::common(item.box, box);
        if (shared.is_empty()) continue;
        count(item.slot, shared.pixels(), [&] { gfx::blend_layer(item.layer->nv12, item.opacity, under); });
    }
}

void CpuCompositor::blend_stack(signal::VideoFrame& out) {
    if (out.width_px != width_px_ || out.height_px != height_px_) out.content = 0;
    out.resize(width_px_, height_px_);
    find_damage(out);
    damage_.for_boxes([&](const gfx::Box& box) { redraw(box, out); });
    out.content = ++contents_;
    Record& record = records_[contents_ % records_.size()];
    record.content = contents_;
    record.stack = stack_;
    record.moving.clear();
    for (const Moving& moving : moving_) {
        record.moving.push_back(moving.box);
    }
}

}  // namespace compere::composite
