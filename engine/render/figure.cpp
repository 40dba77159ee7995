#include "render/figure.h"

#include <algorithm>

#include "core/check.h"

namespace compere::render {

core::Result<Figure> Figure::create(std::shared_ptr<const model::Model> model, Programs& programs, const glm::mat4& place) {
    const model::Model& source = *model;
    auto gpu = GpuModel::create(std::move(model), programs, Motion::Skinned, false);
    if (!gpu) return gpu.error();
    if (const auto depth = programs.depth(); !depth) return depth.error();
    Figure out{std::move(*gpu)};
    out.place_ = place;
    for (const model::Skin& skin : source.skins) {
        out.joint_matrices_.emplace_back(skin.joints.size());
    }
    std::size_t largest = 0;
    for (const model::Mesh& mesh : source.meshes) {
        largest = std::max(largest, mesh.positions.size());
    }
    out.scratch_.resize(largest);
    out.vertices_.resize(out.gpu_.vertex_count());
    return out;
}

void Figure::set_pose(const signal::Pose& pose) {
    const model::Model& model = gpu_.source();
    COMPERE_CHECK(pose.node_world.size() == model.nodes.size() && pose.morph_weights.size() == model.morph_channels.size());
    for (std::size_t s = 0; s < model.skins.size(); ++s) {
        const model::Skin& skin = model.skins[s];
        for (std::size_t j = 0; j < skin.joints.size(); ++j) {
            joint_matrices_[s][j] = place_ * pose.node_world[static_cast<std::size_t>(skin.joints[j])] * skin.inverse_bind[j];
        }
    }
    bounds_ = {};
    std::size_t first = 0;
    for (const model::Mesh& mesh : model.meshes) {
        const std::size_t count = mesh.positions.size();
        SkinJob job;
        job.mesh = &mesh;
        if (mesh.skin >= 0) job.joint_matrices = joint_matrices_[static_cast<std::size_t>(mesh.skin)];
        if (mesh.node >= 0) job.node_world = place_ * pose.node_world[static_cast<std::size_t>(mesh.node)];
        job.morph_weights = pose.morph_weights;
        job.scratch = std::span{scratch_}.first(count);
        job.out = std::span{vertices_}.subspan(first, count);
        job.bounds = &bounds_;
        if (count > 0) job.run();
        first += count;
    }
    gpu_.update(vertices_);
}

void Figure::draw(Programs& programs, const glm::vec3& eye) {
    gpu_.face(vertices_, eye);
    glDisable(GL_CULL_FACE);
    gpu_.draw(Pass::Opaque, programs);
    gpu_.draw(Pass::Backs, programs);
    gpu_.draw(Pass::Outline, programs);
    glEnable(GL_BLEND);
    glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
    gpu_.draw(Pass::Blended, programs);
    glDisable(GL_BLEND);
}

void Figure::draw_depth(Programs& programs) const {
    gpu_.draw(Pass::Depth, programs);
}

}  // namespace compere::render
