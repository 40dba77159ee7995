#pragma once

#include <optional>

#include "core/error.h"
#include "gfx/target.h"
#include "render/camera.h"
#include "render/stage.h"
#include "render/still_plate.h"

namespace compere::render {

// The stage seen by one camera at one size, drawn by GL. What stands still is drawn once into a plate, colour and depth; a tick
// copies its colour, restores depth in the box around the figures and draws them. Frame thread only.
class View {
public:
    static core::Result<View> create(const Camera& camera, const gfx::Target& picture);

    // Draws the stage into the picture that the view was made for, all of it.
    core::Status draw(Stage& stage);
    gfx::Box figure_box() const { return box_; }  // of the last draw

private:
    View(Camera camera, gfx::Target work);

    Camera camera_;
    glm::mat4 view_projection_{1};
    std::optional<StillPlate> plate_;
    gfx::Target work_;  // the picture, with depth
    gfx::Box box_;
};

}  // namespace compere::render
