#pragma once

#include <vector>

#include "raster/triangle_list.h"

namespace compere::raster {

// What is drawn into: one view's still depth and what its last draw left.
class Target {
public:
    Target(int width_px, int height_px);
    int width_px() const { return width_px_; }
    int height_px() const { return height_px_; }

    // Depth of what stands still, 0…1, row 0 at the top, one a pixel; 1 everywhere until it is told.
    void set_still_depth(std::span<const float> depth);

    Area area() const { return area_; }  // what the last draw may have touched
    std::span<const unsigned> picture() const { return picture_; }  // of that area, rows packed, premultiplied BGRA, coverage in A
    // The rectangles of that area, one below the other, outside of which nothing was drawn; even as it is.
    std::span<const Area> patches() const { return patches_; }
    std::size_t triangles() const { return triangles_; }  // that could be seen in the last draw

private:
    friend class Rasteriser;
    unsigned* row_of(int y) { return picture_.data() + static_cast<std::size_t>(y - area_.y) * static_cast<std::size_t>(area_.width); }
    Area even(int left, int right, int top, int bottom) const;
    void begin(Area seen);

    int width_px_, height_px_, stride_;
    std::vector<float> still_depth_;  // rows of stride_
    Occluder occluder_;
    Area area_;
    std::vector<unsigned> picture_;
    std::vector<Area> patches_;
    std::size_t triangles_ = 0;
};

// Draws posed figures on the CPU, four samples a pixel, shaded once a pixel and surface: what OpenGL in software takes more than
// twice as long for (docs/architecture.md), since it pays for every triangle in blocks of 4x4 pixels. Works band by band, so that
// samples stay in the processor's cache; one serves all views of a stage in turn, so that each finds in the cache what the last one
// worked in. Frame thread only; keeps its memory from call to call.
class Rasteriser {
public:
    struct View {
        glm::mat4 view_projection{1};
        glm::vec3 eye{0};
        int samples = kSamples;  // of a pixel; or 1, which leaves edges as steps and costs less
    };
    // At most kMaxParts parts; a million triangles, what is beyond is left out. Opaque and masked parts first, then those that blend in the
    // order given. Of two at exactly the same depth the triangle with the nearer corner is seen, else the first given. The area is even in
    // all four numbers where the canvas is.
    void draw(Target& target, std::span<const Part> parts, const View& view, const Scene& scene);

private:
    struct Piece {  // a part of a pixel that shows another surface than the rest
        int x, y;
        unsigned id;
        int samples;
        int sample;  // the first of them
    };
    struct Queued {  // of a strip, to be shaded with the others of its part
        Run run;
        int next;  // of them, in queued_; -1: the last
    };
    struct Queue {  // of a part
        int first = -1, last = -1;
    };
    struct Band {
        std::vector<std::uint32_t> solid, blended;  // triangles
        int left = 0, right = 0;                    // pixels that they can touch
        bool is_empty() const { return solid.empty() && blended.empty(); }
    };
    struct Arrays {
        std::vector<float> values;
        Rows rows;
    };

    void fit(const Target& target);
    void reserve(std::span<const Part> parts);
    void place_rays(const View& view);
    void measure_step(const glm::mat4& view_projection);
    void sort_by_depth();
    void sort_into_bands(std::span<const Part> parts);
    void draw_band(const Band& band, std::span<const Part> parts, const Scene& scene);
    void clear_tiles();
    bool is_hidden(const Extent& extent, int top, int bottom) const;
    void cover_masked(const Extent& extent, int top, int bottom, const Part& part);
    void shade_strip(int top, std::span<const Part> parts, const Scene& scene);
    void find_runs(int y, const unsigned* first, const unsigned char* what, std::span<const Part> parts);
    int sample_seen(int x, int y, unsigned id) const;
    void enqueue(unsigned part, const Run& run);
    void shade_queue(unsigned part, const Surface& surface, const Scene& scene);
    const unsigned* shade(std::span<const Run> runs, const Surface& surface, const Scene& scene);
    void split_mixed(int y, const unsigned char* what, std::span<const Part> parts);
    void shade_pieces(std::span<const Part> parts, const Scene& scene);
    void blend_triangle(std::size_t triangle, const Part& part, int top, int bottom, const Scene& scene);
    Rows rows_at(int x) const;

    Target* to_ = nullptr;  // of the draw under way
    std::size_t length_ = 0;  // of the arrays of a row
    TriangleList list_;
    std::vector<Band> bands_;
    std::size_t reserved_solid_ = 0, reserved_blended_ = 0;  // triangles
    Area patch_;  // of the band that is being drawn
    std::vector<std::uint32_t> order_, bucket_starts_;  // triangles, nearest first; where each bucket of depth begins in it
    std::vector<std::uint16_t> buckets_;  // of each triangle
    std::vector<SampleTile> tiles_;
    std::vector<float> farthest_;
    SampleTiles samples_{};
    std::vector<unsigned> first_;
    std::vector<unsigned char> what_;  // strips, as first_
    std::vector<unsigned char> run_starts_;  // of a row, as Kernels::starts has them, and a word of ones behind them
    std::vector<int> allow_;
    std::vector<Queued> queued_;
    std::vector<Queue> queues_;               // by part
    std::vector<unsigned> queued_parts_;      // whose queues are not empty
    std::vector<std::vector<Piece>> pieces_;  // by part
    std::vector<Run> runs_;                   // that are shaded together
    Arrays row_;
    std::vector<unsigned> shaded_;
    float depth_step_ = 0;
    Rays rays_{};
};

}  // namespace compere::raster
