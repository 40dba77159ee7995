#include "render/mesh_parts.h"

#include <meshoptimizer.h>

#include <algorithm>

namespace compere::render {
namespace {

std::vector<glm::mat4> rest_matrices(const model::Model& model) {
    std::vector<glm::mat4> world(model.nodes.size());
    for (std::size_t i = 0; i < world.size(); ++i) {
        const model::Node& node = model.nodes[i];
        world[i] = node.parent >= 0 ? world[static_cast<std::size_t>(node.parent)] * node.rest.matrix() : node.rest.matrix();
    }
    return world;
}

}  // namespace

// Small triangles are what a figure costs, whoever draws it: software GL and raster both work in blocks of 4x4 pixels, mostly empty.
// Some 12 % are kept whatever the error, and meshes with morphs, so faces, stay whole.
std::vector<std::uint32_t> simplified(const model::Mesh& mesh, std::span<const SkinnedVertex> rest, float error_m) {
    constexpr std::size_t kSmall = 900, kFewest_percent = 12;
    constexpr unsigned kNoOptions = 0;
    if (!mesh.morphs.empty() || mesh.indices.size() < kSmall) return mesh.indices;
    Bounds box;
    for (const SkinnedVertex& v : rest) {
        box.add(v.position);
    }
    const glm::vec3 size = box.high - box.low;
    const float extent = std::max({size.x, size.y, size.z, 1e-6f});
    std::vector<std::uint32_t> out(mesh.indices.size());
    const std::size_t kept = meshopt_simplify(out.data(), mesh.indices.data(), mesh.indices.size(), &rest[0].position.x, rest.size(), sizeof(SkinnedVertex),
                                              mesh.indices.size() * kFewest_percent / 100 / 3 * 3, error_m / extent, kNoOptions, nullptr);
    out.resize(kept);
    return out.empty() ? mesh.indices : out;
}

const model::Material& material_of(const model::Model& model, const model::Mesh& mesh) {
    static const model::Material kPlain = [] {
        model::Material plain;
        plain.roughness = 0.8f;
        plain.metallic = 0;
        return plain;
    }();
    return mesh.material >= 0 ? model.materials[static_cast<std::size_t>(mesh.material)] : kPlain;
}

std::vector<SkinnedVertex> rest_vertices(const model::Model& model, Bounds& bounds) {
    const std::vector<glm::mat4> world = rest_matrices(model);
    std::vector<SkinnedVertex> out;
    for (const model::Mesh& mesh : model.meshes) {
        const glm::mat4 node = mesh.node >= 0 ? world[static_cast<std::size_t>(mesh.node)] : glm::mat4{1};
        const glm::mat3 turn = glm::transpose(glm::inverse(glm::mat3{node}));
        for (std::size_t v = 0; v < mesh.positions.size(); ++v) {
            const glm::vec3 n = v < mesh.normals.size() ? mesh.normals[v] : glm::vec3{0, 1, 0};
            out.push_back({glm::vec3{node * glm::vec4{mesh.positions[v], 1}}, turn * n});
            bounds.add(out.back().position);
        }
    }
    return out;
}

}  // namespace compere::render
