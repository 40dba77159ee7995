#pragma once

#include <memory>
#include <vector>

#include "gfx/context.h"
#include "render/cpu_model.h"
#include "render/gpu_model.h"
#include "signal/pose.h"

namespace compere::render {

// One character on stage: takes a pose a tick and skins it on the CPU. Drawn by GL, or handed out as parts for the CPU's rasteriser.
// Frame thread only.
class Figure {
public:
    static core::Result<Figure> create(std::shared_ptr<const model::Model> model, Programs& programs, const glm::mat4& place, gfx::Executor executor);

    void set_pose(const signal::Pose& pose);
    std::size_t cpu_parts() const { return cpu_ ? cpu_->parts() : 0; }
    const Bounds& bounds() const { return bounds_; }  // of the pose, in the stage

    void draw(Programs& programs, const glm::vec3& eye);  // fronts, backs of open surfaces, outline, blended
    void draw_depth(Programs& programs);                  // for the shadow map
    // Opaque parts to the one list, those that blend to the other; they borrow from this figure until its next pose.
    void add_parts(const glm::mat4& view_projection, int height_px, float error_px, std::vector<raster::Part>& solid, std::vector<raster::Part>& blended);

private:
    explicit Figure(GpuModel gpu) : gpu_{std::move(gpu)} {}
    void upload();

    GpuModel gpu_;  // where the CPU draws, it only casts the shadow
    std::optional<CpuModel> cpu_;
    glm::mat4 place_{1.0f};
    glm::vec3 middle_{0};                                 // of the rest pose, in the stage
    std::vector<std::vector<glm::mat4>> joint_matrices_;  // per skin
    std::vector<SkinnedVertex> scratch_, vertices_;
    bool is_uploaded_ = false;
    Bounds bounds_;
};

}  // namespace compere::render
