#pragma once

#include <glm/glm.hpp>
#include <span>

#include "model/model.h"
#include "signal/transform.h"

namespace compere::anim {

// Applies the VRM node constraints of a model in their order. `local` is a whole pose, `world` its matrices; both are
// brought up to date. Allocates nothing. Any thread.
void apply_constraints(const model::Model& model, std::span<signal::Transform> local, std::span<glm::mat4> world);

}  // namespace compere::anim
