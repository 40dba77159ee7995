#include "room/room.h"

#include <algorithm>
#include <set>

#include "core/check.h"
#include "image/picture.h"
#include "model/import_model.h"
#include "room/sound.h"
#include "speech/file_voice.h"
#include "text/typeset.h"

namespace compere::room {
namespace {

core::Result<render::StageSource> load_stage(const show::Stage& stage) {
    render::StageSource out;
    if (stage.set) {
        auto set = model::import_model(*stage.set);
        if (!set) return set.error();
        out.set = std::make_shared<const model::Model>(std::move(*set));
    }
    if (stage.sky) {
        auto sky = image::load_hdr(*stage.sky);
        if (!sky) return sky.error();
        out.sky = std::move(*sky);
    }
    if (stage.image) {
        auto picture = image::load(*stage.image);
        if (!picture) return picture.error();
        out.image = std::move(*picture);
    }
    out.colour_srgb = {stage.colour_srgb[0], stage.colour_srgb[1], stage.colour_srgb[2]};
    out.sky_strength = stage.sky_strength;
    out.sky_turn_rad = glm::radians(stage.sky_turn_deg);
    out.exposure = stage.exposure;
    for (const show::Light& light : stage.lights) {
        out.lights.push_back({{light.from[0], light.from[1], light.from[2]}, {light.linear_rgb[0], light.linear_rgb[1], light.linear_rgb[2]}, light.strength, light.casts_shadow});
    }
    return out;
}

}  // namespace

core::Result<std::unique_ptr<Room>> Room::create(show::Show show, show::Tier tier) {
    // No picture leaves without its label, and a machine without fonts could not draw it.
    if (const auto missing = text::missing_glyphs(show.label); !missing.empty()) {
        return core::fail("no installed font can draw \"{}\" of the label \"{}\"", missing.front(), show.label);
    }
    std::unique_ptr<Room> room{new Room{std::move(show), tier}};
    for (const show::Anchor& anchor : room->show_.anchors) {
        auto performer = PerformerAnchor::create(anchor, room->show_.seed);
        if (!performer) return performer.error();
        room->anchors_.push_back(std::move(*performer));
    }
    if (core::Status good = room->check_recorded_lines(); !good) return good.error();
    for (const show::Segment& segment : room->show_.rundown) {
        for (const show::Line& line : segment.lines) {
            const auto who = std::find_if(room->anchors_.begin(), room->anchors_.end(), [&](const PerformerAnchor& a) { return a.name() == line.anchor; });
            const bool can_move = line.gesture.empty() || who->has_motion(line.gesture), can_look = line.mood.empty() || who->has_mood(line.mood);
            if (can_move && can_look) continue;
            return core::fail("{}:{}:{}: {}", room->show_.file.string(), line.mark.line, line.mark.column, (can_move ? no_mood(line) : no_motion(line)).message);
        }
    }
    const gfx::Executor executor = executor_of(tier);
    if (core::Status built = room->build_stage(executor); !built) return built.error();
    for (const show::Canvas& canvas : room->show_.canvases) {
        auto view = CanvasView::create(room->show_, canvas, executor, room->sources_);
        if (!view) return view.error();
        room->canvases_.push_back(std::move(*view));
    }
    room->set_step(0);
    return room;
}

core::Status Room::check_recorded_lines() const {
    std::set<std::pair<std::filesystem::path, std::filesystem::path>> read;
    for (const show::Segment& segment : show_.rundown) {
        for (const show::Line& line : segment.lines) {
            if (!line.sound || !read.emplace(*line.sound, line.timing.value_or("")).second) continue;
            if (const auto voice = speech::load_file_voice(*line.sound, line.timing); !voice) {
                return core::fail("{}:{}:{}: {}", show_.file.string(), line.mark.line, line.mark.column, voice.error().message);
            }
        }
    }
    return {};
}

core::Status Room::build_stage(gfx::Executor executor) {
    auto source = load_stage(show_.stage);
    if (!source) return source.error();
    std::vector<render::FigureSource> figures;
    for (const PerformerAnchor& anchor : anchors_) {
        figures.push_back({anchor.model(), anchor.place()});
    }
    auto stage = render::Stage::create(*source, figures, executor);
    if (!stage) return stage.error();
    stage_ = std::move(*stage);
    // The still shadow on the set is cast by the stance at show time 0, whatever tick is drawn first.
    for (std::size_t i = 0; i < anchors_.size(); ++i) {
        stage_->set_pose(i, anchors_[i].pose({}, 0, rate(), nullptr, {0, 1.5f, 3}));
    }
    stage_->draw_shadow();
    return {};
}

void Room::take(std::span<const Performance> performances) {
    replies_.clear();
    // Nobody but us holds a line that is over or was rejected: it goes at once, so that memory on air is flat.
    std::erase_if(performances_, [](const Performance& performance) { return performance.line.use_count() == 1; });
    for (const Performance& performance : performances) {
        replies_.push_back({performance.id, performance.line});
        if (performance.line) performances_.push_back(performance);
    }
}

const lips::VisemeTrack* Room::mouth_of(const signal::AnchorPlan& plan) const {
    const auto found = std::find_if(performances_.begin(), performances_.end(), [&](const Performance& p) { return p.line == plan.line && plan.line; });
    return found == performances_.end() ? nullptr : found->mouth.get();
}

void Room::pose_anchors(const signal::FramePlan& plan) {
    for (std::size_t i = 0; i < anchors_.size(); ++i) {
        const signal::AnchorPlan& anchor = plan.anchors[i];
        stage_->set_pose(i, anchors_[i].pose(anchor, plan.tick, rate(), mouth_of(anchor), canvases_.front().camera_at()));
    }
}

void Room::set_step(std::size_t step) {
    for (CanvasView& canvas : canvases_) {
        canvas.set_effort(steps()[step].effort);
    }
}

core::Status Room::rehearse() {
    for (CanvasView& canvas : canvases_) {
        if (core::Status drawn = canvas.draw_stage(*stage_); !drawn) return drawn.error();
        canvas.composite({}, rate(), {});
        canvas.read();
    }
    return {};
}

core::Status Room::warm_up() {
    for (std::size_t step = steps().size(); step-- > 0;) {
        set_step(step);
        if (core::Status drawn = rehearse(); !drawn) return drawn;
    }
    return {};
}

void Room::count_from_now(bool with_time) {
    for (CanvasView& canvas : canvases_) {
        canvas.count_from_now(with_time);
    }
}

const TickOutput& Room::step(const TickInput& input) {
    begin(input);
    for (std::size_t i = 0; i < canvases_.size() && input.draw == Draw::Yes; ++i) {
        draw(i);
    }
    return out_;
}

void Room::ended(Step step) const {
    if (probe_ != nullptr) probe_->ended(step);
}

const TickOutput& Room::begin(const TickInput& input) {
    probe_ = input.probe;
    source_ticks_ = input.sources;
    take(input.performances);
    for (const DrawnArtwork& drawn : input.artworks) {
        COMPERE_CHECK(drawn.canvas < canvases_.size());
        canvases_[drawn.canvas].take(drawn);
    }
    plan_ = &director_.step(input.tick, replies_);
    out_.artworks.clear();
    if (std::exchange(upcoming_version_, plan_->upcoming.version) != plan_->upcoming.version) {
        for (std::size_t canvas = 0; canvas < canvases_.size(); ++canvas) {
            canvases_[canvas].add_jobs(plan_->upcoming, canvas, out_.artworks);
        }
    }
    ended(Step::Show);
    if (input.draw == Draw::Yes) pose_anchors(*plan_);
    ended(Step::Anim);
    mix_tick(*plan_, rate(), sources_, source_ticks_, out_.audio);
    ended(Step::Audio);
    out_.pictures.assign(canvases_.size(), nullptr);
    out_.requests = director_.take_requests();
    out_.has_card = plan_->card.has_value();
    out_.is_over = plan_->is_over;
    ++label_ticks_;  // no picture is composed without it, and a repeated picture carries it
    return out_;
}

const signal::VideoFramePtr& Room::draw(std::size_t canvas, const core::Status& fault) {
    CanvasView& view = canvases_[canvas];
    const bool is_drawn = fault && view.draw_stage(*stage_);
    ended(Step::Render);
    if (!is_drawn) {
        ++failed_draws_;
        return out_.pictures[canvas];
    }
    view.composite(*plan_, rate(), source_ticks_);
    ended(Step::Composite);
    out_.pictures[canvas] = view.read();
    ended(Step::Convert);
    return out_.pictures[canvas];
}

}  // namespace compere::room
