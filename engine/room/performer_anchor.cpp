#include "room/performer_anchor.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <glm/gtc/matrix_transform.hpp>

#include "anim/gestures.h"
#include "core/log.h"
#include "model/import_model.h"

namespace compere::room {
namespace {

constexpr double kMoodFade_s = 0.3;
constexpr std::array<std::string_view, 6> kMoods{"neutral", "happy", "angry", "sad", "relaxed", "surprised"};

}  // namespace

core::Status PerformerAnchor::add_motion(const std::string& name, const std::string& source) {
    const std::size_t hash = source.find('#');
    const std::string clip = hash == std::string::npos ? "" : source.substr(hash + 1);
    core::Result<anim::Motion> motion = core::fail("{}: no such motion", source);
    if (source.rfind("built-in", 0) == 0) {
        motion = anim::built_in_motion(*model_, source.size() > 9 ? source.substr(9) : name);
    } else if (hash == 0) {
        const auto found = std::find_if(model_->clips.begin(), model_->clips.end(), [&](const model::Clip& c) { return c.name == clip; });
        if (found == model_->clips.end()) return core::fail("{}: there is no clip \"{}\"", model_->file, clip);
        motion = anim::Motion::from_clip(*model_, *found);
    } else {
        const auto file = model::import_model(source.substr(0, hash));
        if (!file) return file.error();
        motion = anim::Motion::from_file(*model_, *file, clip);
    }
    if (!motion) return motion.error();
    motions_.emplace(name, std::move(*motion));
    return {};
}

core::Result<PerformerAnchor> PerformerAnchor::create(const show::Anchor& anchor, std::uint64_t seed) {
    auto model = model::import_model(anchor.model);
    if (!model) return model.error();
    if (model->meshes.empty()) return core::fail("{}: holds no figure to show", anchor.model.string());
    PerformerAnchor out;
    out.name_ = anchor.name;
    out.seed_ = seed;
    out.model_ = std::make_shared<const model::Model>(std::move(*model));
    out.place_ = glm::translate(glm::mat4{1}, glm::vec3{anchor.at_m[0], anchor.at_m[1], anchor.at_m[2]});
    out.place_ = glm::rotate(out.place_, glm::radians(anchor.turn_deg), glm::vec3{0, 1, 0});
    for (const auto& [name, file] : anchor.motions) {
        if (core::Status added = out.add_motion(name, file.string()); !added) return added.error();
    }
    for (const std::string_view name : anim::built_in_motion_names()) {
        if (out.has_motion(std::string{name})) continue;
        if (core::Status added = out.add_motion(std::string{name}, "built-in"); !added) break;  // not a humanoid: it does without
    }
    out.body_.emplace(*out.model_);
    out.face_.emplace(*out.model_);
    return out;
}

bool PerformerAnchor::has_mood(const std::string& name) const {
    const auto& own = model_->expressions;
    return std::find(kMoods.begin(), kMoods.end(), name) != kMoods.end() || std::any_of(own.begin(), own.end(), [&](const model::Expression& e) { return e.name == name; });
}

core::Error no_motion(const show::Line& line) {
    return core::fail("the anchor {} has no motion \"{}\"", line.anchor, line.gesture);
}

core::Error no_mood(const show::Line& line) {
    return core::fail("the anchor {} has no mood \"{}\"; all know {}", line.anchor, line.mood, fmt::join(kMoods, ", "));
}

const signal::Pose& PerformerAnchor::pose(const signal::AnchorPlan& plan, core::Tick tick, core::FrameRate rate, const lips::VisemeTrack* mouth, const glm::vec3& camera) {
    const double now = rate.seconds(tick);
    std::array<anim::Playing, 2> playing;
    std::size_t count = 0;
    if (const auto idle = motions_.find("idle"); idle != motions_.end()) {
        playing[count++] = {&idle->second, -1.0, std::numeric_limits<double>::infinity(), true};
    }
    if (const auto gesture = motions_.find(plan.gesture); gesture != motions_.end() && plan.gesture != "idle") {
        const double from = rate.seconds(plan.gesture_started);
        const double to = from + static_cast<double>(gesture->second.duration_s());
        if (now < to) playing[count++] = {&gesture->second, from, to, false};
    }
    anim::BodyInput body;
    body.time_s = now;
    body.seed = seed_;
    body.playing = std::span{playing}.first(count);
    body_->pose(body, pose_);

    face::FaceInput face;
    face.time_s = now;
    face.seed = seed_;
    if (mouth != nullptr && plan.line != nullptr) {
        // The mouth of the middle of the picture's period: half a period ahead of its first sample.
        face.visemes = mouth->sample(now - rate.seconds(plan.line_started) + 0.5 / rate.hz());
        face.speaking = 1;
    }
    face.mood = plan.mood;
    const double mood_age = now - rate.seconds(plan.mood_started);
    face.mood_weight = plan.mood.empty() ? 0.0f : static_cast<float>(std::clamp(mood_age / kMoodFade_s, 0.0, 1.0)) * 0.7f;
    face.gaze_target = glm::vec3{glm::inverse(place_) * glm::vec4{camera, 1}};
    face_->apply(face, pose_);
    return pose_;
}

}  // namespace compere::room
