#include "face/look_at.h"

#include <algorithm>
#include <cmath>

namespace compere::face {

AzimuthAltitude azimuth_altitude(glm::vec3 direction) {
    return {std::atan2(-direction.z, direction.x), std::atan2(direction.y, std::hypot(direction.x, direction.z))};
}

Gaze gaze_of(glm::vec3 direction) {
    return {glm::degrees(std::atan2(direction.x, direction.z)),
            -glm::degrees(azimuth_altitude(direction).altitude_rad)};
}

float map_range(const model::LookAt::Range& range, float angle_deg) {
    return range.output_scale * std::clamp(angle_deg / std::max(range.input_max_deg, 0.01f), 0.0f, 1.0f);
}

glm::quat eye_turn(const model::LookAt& look, Eye eye, Gaze gaze) {
    const bool is_outward = (gaze.yaw_deg >= 0.0f) == (eye == Eye::Left);
    const float yaw = map_range(is_outward ? look.horizontal_outer : look.horizontal_inner, std::abs(gaze.yaw_deg));
    const float pitch =
        map_range(gaze.pitch_deg >= 0.0f ? look.vertical_down : look.vertical_up, std::abs(gaze.pitch_deg));
    const glm::quat about_y =
        glm::angleAxis(glm::radians(std::copysign(yaw, gaze.yaw_deg)), glm::vec3{0.0f, 1.0f, 0.0f});
    const glm::quat about_x =
        glm::angleAxis(glm::radians(std::copysign(pitch, gaze.pitch_deg)), glm::vec3{1.0f, 0.0f, 0.0f});
    return about_y * about_x;  // Euler order YXZ
}

glm::quat eye_local(glm::quat turn, glm::quat parent_rest_world, glm::quat rest_local) {
    return glm::inverse(parent_rest_world) * turn * parent_rest_world * rest_local;
}

LookWeights look_weights(const model::LookAt& look, Gaze gaze) {
    LookWeights out;
    const float side = map_range(look.horizontal_outer, std::abs(gaze.yaw_deg));  // one range for both eyes
    (gaze.yaw_deg >= 0.0f ? out.left : out.right) = side;
    if (gaze.pitch_deg >= 0.0f) {
        out.down = map_range(look.vertical_down, gaze.pitch_deg);
    } else {
        out.up = map_range(look.vertical_up, -gaze.pitch_deg);
    }
    return out;
}

}  // namespace compere::face
