#include "anim/breath.h"

#include <cmath>

#include "core/random.h"
#include "model/world.h"

namespace compere::anim {
namespace {

constexpr double kTurn = 6.283185307179586;
constexpr std::uint64_t kPhases = 0x6272656174680000u;  // this subsystem's random numbers

// A slow wander in −1…1: two sines whose periods have no common multiple within a show.
float wander(double time_s, std::uint64_t seed, std::uint64_t which, double period_s) {
    const double first = core::random_unit(seed, kPhases + which, 0),
                 second = core::random_unit(seed, kPhases + which, 1);
    return static_cast<float>(0.6 * std::sin(kTurn * (time_s / period_s + first)) +
                              0.4 * std::sin(kTurn * (time_s / (period_s * 1.6180339887) + second)));
}

}  // namespace

Breath::Breath(const model::Model& model)
    : model_{&model},
      hips_{model::bone(model, "hips")},
      spine_{model::bone(model, "spine")},
      chest_{model::bone(model, "upperChest")},
      neck_{model::bone(model, "neck")},
      head_{model::bone(model, "head")},
      left_shoulder_{model::bone(model, "leftShoulder")},
      right_shoulder_{model::bone(model, "rightShoulder")},
      left_leg_{model::bone(model, "leftUpperLeg")},
      right_leg_{model::bone(model, "rightUpperLeg")},
      left_foot_{model::bone(model, "leftFoot")},
      right_foot_{model::bone(model, "rightFoot")} {
    if (chest_ < 0) chest_ = model::bone(model, "chest");
    if (left_leg_ >= 0 && left_foot_ >= 0) {
        const auto world = model::rest_world(model);
        leg_m_ = glm::length(glm::vec3{world[static_cast<std::size_t>(left_leg_)][3]} -
                             glm::vec3{world[static_cast<std::size_t>(left_foot_)][3]});
    }
}

void Breath::turn(int node, glm::vec3 axis, float angle_deg, std::span<signal::Transform> local,
                  std::span<const glm::mat4> world) const {
    if (node < 0) return;
    const int parent = model_->nodes[static_cast<std::size_t>(node)].parent;
    const glm::quat above =
        parent < 0 ? glm::quat{1.0f, 0.0f, 0.0f, 0.0f} : model::rotation_of(world[static_cast<std::size_t>(parent)]);
    glm::quat& own = local[static_cast<std::size_t>(node)].rotation;
    own = glm::normalize(glm::inverse(above) * glm::angleAxis(glm::radians(angle_deg), axis) * above * own);
}

void Breath::apply(double time_s, std::uint64_t seed, float strength, std::span<signal::Transform> local,
                   std::span<glm::mat4> world) const {
    if (strength <= 0.0f || hips_ < 0) return;
    const glm::vec3 sideways{1.0f, 0.0f, 0.0f}, up{0.0f, 1.0f, 0.0f}, ahead{0.0f, 0.0f, 1.0f};
    // Fourteen breaths a minute; in is quicker than out.
    const double phase = kTurn * (time_s / 4.3 + core::random_unit(seed, kPhases, 0));
    const auto breath = static_cast<float>(std::sin(phase + 0.35 * std::sin(phase)));
    turn(chest_, sideways, -0.9f * strength * breath, local, world);
    turn(left_shoulder_, ahead, 0.9f * strength * breath, local, world);
    turn(right_shoulder_, ahead, -0.9f * strength * breath, local, world);
    turn(spine_, ahead, 0.5f * strength * wander(time_s, seed, 1, 9.0), local, world);
    turn(neck_, sideways, 0.6f * strength * breath, local, world);
    turn(head_, up, 1.6f * strength * wander(time_s, seed, 2, 6.5), local, world);
    turn(head_, sideways, 0.9f * strength * wander(time_s, seed, 3, 5.3), local, world);
    turn(head_, ahead, 1.1f * strength * wander(time_s, seed, 4, 7.9), local, world);
    if (leg_m_ > 0.0f && left_foot_ >= 0 && right_foot_ >= 0 && right_leg_ >= 0) {
        const float shift_m = 0.008f * leg_m_ * strength * wander(time_s, seed, 5, 11.0);
        const float lean_deg = glm::degrees(shift_m / leg_m_);
        const int parent = model_->nodes[static_cast<std::size_t>(hips_)].parent;
        const glm::mat4 above = parent < 0 ? glm::mat4{1.0f} : world[static_cast<std::size_t>(parent)];
        local[static_cast<std::size_t>(hips_)].translation +=
            glm::vec3{glm::inverse(above) * glm::vec4{shift_m, 0.0f, 0.0f, 0.0f}};
        for (const int leg : {left_leg_, right_leg_})
            turn(leg, ahead, -lean_deg, local, world);
        for (const int foot : {left_foot_, right_foot_})
            turn(foot, ahead, lean_deg, local, world);
    }
    model::to_world(*model_, local, world);
}

}  // namespace compere::anim
