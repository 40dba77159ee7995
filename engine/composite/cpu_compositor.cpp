#include "composite/cpu_compositor.h"

#include <algorithm>

#include "core/check.h"

namespace compere::composite {

CpuCompositor::CpuCompositor(int width_px, int height_px, const std::string& label) : Compositor{width_px, height_px, label, gfx::Executor::Cpu} {
    const std::size_t pixels = static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px);
    still_nv12_.assign(pixels * 3 / 2, 128);
    std::fill_n(still_nv12_.begin(), pixels, std::uint8_t{16});
}

void CpuCompositor::set_still(std::span<const std::uint8_t> bgra) {
    gfx::bgra_to_nv12(bgra, width_px_, height_px_, gfx::Dither::Yes, still_nv12_);
}

void CpuCompositor::begin(signal::VideoFrame& out) {
    Compositor::begin();
    out.resize(width_px_, height_px_);
    std::copy(still_nv12_.begin(), still_nv12_.end(), out.nv12.begin());
    work_ = {out.nv12.data(), out.nv12.data() + out.luma_bytes(), width_px_, height_px_};
}

void CpuCompositor::draw_moving(std::span<const std::uint32_t> premultiplied_bgra, int pitch_px, int x, int y, int width_px, int height_px) {
    COMPERE_CHECK(!is_label_drawn());
    if (width_px > 0 && height_px > 0) gfx::blend_bgra(premultiplied_bgra, pitch_px, x, y, width_px, height_px, work_);
}

void CpuCompositor::blend(const Layer& layer, float opacity) {
    gfx::blend_layer(layer.nv12, opacity, work_);
}

void CpuCompositor::read(signal::VideoFrame& out) {
    COMPERE_CHECK(out.nv12.data() == work_.luma);
}

}  // namespace compere::composite
