#include "render/view.h"

namespace compere::render {

core::Result<View> View::create(const Camera& camera, int width_px, int height_px, int samples) {
    auto plate = gfx::Target::create(width_px, height_px, gfx::Depth::Yes, samples);
    if (!plate) return plate.error();
    auto still = gfx::Target::create(width_px, height_px, gfx::Depth::No);
    if (!still) return still.error();
    auto work = gfx::Target::create(width_px, height_px, gfx::Depth::Yes, samples);
    if (!work) return work.error();
    return View{camera, std::move(*plate), std::move(*still), std::move(*work)};
}

View::View(Camera camera, gfx::Target plate, gfx::Target still, gfx::Target work)
    : camera_{camera}, plate_{std::move(plate)}, still_{std::move(still)}, work_{std::move(work)} {
    view_projection_ = camera_.view_projection(work_.width_px(), work_.height_px());
}

void View::bind_block(Stage& stage) const {
    FrameBlock block = stage.block();
    block.view_projection = view_projection_;
    block.camera = glm::vec4{camera_.at, block.camera.w};
    glNamedBufferSubData(stage.uniform_buffer(), 0, sizeof block, &block);
    glBindBufferBase(GL_UNIFORM_BUFFER, 0, stage.uniform_buffer());
    stage.bind_textures();
    glFrontFace(GL_CW);  // y is flipped in the vertex shader, and with it the winding
}

void View::draw_plate(Stage& stage) {
    plate_.bind();
    glDisable(GL_SCISSOR_TEST);
    glDisable(GL_BLEND);
    glDepthMask(GL_TRUE);
    glClear(GL_DEPTH_BUFFER_BIT);
    glDisable(GL_DEPTH_TEST);
    glDisable(GL_CULL_FACE);
    stage.draw_backdrop(plate_.width_px(), plate_.height_px());
    glEnable(GL_DEPTH_TEST);
    glDepthFunc(GL_LEQUAL);
    stage.draw_set();
    const gfx::Box all{0, 0, plate_.width_px(), plate_.height_px()};
    plate_.copy_box_to(still_, all, gfx::Depth::No);
    plate_.copy_box_to(work_, all, gfx::Depth::Yes);
    is_plate_drawn_ = true;
}

void View::draw(Stage& stage, const gfx::Target& picture) {
    bind_block(stage);
    if (!is_plate_drawn_) draw_plate(stage);
    previous_ = box_;
    box_ = covered_box(stage.figure_bounds(), view_projection_, work_.width_px(), work_.height_px(), 4);
    glDisable(GL_SCISSOR_TEST);
    plate_.copy_box_to(work_, united(previous_, box_), gfx::Depth::Yes);
    still_.copy_box_to(picture, {0, 0, work_.width_px(), work_.height_px()}, gfx::Depth::No);
    if (box_.is_empty()) return;
    work_.bind();
    glEnable(GL_SCISSOR_TEST);
    glScissor(box_.x, box_.y, box_.width, box_.height);
    glEnable(GL_DEPTH_TEST);
    glDepthMask(GL_TRUE);
    glDepthFunc(GL_LEQUAL);
    glDisable(GL_BLEND);
    stage.draw_figures();
    glDisable(GL_SCISSOR_TEST);
    glDisable(GL_DEPTH_TEST);
    glDisable(GL_CULL_FACE);
    work_.copy_box_to(picture, box_, gfx::Depth::No);
}

}  // namespace compere::render
