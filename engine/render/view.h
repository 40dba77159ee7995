#pragma once

#include <optional>

#include "core/error.h"
#include "gfx/target.h"
#include "render/camera.h"
#include "render/effort.h"
#include "render/stage.h"
#include "render/still_plate.h"

namespace compere::render {

// The stage seen by one camera at one size, drawn by GL. What stands still is drawn once into a plate, colour and depth; a tick
// copies its colour, restores depth in the box around the figures and draws them, with four samples a pixel in a picture of their own.
// Frame thread only.
class View {
public:
    static core::Result<View> create(const Camera& camera, const gfx::Target& picture);

    // Draws the stage into the picture that the view was made for, all of it.
    core::Status draw(Stage& stage);
    void set_effort(const Effort& effort);  // from the next draw on
    gfx::Box figure_box() const { return box_; }  // of the last draw

private:
    View(Camera camera, gfx::Target work);

    Camera camera_;
    glm::mat4 view_projection_{1};
    std::optional<StillPlate> plate_;
    gfx::Target work_;  // the picture, with depth
    std::optional<gfx::Target> fine_;  // where figures are drawn with samples; a driver that refuses it leaves their edges as steps
    Effort effort_;
    gfx::Box box_;
};

}  // namespace compere::render
