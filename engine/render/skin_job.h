#pragma once

#include <glm/glm.hpp>
#include <span>

#include "model/model.h"
#include "raster/part.h"

namespace compere::render {

using SkinnedVertex = raster::Vertex;

struct Bounds {
    glm::vec3 low{1e30f};
    glm::vec3 high{-1e30f};
    void add(const glm::vec3& p) {
        low = glm::min(low, p);
        high = glm::max(high, p);
    }
    bool is_empty() const { return low.x > high.x; }
};

// Morphs, then skins one mesh on the CPU (4 ns a vertex; in a software vertex shader it is 77). Owns nothing, allocates nothing.
struct SkinJob {
    const model::Mesh* mesh = nullptr;
    std::span<const glm::mat4> joint_matrices;  // world · inverse bind, one per joint of the skin; empty for a rigid mesh
    glm::mat4 node_world{1.0f};                 // used when there is no skin
    std::span<const float> morph_weights;       // by channel
    std::span<SkinnedVertex> scratch;           // as long as the mesh has vertices; holds the morphed shape
    std::span<SkinnedVertex> out;
    Bounds* bounds = nullptr;

    void run() const noexcept;
};

}  // namespace compere::render
