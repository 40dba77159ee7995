#pragma once

#include <vector>

#include "core/error.h"
#include "model/model.h"
#include "render/skin_job.h"

namespace compere::render {

// What both executors take from a model before the first tick.

// Triangles of a mesh without those whose absence moves its surface, as it lies in `rest`, by less than `error_m`. Meshes with morphs
// stay whole.
std::vector<std::uint32_t> simplified(const model::Mesh& mesh, std::span<const SkinnedVertex> rest, float error_m);
// The material of a mesh; of one without: a plain one, rough and white. As long as the model.
const model::Material& material_of(const model::Model& model, const model::Mesh& mesh);
// All vertices of all meshes in the rest pose, in the stage's axes; `bounds` grows to hold them.
std::vector<SkinnedVertex> rest_vertices(const model::Model& model, Bounds& bounds);

}  // namespace compere::render
