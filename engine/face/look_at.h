#pragma once

#include <glm/glm.hpp>
#include <glm/gtc/quaternion.hpp>

#include "model/model.h"

namespace compere::face {

// Angles of a gaze against straight ahead (+Z): yaw positive to the character's left, pitch positive down, in degrees.
struct Gaze {
    float yaw_deg = 0.0f;
    float pitch_deg = 0.0f;
};

// Azimuth and altitude of a direction, in radians, as the VRM standard's own tests count them: (1, 0, 0) is 0, 0.
struct AzimuthAltitude {
    float azimuth_rad = 0.0f;
    float altitude_rad = 0.0f;
};
AzimuthAltitude azimuth_altitude(glm::vec3 direction);
Gaze gaze_of(glm::vec3 direction);

float map_range(const model::LookAt::Range& range, float angle_deg);  // clamped to the range's ends

enum class Eye { Left, Right };
// By bone: the turn of an eye in the frame of the rest pose.
glm::quat eye_turn(const model::LookAt& look, Eye eye, Gaze gaze);
// The eye's local rotation for a turn: composed with its own rest, in the frame of its parent's rest.
glm::quat eye_local(glm::quat turn, glm::quat parent_rest_world, glm::quat rest_local);

// By expression: the weights of lookLeft, lookRight, lookUp and lookDown.
struct LookWeights {
    float left = 0.0f, right = 0.0f, up = 0.0f, down = 0.0f;
};
LookWeights look_weights(const model::LookAt& look, Gaze gaze);

}  // namespace compere::face
