#pragma once

#include <cstddef>
#include <cstdint>
#include <glm/glm.hpp>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "signal/transform.h"

namespace compere::model {

// Reading JSON that is not trusted: nothing here throws; what is missing or of the wrong kind gives the fallback.
using Json = nlohmann::json;

inline constexpr std::size_t kMaxNameBytes = 256;

// How many values JSON text may hold at most, without reading it: each costs some 80 bytes once read, and two in the text.
std::size_t most_values_in(std::span<const std::uint8_t> json);

const Json& member(const Json& object, const char* key);  // null where there is none
const Json& items(const Json& object, const char* key);   // an array, empty where there is none

float number(const Json& value, float fallback);  // finite
std::string text(const Json& value, const std::string& fallback = {});
std::string shortened(const std::string& words);  // to kMaxNameBytes
std::string name_of(const Json& object);          // its "name", shortened: a mesh hands it to all of its parts
bool flag(const Json& value, bool fallback);
// A whole number in [0, limit), or -1.
int index(const Json& value, std::size_t limit);
std::size_t natural(const Json& value, std::size_t fallback);  // at most 2^53

glm::vec2 vec2(const Json& value, glm::vec2 fallback);
glm::vec3 vec3(const Json& value, glm::vec3 fallback);
glm::vec4 vec4(const Json& value, glm::vec4 fallback);

}  // namespace compere::model
