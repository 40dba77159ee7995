#include "render/facing.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <unordered_map>

#include "raster/triangle_list.h"

namespace compere::render {
namespace {

// Vertices of the same place (split for texture seams or hard edges) get one number.
std::vector<std::uint32_t> weld(std::span<const glm::vec3> positions) {
    std::vector<std::uint32_t> order(positions.size()), welded(positions.size());
    std::iota(order.begin(), order.end(), 0u);
    const auto key = [&](std::uint32_t v) { return std::tuple{positions[v].x, positions[v].y, positions[v].z}; };
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
    for (std::size_t i = 0; i < order.size(); ++i) {
        welded[order[i]] = i > 0 && key(order[i]) == key(order[i - 1]) ? welded[order[i - 1]] : order[i];
    }
    return welded;
}

std::uint32_t root(std::vector<std::uint32_t>& parents, std::uint32_t at) {
    while (parents[at] != at) {
        at = parents[at] = parents[parents[at]];
    }
    return at;
}

void append(std::vector<std::uint32_t>& list, std::span<const std::uint32_t> indices, std::size_t triangle) {
    const auto corners = indices.subspan(3 * triangle, 3);
    list.insert(list.end(), corners.begin(), corners.end());
}

}  // namespace

Topology find_topology(std::span<const glm::vec3> positions, std::span<const std::uint32_t> indices) {
    const std::size_t count = indices.size() / 3;
    Topology out;
    out.neighbours.assign(3 * count, -1);
    const std::vector<std::uint32_t> welded = weld(positions);
    std::unordered_map<std::uint64_t, std::uint32_t> open_edges;  // directed edge to its triangle·3 + side
    std::vector<std::uint32_t> parents(count);
    std::iota(parents.begin(), parents.end(), 0u);
    const auto edge = [&](std::size_t t, std::size_t side) {
        return std::pair{welded[indices[3 * t + side]], welded[indices[3 * t + (side + 1) % 3]]};
    };
    const auto code = [](std::uint32_t a, std::uint32_t b) { return static_cast<std::uint64_t>(a) << 32 | b; };
    for (std::size_t t = 0; t < count; ++t) {
        for (std::size_t side = 0; side < 3; ++side) {
            const auto [a, b] = edge(t, side);
            const auto twin = open_edges.find(code(b, a));
            if (twin == open_edges.end()) {
                open_edges.emplace(code(a, b), static_cast<std::uint32_t>(3 * t + side));
                continue;
            }
            out.neighbours[3 * t + side] = static_cast<std::int32_t>(twin->second / 3);
            out.neighbours[twin->second] = static_cast<std::int32_t>(t);
            parents[root(parents, static_cast<std::uint32_t>(t))] = root(parents, twin->second / 3);
            open_edges.erase(twin);
        }
    }
    std::vector<std::uint8_t> has_rim(count, 0);
    for (std::size_t side = 0; side < out.neighbours.size(); ++side) {
        if (out.neighbours[side] < 0) has_rim[root(parents, static_cast<std::uint32_t>(side / 3))] = 1;
    }
    out.is_closed.resize(count);
    for (std::size_t t = 0; t < count; ++t) {
        out.is_closed[t] = has_rim[root(parents, static_cast<std::uint32_t>(t))] == 0 ? 1 : 0;
    }
    return out;
}

void FacingJob::run() const {
    front->clear();
    back->clear();
    outline->clear();
    const std::size_t count = indices.size() / 3;
    for (std::size_t t = 0; t < count; ++t) {
        const glm::vec3& a = vertices[indices[3 * t]].position;
        const glm::vec3& b = vertices[indices[3 * t + 1]].position;
        const glm::vec3& c = vertices[indices[3 * t + 2]].position;
        const glm::vec3 n = glm::cross(b - a, c - a);
        facing[t] = glm::dot(n, eye - a) > 0 ? 1 : 0;
    }
    for (std::size_t t = 0; t < count; ++t) {
        if (facing[t] != 0) {
            append(*front, indices, t);
            continue;
        }
        if (double_sided && topology->is_closed[t] == 0) append(*back, indices, t);
        if (!has_outline) continue;
        if (raster::is_near_front(topology->neighbours, facing, t)) append(*outline, indices, t);
    }
}

}  // namespace compere::render
