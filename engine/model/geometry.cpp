#include "model/geometry.h"

#include <algorithm>
#include <cmath>

#include "model/world.h"

namespace compere::model {

glm::quat unit_or_identity(glm::quat q) {
    const float length = glm::length(q);
    if (!(length > 1e-8f) || !std::isfinite(length)) return {1.0f, 0.0f, 0.0f, 0.0f};
    return q / length;
}

glm::quat rotation_of(const glm::mat4& matrix) {
    glm::mat3 m{matrix};
    for (int c = 0; c < 3; ++c) {
        const float length = glm::length(m[c]);
        if (!(length > 1e-12f) || !std::isfinite(length)) return {1.0f, 0.0f, 0.0f, 0.0f};
        m[c] /= length;
    }
    if (glm::determinant(m) < 0.0f) m[0] = -m[0];
    return unit_or_identity(glm::quat_cast(m));
}

signal::Transform decompose(const glm::mat4& matrix) {
    signal::Transform out;
    out.translation = glm::vec3{matrix[3]};
    for (int c = 0; c < 3; ++c)
        out.scale[c] = glm::length(glm::vec3{matrix[c]});
    if (glm::determinant(glm::mat3{matrix}) < 0.0f) out.scale.x = -out.scale.x;
    out.rotation = rotation_of(matrix);
    return out;
}

std::vector<glm::mat4> rest_world(const Model& model) {
    std::vector<glm::mat4> world(model.nodes.size());
    for (std::size_t i = 0; i < world.size(); ++i) {
        const Node& node = model.nodes[i];
        world[i] = node.rest.matrix();
        if (node.parent >= 0) world[i] = world[static_cast<std::size_t>(node.parent)] * world[i];
    }
    return world;
}

void to_world(const Model& model, std::span<const signal::Transform> local, std::span<glm::mat4> world) {
    for (std::size_t i = 0; i < model.nodes.size(); ++i) {
        const int parent = model.nodes[i].parent;
        const glm::mat4 own = local[i].matrix();
        world[i] = parent >= 0 ? world[static_cast<std::size_t>(parent)] * own : own;
    }
}

int bone(const Model& model, const std::string& name) {
    const auto found = model.humanoid.find(name);
    return found == model.humanoid.end() ? -1 : found->second;
}

void add_missing_normals(Mesh& mesh) {
    if (mesh.normals.size() == mesh.positions.size()) return;
    mesh.normals.assign(mesh.positions.size(), glm::vec3{0.0f});
    for (std::size_t i = 0; i + 2 < mesh.indices.size(); i += 3) {
        const std::uint32_t a = mesh.indices[i], b = mesh.indices[i + 1], c = mesh.indices[i + 2];
        const glm::vec3 n = glm::cross(mesh.positions[b] - mesh.positions[a], mesh.positions[c] - mesh.positions[a]);
        mesh.normals[a] += n;
        mesh.normals[b] += n;
        mesh.normals[c] += n;
    }
    for (glm::vec3& n : mesh.normals) {
        const float length = glm::length(n);
        n = length > 1e-20f && std::isfinite(length) ? n / length : glm::vec3{0.0f, 1.0f, 0.0f};
    }
}

void set_influences(Mesh& mesh, std::size_t vertex, std::vector<Influence>& influences) {
    std::stable_sort(influences.begin(), influences.end(),
                     [](const Influence& a, const Influence& b) { return a.second > b.second; });
    std::array<std::uint16_t, 4> joints{};
    glm::vec4 weights{0.0f};
    float sum = 0.0f;
    for (std::size_t i = 0; i < std::min<std::size_t>(4, influences.size()); ++i) {
        if (!(influences[i].second > 0.0f)) break;
        joints[i] = influences[i].first;
        weights[static_cast<int>(i)] = influences[i].second;
        sum += influences[i].second;
    }
    mesh.joints[vertex] = joints;
    mesh.weights[vertex] = sum > 0.0f && std::isfinite(sum) ? weights / sum : glm::vec4{1.0f, 0.0f, 0.0f, 0.0f};
}

void Box::add(glm::vec3 point) {
    if (!std::isfinite(point.x + point.y + point.z)) return;
    low = is_empty ? point : glm::min(low, point);
    high = is_empty ? point : glm::max(high, point);
    is_empty = false;
}

Box rest_box(const Model& model) {
    const std::vector<glm::mat4> world = rest_world(model);
    Box box;
    std::vector<glm::mat4> joints;
    for (const Mesh& mesh : model.meshes) {
        joints.clear();
        if (mesh.skin >= 0) {
            const Skin& skin = model.skins[static_cast<std::size_t>(mesh.skin)];
            for (std::size_t j = 0; j < skin.joints.size(); ++j)
                joints.push_back(world[static_cast<std::size_t>(skin.joints[j])] * skin.inverse_bind[j]);
        }
        const glm::mat4 own = mesh.node >= 0 ? world[static_cast<std::size_t>(mesh.node)] : glm::mat4{1.0f};
        for (std::size_t v = 0; v < mesh.positions.size(); ++v) {
            const glm::vec4 p{mesh.positions[v], 1.0f};
            if (joints.empty() || mesh.weights.empty()) {
                box.add(glm::vec3{own * p});
                continue;
            }
            glm::vec3 sum{0.0f};
            for (int k = 0; k < 4; ++k) {
                const float weight = mesh.weights[v][k];
                if (weight > 0.0f) sum += weight * glm::vec3{joints[mesh.joints[v][static_cast<std::size_t>(k)]] * p};
            }
            box.add(sum);
        }
    }
    return box;
}

}  // namespace compere::model
