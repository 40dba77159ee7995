#include "anim/stance.h"

#include "model/world.h"

namespace compere::anim {
namespace {

// Arms at rest that point less than 45° below the horizon: nobody stands like that.
bool rests_with_raised_arms(const model::Model& model) {
    const std::vector<glm::mat4> world = model::rest_world(model);
    for (const std::string side : {"left", "right"}) {
        const int upper = model::bone(model, side + "UpperArm"), lower = model::bone(model, side + "LowerArm");
        if (upper < 0 || lower < 0) return false;
        const glm::vec3 arm =
            glm::vec3{world[static_cast<std::size_t>(lower)][3]} - glm::vec3{world[static_cast<std::size_t>(upper)][3]};
        if (!(glm::length(arm) > 1e-6f) || glm::normalize(arm).y < -0.8f) return false;
    }
    return true;
}

}  // namespace

// Elbows a little out and bent, hands before the waist: the resting pose of a host behind a counter.
void lower_arm(Poser& poser, const std::string& side) {
    const float x = side == "left" ? 1.0f : -1.0f;
    poser.aim(side + "Shoulder", {x * 0.97f, -0.10f, 0.0f});
    poser.aim(side + "UpperArm", {x * 0.40f, -0.91f, -0.02f});
    poser.aim(side + "LowerArm", {-x * 0.26f, -0.66f, 0.66f});
    poser.aim(side + "Hand", {-x * 0.50f, -0.45f, 0.60f});
    poser.face_palm(side, {-x * 0.55f, -0.55f, -0.55f});
    poser.curl(side, 16.0f);
}

Poser standing(const model::Model& model) {
    Poser poser{model};
    const bool is_t_pose = model.format == "vrm0" || model.format == "vrm1";
    if (!rests_with_raised_arms(model)) return poser;
    if (!is_t_pose) poser.straighten();
    lower_arm(poser, "left");
    lower_arm(poser, "right");
    return poser;
}

std::vector<signal::Transform> stance(const model::Model& model) {
    const Poser poser = standing(model);
    return {poser.local().begin(), poser.local().end()};
}

}  // namespace compere::anim
