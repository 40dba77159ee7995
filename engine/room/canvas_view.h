#pragma once

#include <initializer_list>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "image/picture.h"
#include "room/artwork_job.h"
#include "room/canvas_executor.h"
#include "room/source_spec.h"
#include "show/show.h"
#include "signal/frame_plan.h"
#include "signal/source_tick.h"

namespace compere::room {

// One canvas: the stage through its camera, the layers of its layout, the label. Frame thread only.
class CanvasView {
public:
    // Clips and live inputs that its layers show are added to `sources`.
    static core::Result<CanvasView> create(const show::Show& show, const show::Canvas& canvas, gfx::Executor executor, std::vector<SourceSpec>& sources);

    core::Status draw_stage(render::Stage& stage);
    void set_effort(const render::Effort& effort) { executor_->set_effort(effort); }
    // `sources`: what the room's sources give to this tick, in their order; fewer: the rest have nothing to show.
    void composite(const signal::FramePlan& plan, core::FrameRate rate, std::span<const signal::SourceTick> sources);
    // What its layers will show of that and have not drawn or asked for yet.
    void add_jobs(const signal::Upcoming& upcoming, std::size_t canvas, std::vector<ArtworkJob>& out);
    void take(const DrawnArtwork& drawn);
    signal::VideoFramePtr read();  // the last one again where nothing changed
    const std::string& name() const { return canvas_.name; }
    const show::Canvas& canvas() const { return canvas_; }
    glm::vec3 camera_at() const { return camera_at_; }

    // What this canvas cost since counting began; `ns` only with time.
    struct Cost {
        std::string layer;
        std::int64_t pixels = 0, ns = 0;
    };
    void count_from_now(bool with_time) {
        executor_->compositor().count_from_now(with_time);
        still_ticks_ = 0;
    }
    std::vector<Cost> costs() const;
    std::int64_t still_ticks() const { return still_ticks_; }
    std::int64_t redrawn_pixels() const { return executor_->compositor().redrawn_pixels(); }

private:
    CanvasView(show::Canvas canvas, std::unique_ptr<CanvasExecutor> executor) : canvas_{std::move(canvas)}, executor_{std::move(executor)} {}
    std::shared_ptr<signal::VideoFrame> take_free_frame();
    const std::string& key_of(const show::Layer& layer, std::initializer_list<std::string_view> words = {});
    const std::string& key_of(const show::Layer& layer, const signal::CardPlan& card);
    void draw_layer(const show::Layer& layer, int slot, const signal::FramePlan& plan, core::FrameRate rate);
    void draw_source(std::size_t layer, int slot, std::span<const signal::SourceTick> sources);

    show::Canvas canvas_;
    std::vector<show::Layer> layers_;
    struct Shown {
        SourceUse use;
        composite::Layer picture;
    };
    std::map<std::size_t, Shown> shown_;  // by the layer that shows a clip or an input
    bool has_stage_ = false;
    std::map<std::string, image::Picture> stills_;
    std::unique_ptr<CanvasExecutor> executor_;
    std::string key_;
    std::vector<std::string> asked_;  // keys of what will be shown before long
    glm::vec3 camera_at_{0};
    std::vector<std::shared_ptr<signal::VideoFrame>> frames_;  // used again once nobody reads them
    std::shared_ptr<signal::VideoFrame> frame_;                // the last one
    bool is_still_ = false;                                    // it is shown again
    std::int64_t still_ticks_ = 0;
};

}  // namespace compere::room
