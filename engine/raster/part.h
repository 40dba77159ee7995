#pragma once

#include <cstdint>
#include <glm/glm.hpp>
#include <span>

#include "raster/kernels.h"

namespace compere::raster {

struct Vertex {
    glm::vec3 position;
    glm::vec3 normal;
};

// Triangles of one surface, posed in the stage. Spans are borrowed for one call.
struct Part {
    std::span<const Vertex> vertices;
    std::span<const std::uint32_t> triangles;  // three vertices each
    std::span<const std::uint8_t> is_closed;   // per triangle: its back is never seen; empty: none is
    std::span<const std::int32_t> neighbours;  // three per triangle, across its edges, -1 at a rim; only with an outline
    std::span<const glm::vec2> uv;             // per vertex, or empty
    std::span<const glm::vec4> colours;        // per vertex, linear; or empty
    Surface surface{};
    bool is_double_sided = false;
    float outline_m = 0;  // 0: none
    unsigned outline_bgra = 0;
};

}  // namespace compere::raster
