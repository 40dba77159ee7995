#include "render/view.h"

namespace compere::render {

core::Result<View> View::create(const Camera& camera, const gfx::Target& picture) {
    auto work = gfx::Target::over(picture);
    if (!work) return work.error();
    return View{camera, std::move(*work)};
}

View::View(Camera camera, gfx::Target work) : camera_{camera}, work_{std::move(work)} {
    view_projection_ = camera_.view_projection(work_.width_px(), work_.height_px());
}

void View::set_effort(const Effort& effort) {
    effort_ = effort;
    if (effort.samples <= 1 || fine_) return;
    if (auto fine = gfx::Target::create(work_.width_px(), work_.height_px(), gfx::Depth::Yes, effort.samples)) fine_ = std::move(*fine);
}

core::Status View::draw(Stage& stage) {
    if (!plate_) {
        auto plate = StillPlate::draw(stage, view_projection_, camera_.at, work_.width_px(), work_.height_px());
        if (!plate) return plate.error();
        plate_ = std::move(*plate);
    }
    stage.bind(view_projection_, camera_.at);
    box_ = covered_box(stage.figure_bounds(), view_projection_, work_.width_px(), work_.height_px(), 4);
    glDisable(GL_SCISSOR_TEST);
    const gfx::Target& target = effort_.samples > 1 && fine_ ? *fine_ : work_;
    plate_->plain.copy_box_to(target, box_, gfx::Depth::Yes);
    plate_->picture.copy_box_to(work_, {0, 0, work_.width_px(), work_.height_px()}, gfx::Depth::No);
    if (box_.is_empty()) return {};
    if (&target != &work_) plate_->picture.copy_box_to(target, box_, gfx::Depth::No);
    target.bind();
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
    if (&target != &work_) target.copy_box_to(work_, box_, gfx::Depth::No);
    return {};
}

}  // namespace compere::render
