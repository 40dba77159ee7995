#include "render/figure.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"

namespace compere::render {

core::Result<Figure> Figure::create(std::shared_ptr<const model::Model> model, Programs& programs, const glm::mat4& place, gfx::Executor executor) {
    const model::Model& source = *model;
    auto gpu = GpuModel::create(model, programs, Motion::Skinned, executor == gfx::Executor::Gl ? Use::Shaded : Use::Shadow);
    if (!gpu) return gpu.error();
    if (const auto depth = programs.depth(); !depth) return depth.error();
    Figure out{std::move(*gpu)};
    out.place_ = place;
    out.middle_ = glm::vec3{place * glm::vec4{(out.gpu_.bounds().low + out.gpu_.bounds().high) * 0.5f, 1}};
    if (executor == gfx::Executor::Cpu) {
        auto cpu = CpuModel::create(model);
        if (!cpu) return cpu.error();
        out.cpu_ = std::move(*cpu);
    }
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
    is_uploaded_ = false;
}

void Figure::upload() {
    if (!is_uploaded_) gpu_.update(vertices_);
    is_uploaded_ = true;
}

void Figure::draw(Programs& programs, const glm::vec3& eye) {
    upload();
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

void Figure::draw_depth(Programs& programs) {
    upload();
    gpu_.draw(Pass::Depth, programs);
}

void Figure::add_parts(const glm::mat4& view_projection, int height_px, float error_px, std::vector<raster::Part>& solid, std::vector<raster::Part>& blended) {
    COMPERE_CHECK(cpu_);
    // The size of a pixel where the figure stands, not where it leans: a texture's level must not flicker with its breath.
    const glm::mat4& m = view_projection;
    const float w = std::max(1e-3f, (m * glm::vec4{middle_, 1}).w);
    const float px_per_m = 0.5f * static_cast<float>(height_px) * std::sqrt(m[0].y * m[0].y + m[1].y * m[1].y + m[2].y * m[2].y) / w;
    cpu_->add_parts(vertices_, px_per_m, error_px, solid, blended);
}

}  // namespace compere::render
