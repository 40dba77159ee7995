#pragma once

#include <cstdint>
#include <glm/glm.hpp>
#include <span>
#include <vector>

#include "render/skin_job.h"

namespace compere::render {

// What is known of a mesh's triangles once and for all, found by welding vertices of equal place.
struct Topology {
    std::vector<std::uint8_t> is_closed;        // per triangle: part of a surface without a rim, whose back is never seen
    std::vector<std::int32_t> neighbours;       // three per triangle: across its edges, -1 at a rim
};
Topology find_topology(std::span<const glm::vec3> positions, std::span<const std::uint32_t> indices);

// Sorts the triangles of one skinned mesh by how they face the eye. On software GL each triangle costs some 400 ns however small, so
// what cannot be seen is not submitted: backs of closed surfaces, and of an outline hull all but the triangles near the silhouette.
// Owns nothing; the lists keep their memory from tick to tick.
struct FacingJob {
    std::span<const std::uint32_t> indices;  // triangles
    const Topology* topology = nullptr;
    std::span<const SkinnedVertex> vertices;
    glm::vec3 eye{0};
    bool double_sided = false, has_outline = false;
    std::span<std::uint8_t> facing;  // scratch, one per triangle
    std::vector<std::uint32_t>* front = nullptr;
    std::vector<std::uint32_t>* back = nullptr;
    std::vector<std::uint32_t>* outline = nullptr;

    void run() const;
};

}  // namespace compere::render
