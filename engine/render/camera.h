#pragma once

#include <glm/glm.hpp>

#include "gfx/target.h"
#include "render/skin_job.h"

namespace compere::render {

// A pinhole camera; `fov_deg` spans the longer side of the picture, so a portrait and a landscape canvas see the same detail.
struct Camera {
    glm::vec3 at{0, 1.2f, 3};
    glm::vec3 look_at{0, 1.1f, 0};
    float fov_deg = 28;

    // Near and far follow the distance to the subject, so that 16 bits of depth tell half a millimetre there.
    glm::mat4 view_projection(int width_px, int height_px) const;
};

// The pixels that a box in space may cover, grown by `margin_px` and to even pixels, cut to the picture. Empty when outside.
gfx::Box covered_box(const Bounds& bounds, const glm::mat4& view_projection, int width_px, int height_px, int margin_px);

gfx::Box united(gfx::Box a, gfx::Box b);

}  // namespace compere::render
