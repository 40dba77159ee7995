#pragma once

#include <vector>

#include "raster/rasteriser.h"
#include "render/camera.h"
#include "render/effort.h"
#include "render/stage.h"

namespace compere::render {

// The stage seen by one camera at one size where OpenGL is software: GL draws what stands still, once; the figures are drawn by the
// CPU's rasteriser into a picture of their own with coverage, behind what stands before them. Frame thread only.
class CpuView {
public:
    CpuView(const Camera& camera, int width_px, int height_px);

    core::Status draw(Stage& stage);
    void set_effort(const Effort& effort);  // from the next draw on; the first draw with it prepares it
    // Of the last draw: BGRA of the whole still picture, the area that figures touch and their premultiplied BGRA in it.
    const std::vector<std::uint8_t>& still_bgra() const { return still_; }
    raster::Area area() const { return target_.area(); }
    std::span<const raster::Area> patches() const { return target_.patches(); }
    std::span<const unsigned> figures() const { return target_.picture(); }

private:
    core::Status draw_still(Stage& stage);

    Camera camera_;
    int width_px_, height_px_;
    glm::mat4 view_projection_{1};
    std::vector<std::uint8_t> still_;
    raster::Target target_;
    Effort effort_;
    std::vector<raster::Part> parts_, blended_;
};

}  // namespace compere::render
