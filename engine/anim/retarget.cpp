#include "anim/retarget.h"

#include <algorithm>
#include <cmath>

#include "anim/poser.h"
#include "model/vrm_names.h"
#include "model/world.h"

namespace compere::anim {
namespace {

using model::Model;

std::vector<glm::mat4> world_of(const Model& model, const std::vector<signal::Transform>& local) {
    std::vector<glm::mat4> world(model.nodes.size());
    model::to_world(model, local, world);
    return world;
}

glm::quat rotation_at(const std::vector<glm::mat4>& world, int node) {
    return node < 0 ? glm::quat{1.0f, 0.0f, 0.0f, 0.0f} : model::rotation_of(world[static_cast<std::size_t>(node)]);
}

// The nearest humanoid bone above, which stands for the parent: nodes between them are no part of a humanoid motion.
int humanoid_parent_node(const Model& model, std::string_view name) {
    for (std::string_view up = model::humanoid_parent(name); !up.empty(); up = model::humanoid_parent(up)) {
        if (const int node = model::bone(model, std::string{up}); node >= 0) return node;
    }
    const int hips = model::bone(model, "hips");
    return hips < 0 ? -1 : model.nodes[static_cast<std::size_t>(hips)].parent;
}

float hips_height(const Model& model, const std::vector<glm::mat4>& world) {
    const int hips = model::bone(model, "hips");
    const float height = world[static_cast<std::size_t>(hips)][3].y;
    if (height > 1e-3f) return height;
    // A motion whose hips rest at the origin (BVH, some exports): measure down to the feet instead.
    float lowest = height;
    for (const char* foot : {"leftFoot", "rightFoot", "leftToes", "rightToes"}) {
        const int node = model::bone(model, foot);
        if (node >= 0) lowest = std::min(lowest, world[static_cast<std::size_t>(node)][3].y);
    }
    return height - lowest;
}

}  // namespace

std::vector<signal::Transform> t_pose(const Model& model) {
    Poser poser{model};
    const bool is_t_pose = model.format == "vrm0" || model.format == "vrm1" || model.format == "vrma";
    if (!is_t_pose) poser.straighten();
    return {poser.local().begin(), poser.local().end()};
}

std::vector<BoneMap> bone_maps(const Model& motion, const Model& avatar) {
    const auto motion_local = t_pose(motion), avatar_local = t_pose(avatar);
    const auto motion_world = world_of(motion, motion_local), avatar_world = world_of(avatar, avatar_local);
    std::vector<BoneMap> maps;
    for (const auto& [name, from] : motion.humanoid) {
        const int to = model::bone(avatar, name);
        if (to < 0) continue;
        const glm::quat parent = rotation_at(motion_world, humanoid_parent_node(motion, name));
        const glm::quat rest = rotation_at(motion_world, from);
        const int above = avatar.nodes[static_cast<std::size_t>(to)].parent;
        const glm::quat avatar_parent = rotation_at(avatar_world, above);
        BoneMap map;
        map.from = from;
        map.to = to;
        map.before = glm::inverse(avatar_parent) * parent;
        map.after = glm::inverse(rest) * avatar_parent * avatar_local[static_cast<std::size_t>(to)].rotation;
        maps.push_back(map);
    }
    return maps;
}

std::optional<HipsMap> hips_map(const Model& motion, const Model& avatar) {
    HipsMap map;
    map.from = model::bone(motion, "hips");
    map.to = model::bone(avatar, "hips");
    if (map.from < 0 || map.to < 0) return std::nullopt;
    const auto motion_world = model::rest_world(motion), avatar_world = model::rest_world(avatar);
    const float from_height = hips_height(motion, motion_world), to_height = hips_height(avatar, avatar_world);
    if (!(from_height > 1e-3f) || !(to_height > 1e-3f)) return std::nullopt;
    const int from_parent = motion.nodes[static_cast<std::size_t>(map.from)].parent;
    const int to_parent = avatar.nodes[static_cast<std::size_t>(map.to)].parent;
    const glm::mat4 up = from_parent >= 0 ? motion_world[static_cast<std::size_t>(from_parent)] : glm::mat4{1.0f};
    const glm::mat4 down = to_parent >= 0 ? avatar_world[static_cast<std::size_t>(to_parent)] : glm::mat4{1.0f};
    if (std::abs(glm::determinant(down)) < 1e-20f) return std::nullopt;
    const float ratio = to_height / from_height;
    glm::mat4 scale{ratio};
    scale[3][3] = 1.0f;
    map.point = glm::inverse(down) * scale * up;
    return map;
}

}  // namespace compere::anim
