#pragma once

#include <optional>
#include <string_view>

namespace compere::show {

// How figures are drawn: on the CPU, by OpenGL, by OpenGL at its best.
enum class Tier { Software, Standard, High };

const char* name(Tier tier);  // as show files spell it
std::optional<Tier> tier_named(std::string_view words);

}  // namespace compere::show
