#pragma once

#include <glm/glm.hpp>
#include <glm/gtc/quaternion.hpp>
#include <utility>
#include <vector>

#include "model/model.h"
#include "signal/transform.h"

namespace compere::model {

inline constexpr std::size_t kMaxSkins = 4096;
inline constexpr std::size_t kMaxSkinJoints = 1'000'000;

// Translation, rotation and scale of a matrix; a mirrored one gets a negative x scale. Shear is lost.
signal::Transform decompose(const glm::mat4& matrix);
glm::quat unit_or_identity(glm::quat q);
float srgb_to_linear(float srgb);  // clamped to 0…1

// Normals from the triangles, weighted by area, where a mesh has none.
void add_missing_normals(Mesh& mesh);

// One vertex's joints: the four heaviest of `influences`, summing to 1; without any, wholly the joint 0.
using Influence = std::pair<std::uint16_t, float>;
void set_influences(Mesh& mesh, std::size_t vertex, std::vector<Influence>& influences);

// World position of a vertex in the rest pose, without morphs.
struct Box {
    glm::vec3 low{0.0f}, high{0.0f};
    bool is_empty = true;
    void add(glm::vec3 point);
};
Box rest_box(const Model& model);

}  // namespace compere::model
