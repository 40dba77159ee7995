#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "composite/compositor.h"
#include "gfx/nv12.h"

namespace compere::composite {

// Blends in the frame itself: a tick costs a copy of what stands still and the areas of what lies over it.
class CpuCompositor final : public Compositor {
public:
    CpuCompositor(int width_px, int height_px, const std::string& label);

    // What stands still under everything, BGRA of the whole canvas. Black until it is told.
    void set_still(std::span<const std::uint8_t> bgra);
    // Starts the picture in `out`, which finish() must then be given.
    void begin(signal::VideoFrame& out);
    // Something that moves, of this tick: premultiplied BGRA, its rows `pitch_px` apart, at an even place of even size.
    void draw_moving(std::span<const std::uint32_t> premultiplied_bgra, int pitch_px, int x, int y, int width_px, int height_px);

private:
    void blend(const Layer& layer, float opacity) override;
    void read(signal::VideoFrame& out) override;

    std::vector<std::uint8_t> still_nv12_;
    gfx::Nv12View work_;
};

}  // namespace compere::composite
