#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "room/artwork_job.h"
#include "room/canvas_view.h"
#include "room/performer_anchor.h"
#include "room/tier.h"
#include "room/voice_booth.h"
#include "show/director.h"
#include "show/show.h"
#include "signal/audio_block.h"

namespace compere::room {

// The steps of a tick, in order; a probe is told when each one ends.
enum class Step { Show, Anim, Render, Composite, Convert, Audio };
class Probe {
public:
    virtual ~Probe() = default;
    virtual void ended(Step step) = 0;
};

enum class Draw { Yes, No };

struct TickInput {
    core::Tick tick = 0;
    std::span<const Performance> performances;  // that arrived since the last tick
    Draw draw = Draw::Yes;
    Probe* probe = nullptr;
    std::span<const signal::SourceTick> sources{};  // of this tick, in the order of Room::sources(); valid until its last draw
    std::span<const DrawnArtwork> artworks{};       // that were drawn since the last tick
};

struct TickOutput {
    std::vector<signal::VideoFramePtr> pictures;  // one per canvas; null when not drawn, or drawing failed: the last one again
    signal::AudioBlock audio;
    std::vector<show::SpeechRequest> requests;
    std::vector<ArtworkJob> artworks;  // to be drawn ahead, by whoever can
    bool has_card = false;
    bool is_over = false;
};

// A room between its inputs and its encoders: `step` is the one place where a tick is read top to bottom. No threads, clocks or
// sockets. Frame thread only, with a GL context current.
class Room {
public:
    // Loads everything that the show needs on air. It draws as `tier` says, whatever the show wants: without a clock nothing is measured.
    static core::Result<std::unique_ptr<Room>> create(show::Show show, show::Tier tier = show::Tier::Software);

    // Draws every canvas once in each step of the tier and throws the pictures away: still plates, shaders and the driver's own caches
    // are ready before the clock starts. Changes no tick.
    core::Status warm_up();
    core::Status rehearse();  // every canvas once more, for whoever wants to know how long it takes
    void count_from_now(bool with_time);  // what layers cost, without what was drawn so far
    // Ticks rise by one from 0. The result is valid until the next call.
    const TickOutput& step(const TickInput& input);
    // The same in two, so that a picture can go to its encoder while the next one is drawn: everything but the pictures, then each canvas
    // once (none where `draw` is No).
    const TickOutput& begin(const TickInput& input);
    // Null where drawing failed: the last picture again. `fault`: what a test wants the driver to have answered.
    const signal::VideoFramePtr& draw(std::size_t canvas, const core::Status& fault = {});
    // Requests that stand before the first tick.
    std::vector<show::SpeechRequest> first_requests() { return director_.take_requests(); }

    // The clips and live inputs that its layouts show. Whoever drives the room opens them.
    std::span<const SourceSpec> sources() const { return sources_; }

    show::Tier tier() const { return tier_; }
    std::span<const EffortStep> steps() const { return steps_of(tier_); }
    void set_step(std::size_t step);  // of steps(), from the next tick on

    const show::Show& show() const { return show_; }
    show::Director& director() { return director_; }
    core::FrameRate rate() const { return show_.canvases.front().rate; }
    std::vector<CanvasView>& canvases() { return canvases_; }
    std::int64_t label_ticks() const { return label_ticks_; }
    // A driver refused to draw the stage, and the canvas kept what it drew last.
    std::int64_t failed_draws() const { return failed_draws_; }

private:
    Room(show::Show show, show::Tier tier) : show_{std::move(show)}, tier_{tier}, director_{show_, show_.starts_at} {}
    core::Status check_recorded_lines() const;  // a damaged one is told before going live, not on air
    core::Status build_stage(gfx::Executor executor);
    void take(std::span<const Performance> performances);
    const lips::VisemeTrack* mouth_of(const signal::AnchorPlan& plan) const;
    void pose_anchors(const signal::FramePlan& plan);
    void ended(Step step) const;

    show::Show show_;
    show::Tier tier_;
    show::Director director_;
    std::vector<PerformerAnchor> anchors_;
    std::optional<render::Stage> stage_;
    std::vector<CanvasView> canvases_;
    std::vector<SourceSpec> sources_;
    std::span<const signal::SourceTick> source_ticks_;
    std::vector<Performance> performances_;  // prepared or on air
    std::vector<show::SpeechReply> replies_;
    const signal::FramePlan* plan_ = nullptr;  // of the tick in progress
    Probe* probe_ = nullptr;
    TickOutput out_;
    std::uint64_t upcoming_version_ = 0;
    std::int64_t label_ticks_ = 0;
    std::int64_t failed_draws_ = 0;
};

}  // namespace compere::room
