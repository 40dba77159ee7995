#include "render/view.h"

namespace compere::render {
namespace {

constexpr int kStillSamples = 4;

}  // namespace

core::Result<View> View::create(const Camera& camera, const gfx::Target& picture) {
    const int width_px = picture.width_px(), height_px = picture.height_px();
    auto plate = gfx::Target::create(width_px, height_px, gfx::Depth::Yes);
    if (!plate) return plate.error();
    auto still = gfx::Target::create(width_px, height_px, gfx::Depth::No);
    if (!still) return still.error();
    auto work = gfx::Target::over(picture);
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

void View::draw_still(Stage& stage, const gfx::Target& target) const {
    target.bind();
    glDisable(GL_SCISSOR_TEST);
    glDisable(GL_BLEND);
    glDepthMask(GL_TRUE);
    glClear(GL_DEPTH_BUFFER_BIT);
    glDisable(GL_DEPTH_TEST);
    glDisable(GL_CULL_FACE);
    stage.draw_backdrop(target.width_px(), target.height_px());
    glEnable(GL_DEPTH_TEST);
    glDepthFunc(GL_LEQUAL);
    stage.draw_set();
}

core::Status View::draw_plate(Stage& stage) {
    const gfx::Box all{0, 0, plate_.width_px(), plate_.height_px()};
    draw_still(stage, plate_);
    // The still picture is drawn once, so it may be anti-aliased at any price; its samples are given back at once.
    const auto fine = gfx::Target::create(plate_.width_px(), plate_.height_px(), gfx::Depth::Yes, kStillSamples);
    if (!fine) return fine.error();
    draw_still(stage, *fine);
    fine->copy_box_to(still_, all, gfx::Depth::No);
    return {};
}

void View::draw(Stage& stage) {
    bind_block(stage);
    if (!is_plate_drawn_) {
        // A driver that refuses the samples leaves the plain plate.
        if (!draw_plate(stage)) plate_.copy_box_to(still_, {0, 0, plate_.width_px(), plate_.height_px()}, gfx::Depth::No);
        is_plate_drawn_ = true;
    }
    box_ = covered_box(stage.figure_bounds(), view_projection_, work_.width_px(), work_.height_px(), 4);
    glDisable(GL_SCISSOR_TEST);
    plate_.copy_box_to(work_, box_, gfx::Depth::Yes);
    still_.copy_box_to(work_, {0, 0, work_.width_px(), work_.height_px()}, gfx::Depth::No);
    if (box_.is_empty()) return;
    work_.bind();
    glEnable(GL_SCISSOR_TEST);
    glScissor(box_.x, box_.y, box_.width, box_.height);
    glEnable(GL_DEPTH_TEST);
    glDepthMask(GL_TRUE);
    glDepthFunc(GL_LEQUAL);
    glDisable(GL_BLEND);
    stage.draw_figures(camera_.at);
    glDisable(GL_SCISSOR_TEST);
    glDisable(GL_DEPTH_TEST);
    glDisable(GL_CULL_FACE);
}

}  // namespace compere::render
