#pragma once

#include <map>
#include <string>

#include "model/model.h"

namespace compere::model {

// Humanoid bones of a rig that does not name them itself: Mixamo, Rocketbox and 3ds Max bipeds, Blender rigs, KayKit,
// CMU and other common spellings. Empty unless at least hips, head, both upper arms and both upper legs are found.
std::map<std::string, int> guess_humanoid(const Model& model);

}  // namespace compere::model
