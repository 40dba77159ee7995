#pragma once

#include <map>
#include <memory>
#include <string>

#include "core/error.h"
#include "image/picture.h"
#include "room/canvas_executor.h"
#include "show/show.h"
#include "signal/frame_plan.h"

namespace compere::room {

// One canvas: the stage through its camera, the layers of its layout, the label. Frame thread only.
class CanvasView {
public:
    static core::Result<CanvasView> create(const show::Show& show, const show::Canvas& canvas, gfx::Executor executor);

    core::Status draw_stage(render::Stage& stage);
    void composite(const signal::FramePlan& plan, core::FrameRate rate);
    signal::VideoFramePtr read();
    const std::string& name() const { return canvas_.name; }
    const show::Canvas& canvas() const { return canvas_; }
    glm::vec3 camera_at() const { return camera_at_; }

private:
    CanvasView(show::Canvas canvas, std::unique_ptr<CanvasExecutor> executor) : canvas_{std::move(canvas)}, executor_{std::move(executor)} {}
    void take_free_frame();
    void draw_layer(const show::Layer& layer, const signal::FramePlan& plan, core::FrameRate rate);

    show::Canvas canvas_;
    std::vector<show::Layer> layers_;
    bool has_stage_ = false;
    std::map<std::string, image::Picture> stills_;
    std::unique_ptr<CanvasExecutor> executor_;
    glm::vec3 camera_at_{0};
    std::vector<std::shared_ptr<signal::VideoFrame>> frames_;  // used again once nobody reads them
    std::shared_ptr<signal::VideoFrame> frame_;                // of the tick in progress
};

}  // namespace compere::room
