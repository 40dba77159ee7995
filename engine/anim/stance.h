#pragma once

#include <vector>

#include "anim/poser.h"
#include "model/model.h"
#include "signal/transform.h"

namespace compere::anim {

// How a figure stands that nothing moves: its rest pose, or with the arms let down where it rests in a T or A pose.
std::vector<signal::Transform> stance(const model::Model& model);

// Puts both arms (or one: "left", "right") into that stance.
void lower_arm(Poser& poser, const std::string& side);
// A poser in the stance, with palms measured from a T-pose.
Poser standing(const model::Model& model);

}  // namespace compere::anim
