#pragma once

#include <glm/glm.hpp>
#include <glm/gtc/quaternion.hpp>
#include <span>

#include "model/model.h"

namespace compere::anim {

// Keys are found by halving, so a sample is a function of the time alone. Times outside the keys give the first or last
// key. Tracks must hold at least one key and as many values as model::Track promises. Any thread.
glm::vec3 sample_vec3(const model::Track& track, double time_s);
glm::quat sample_rotation(const model::Track& track,
                          double time_s);  // unit length; linear keys go the shorter way round
// One value per morph channel of the track; `out` has track.morph_count places.
void sample_weights(const model::Track& track, double time_s, std::span<float> out);

// Slerp as glTF asks: the shorter way, constant speed.
glm::quat slerp(glm::quat from, glm::quat to, float share);

}  // namespace compere::anim
