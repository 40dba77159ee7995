#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "anim/body.h"
#include "anim/motion.h"
#include "core/error.h"
#include "face/face.h"
#include "lips/viseme_track.h"
#include "model/model.h"
#include "show/show.h"
#include "signal/frame_plan.h"
#include "signal/pose.h"

namespace compere::room {

// One anchor at work: the plan of a tick becomes a pose. Frame thread only.
class PerformerAnchor {
public:
    static core::Result<PerformerAnchor> create(const show::Anchor& anchor, std::uint64_t seed);

    // `mouth` belongs to plan.line; null while silent. `camera` in the stage.
    const signal::Pose& pose(const signal::AnchorPlan& plan, core::Tick tick, core::FrameRate rate, const lips::VisemeTrack* mouth, const glm::vec3& camera);
    const std::shared_ptr<const model::Model>& model() const { return model_; }
    glm::mat4 place() const { return place_; }
    const std::string& name() const { return name_; }
    bool has_motion(const std::string& name) const { return motions_.find(name) != motions_.end(); }
    // One of the six of VRM, which a model may have or not, or an expression of its own.
    bool has_mood(const std::string& name) const;

private:
    core::Status add_motion(const std::string& name, const std::string& source);

    std::string name_;
    std::uint64_t seed_ = 1;
    std::shared_ptr<const model::Model> model_;
    glm::mat4 place_{1};
    std::map<std::string, anim::Motion> motions_;
    std::optional<anim::Body> body_;
    std::optional<face::Face> face_;
    signal::Pose pose_;
};

// Why a line cannot be played as it stands.
core::Error no_motion(const show::Line& line);
core::Error no_mood(const show::Line& line);

}  // namespace compere::room
