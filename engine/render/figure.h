#pragma once

#include <memory>
#include <vector>

#include "render/gpu_model.h"
#include "signal/pose.h"

namespace compere::render {

// One character on stage: takes a pose a tick, skins it on the CPU and uploads what moved. Frame thread only.
class Figure {
public:
    static core::Result<Figure> create(std::shared_ptr<const model::Model> model, Programs& programs, const glm::mat4& place);

    void set_pose(const signal::Pose& pose);
    void draw(Programs& programs, const glm::vec3& eye);  // fronts, backs of open surfaces, outline, blended
    void draw_depth(Programs& programs) const;   // for the shadow map
    const Bounds& bounds() const { return bounds_; }  // of the pose, in the stage

private:
    explicit Figure(GpuModel gpu) : gpu_{std::move(gpu)} {}
    GpuModel gpu_;
    glm::mat4 place_{1.0f};
    std::vector<std::vector<glm::mat4>> joint_matrices_;  // per skin
    std::vector<SkinnedVertex> scratch_, vertices_;
    Bounds bounds_;
};

}  // namespace compere::render
