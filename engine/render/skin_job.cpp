#include "render/skin_job.h"

#include <cmath>

namespace compere::render {
namespace {

void morph(const SkinJob& job) {
    const model::Mesh& mesh = *job.mesh;
    for (std::size_t v = 0; v < mesh.positions.size(); ++v) {
        job.scratch[v] = {mesh.positions[v], mesh.normals[v]};
    }
    for (const model::MorphTarget& target : mesh.morphs) {
        const float weight = job.morph_weights[static_cast<std::size_t>(target.channel)];
        if (std::abs(weight) < 1e-4f) continue;
        for (std::size_t i = 0; i < target.vertices.size(); ++i) {
            job.scratch[target.vertices[i]].position += weight * target.position_deltas[i];
        }
        for (std::size_t i = 0; i < target.normal_deltas.size(); ++i) {
            job.scratch[target.vertices[i]].normal += weight * target.normal_deltas[i];
        }
    }
}

void transform(const SkinnedVertex& in, const glm::mat4& m, SkinnedVertex& out) {
    const glm::vec3 p = in.position, n = in.normal;
    out.position = {m[0].x * p.x + m[1].x * p.y + m[2].x * p.z + m[3].x, m[0].y * p.x + m[1].y * p.y + m[2].y * p.z + m[3].y,
                    m[0].z * p.x + m[1].z * p.y + m[2].z * p.z + m[3].z};
    // Joints turn and scale evenly in practice, so the matrix itself serves normals; the shader normalises.
    out.normal = {m[0].x * n.x + m[1].x * n.y + m[2].x * n.z, m[0].y * n.x + m[1].y * n.y + m[2].y * n.z, m[0].z * n.x + m[1].z * n.y + m[2].z * n.z};
}

}  // namespace

void SkinJob::run() const noexcept {
    morph(*this);
    const bool skinned = !joint_matrices.empty() && mesh->joints.size() == mesh->positions.size();
    Bounds box;
    for (std::size_t v = 0; v < mesh->positions.size(); ++v) {
        if (skinned) {
            const auto& joint = mesh->joints[v];
            const glm::vec4 weight = mesh->weights[v];
            glm::mat4 blended = joint_matrices[joint[0]] * weight.x;
            if (weight.y > 0) blended += joint_matrices[joint[1]] * weight.y;
            if (weight.z > 0) blended += joint_matrices[joint[2]] * weight.z;
            if (weight.w > 0) blended += joint_matrices[joint[3]] * weight.w;
            transform(scratch[v], blended, out[v]);
        } else {
            transform(scratch[v], node_world, out[v]);
        }
        box.add(out[v].position);
    }
    if (bounds != nullptr && !box.is_empty()) {
        bounds->add(box.low);
        bounds->add(box.high);
    }
}

}  // namespace compere::render
