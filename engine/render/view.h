#pragma once

#include "core/error.h"
#include "gfx/target.h"
#include "render/camera.h"
#include "render/stage.h"

namespace compere::render {

// The stage seen by one camera at one size. What stands still (backdrop, set, shadow) is drawn once into a plate, colour and
// depth; a tick restores and redraws only the box around the figures. Frame thread only.
class View {
public:
    static core::Result<View> create(const Camera& camera, const gfx::Target& picture);

    // Draws the stage into the picture that the view was made for, all of it.
    void draw(Stage& stage);
    gfx::Box figure_box() const { return box_; }  // of the last draw

private:
    View(Camera camera, gfx::Target plate, gfx::Target still, gfx::Target work);
    void bind_block(Stage& stage) const;
    void draw_still(Stage& stage, const gfx::Target& target) const;
    core::Status draw_plate(Stage& stage);

    Camera camera_;
    glm::mat4 view_projection_{1};
    gfx::Target plate_;  // the still stage with depth
    gfx::Target still_;  // the still stage, anti-aliased
    gfx::Target work_;   // the picture, with depth
    bool is_plate_drawn_ = false;
    gfx::Box box_;
};

}  // namespace compere::render
