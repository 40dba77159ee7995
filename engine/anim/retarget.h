#pragma once

#include <glm/glm.hpp>
#include <glm/gtc/quaternion.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/model.h"
#include "signal/transform.h"

namespace compere::anim {

// Carries one bone's rotation from the rig of a motion to that of an avatar, both measured in their T-pose:
// N = P·q·R⁻¹ is the turn against the motion's rest in a common frame, and the avatar's local rotation is P′⁻¹·N·P′·L′.
struct BoneMap {
    int from = -1, to = -1;  // nodes of motion and avatar
    glm::quat before{1.0f, 0.0f, 0.0f, 0.0f}, after{1.0f, 0.0f, 0.0f, 0.0f};
    glm::quat apply(glm::quat q) const {
        return before * q * after;
    }  // both sides folded: linear, so spline tangents map alike
};
std::vector<BoneMap> bone_maps(const model::Model& motion, const model::Model& avatar);

// Carries the hips: scaled by the ratio of the rest hip heights, in the frame of the avatar's hips' parent.
struct HipsMap {
    int from = -1, to = -1;
    glm::mat4 point{1.0f};  // motion's local translation to the avatar's
};
std::optional<HipsMap> hips_map(const model::Model& motion, const model::Model& avatar);

// The local transforms of a T-pose: the rest pose as it is for VRM files, whose rest is one; otherwise with
// straightened arms.
std::vector<signal::Transform> t_pose(const model::Model& model);

}  // namespace compere::anim
