#pragma once

#include <span>
#include <string_view>

#include "anim/motion.h"
#include "core/error.h"
#include "model/model.h"

namespace compere::anim {

// Motions that need no file: "idle", "greet", "present", "nod", "explain", two to four seconds long. They are made for
// the model's own proportions from its humanoid bones, and start and end in the stance that Body gives a character
// without motions. Fails where the model has no arms that are known.
core::Result<Motion> built_in_motion(const model::Model& model, std::string_view name);
std::span<const std::string_view> built_in_motion_names();

}  // namespace compere::anim
