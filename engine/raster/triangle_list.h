#pragma once

#include <vector>

#include "raster/part.h"

namespace compere::raster {

// A rectangle of the canvas, pixels, y down.
struct Area {
    int x = 0, y = 0, width = 0, height = 0;
};

// The farthest depth of what stands still, by blocks of pixels: what lies behind it all is never seen.
class Occluder {
public:
    Occluder() = default;
    Occluder(std::span<const float> depth, int width_px, int height_px);
    bool hides(const Extent& extent) const;
    int width_px() const { return width_px_; }
    int height_px() const { return height_px_; }

private:
    static constexpr int kSide = 16;
    int width_px_ = 0, height_px_ = 0, columns_ = 0;
    std::vector<float> farthest_;
};

// A triangle of an outline's hull is worth drawing only where a neighbour, or a neighbour's neighbour, turns to the front.
// `neighbours`: three per triangle, -1 at a rim; `faces`: 0 back, else front or edge-on.
bool is_near_front(std::span<const std::int32_t> neighbours, std::span<const std::uint8_t> faces, std::size_t triangle);

// The triangles of a tick that can be seen: projected, sorted by facing, as edges over screen pixels. Keeps its memory from tick to
// tick. Coordinates are snapped to 1/16 pixel, so edges shared by two triangles leave no gap between them. Most triangles lie behind
// others: how attributes vary over one is made when it is first asked for.
class TriangleList {
public:
    // Corners as projected: 1/16 pixels, depth 0…1, 1/distance (0: behind the near plane, its triangles are left out whole).
    struct Corner {
        int x, y;
        float depth, reciprocal_w;
    };
    struct Source {
        std::uint16_t part;
        bool is_back;
        std::uint32_t corner[3];  // of the part
        float area;               // twice, signed
    };

    void clear();
    void reserve(std::size_t triangles, std::size_t vertices);  // so many take no new memory, now or later
    void add(std::uint16_t index, const Part& part, const glm::mat4& view_projection, const Occluder& still);
    std::size_t size() const { return extents_.size(); }
    const Extent& extent(std::size_t triangle) const { return extents_[triangle]; }
    const Source& source(std::size_t triangle) const { return sources_[triangle]; }
    const Cover& cover(std::size_t triangle) const { return covers_[triangle]; }
    void prefetch(std::size_t triangle) const {
        __builtin_prefetch(&extents_[triangle]);
        __builtin_prefetch(&covers_[triangle]);
        __builtin_prefetch(&covers_[triangle].depth[2]);
    }
    float nearest_reciprocal_w() const { return nearest_; }
    Area bounds() const;  // of all that was added
    // How the attributes vary over a triangle of that part; outlines have none. Stays where it is until the next add or clear.
    const Planes& planes(std::size_t triangle, const Part& part);

private:
    static Corner projected(const glm::vec3& position, const glm::mat4& view_projection, const Occluder& still);
    static std::int64_t area_steps(const Corner* const (&at)[3]);
    void project(const Part& part, const glm::mat4& view_projection, const Occluder& still);
    void set_up(std::uint16_t index, const Part& part, const Occluder& still);
    void set_up_outline(std::uint16_t index, const Part& part, const glm::mat4& view_projection, const Occluder& still);
    bool is_full() const { return extents_.size() >= (std::size_t{1} << kPartShift); }
    void put(const Corner* const (&at)[3], std::int64_t steps, Source source, unsigned group, const Occluder& still);
    void make_planes(const Source& source, const Part& part, Planes& out) const;

    std::vector<Corner> corners_;          // of all parts so far; never made smaller
    std::size_t corner_count_ = 0;
    std::vector<std::size_t> first_;       // corner of each part
    std::vector<Corner> hull_;             // of the part whose outline is being added, where has_hull_ says so
    std::vector<std::uint8_t> has_hull_;
    std::vector<std::uint8_t> faces_;      // of that part's triangles: back, front, edge-on
    std::vector<Extent> extents_;
    std::vector<Cover> covers_;
    std::vector<Source> sources_;
    std::vector<std::uint32_t> planes_of_;  // of each triangle, counted from 1; 0: not made yet
    std::vector<Planes> planes_;
    float nearest_ = 0;
    int left_ = 0, right_ = 0, top_ = 0, bottom_ = 0;
};

}  // namespace compere::raster
