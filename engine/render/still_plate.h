#pragma once

#include "gfx/target.h"
#include "render/stage.h"

namespace compere::render {

// What stands still in a view: backdrop, set, shadow, drawn once by GL whatever draws the figures. Frame thread only.
struct StillPlate {
    gfx::Target plain;    // with depth
    gfx::Target picture;  // anti-aliased, where the driver can

    static core::Result<StillPlate> draw(Stage& stage, const glm::mat4& view_projection, const glm::vec3& eye, int width_px, int height_px);
};

}  // namespace compere::render
