#pragma once

#include <glm/glm.hpp>
#include <span>
#include <vector>

#include "model/model.h"

namespace compere::model {

// World matrices of the rest pose, one per node. Any thread.
std::vector<glm::mat4> rest_world(const Model& model);

// World matrices of a pose given by local transforms, one per node. Allocates nothing. Any thread.
void to_world(const Model& model, std::span<const signal::Transform> local, std::span<glm::mat4> world);

// The rotation in a matrix without its scale; identity where a column has no length.
glm::quat rotation_of(const glm::mat4& matrix);

// The node of a humanoid bone (VRM 1 name), or -1.
int bone(const Model& model, const std::string& name);

}  // namespace compere::model
