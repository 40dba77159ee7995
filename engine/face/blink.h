#pragma once

#include <cstdint>
#include <glm/glm.hpp>

namespace compere::face {

// How far the lids are shut by blinking at a time, 0…1. One blink of 0.3 s every 2 to 6 s, quick to close and slower to
// open. A function of time and seed. Any thread.
float blink(double time_s, std::uint64_t seed);

// What living eyes add to a steady gaze, yaw and pitch in degrees: small jumps every second or so, and now and then a
// look aside. `speaking` 0…1 makes the looks aside shorter and rarer.
glm::vec2 eye_wander_deg(double time_s, std::uint64_t seed, float speaking);

}  // namespace compere::face
