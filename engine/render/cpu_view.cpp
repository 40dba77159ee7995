#include "render/cpu_view.h"

#include "render/still_plate.h"

namespace compere::render {

CpuView::CpuView(const Camera& camera, int width_px, int height_px)
    : camera_{camera}, width_px_{width_px}, height_px_{height_px}, view_projection_{camera.view_projection(width_px, height_px)}, target_{width_px, height_px} {}

core::Status CpuView::draw_still(Stage& stage) {
    const auto plate = StillPlate::draw(stage, view_projection_, camera_.at, width_px_, height_px_);
    if (!plate) return plate.error();
    still_.resize(static_cast<std::size_t>(width_px_) * static_cast<std::size_t>(height_px_) * 4);
    plate->picture.read({0, 0, width_px_, height_px_}, still_);
    target_.set_still_depth(plate->plain.read_depth());
    return {};
}

void CpuView::set_effort(const Effort& effort) {
    effort_ = effort;
}

core::Status CpuView::draw(Stage& stage) {
    if (still_.empty()) {
        if (core::Status done = draw_still(stage); !done) return done.error();
    }
    parts_.clear();
    blended_.clear();
    stage.add_parts(view_projection_, height_px_, effort_.error_px, parts_, blended_);
    parts_.insert(parts_.end(), blended_.begin(), blended_.end());
    stage.rasteriser().draw(target_, parts_, {view_projection_, camera_.at, effort_.samples > 1 ? raster::kSamples : 1}, stage.scene());
    return {};
}

}  // namespace compere::render
