#include "raster/triangle_list.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace compere::raster {
namespace {

constexpr std::uint8_t kBack = 0, kFront = 1, kEdgeOn = 2;  // how a triangle lies
constexpr int kSnap = 16;                // steps a pixel
constexpr float kStep_px = 1.0f / kSnap;
constexpr float kEdgeStep = 1 / 512.0f;  // half of the smallest step that an edge value can take between samples

int snapped(float px) {
    const float steps = std::clamp(px, -16384.0f, 16384.0f) * kSnap;
    return static_cast<int>(steps < 0 ? steps - 0.5f : steps + 0.5f);
}

// Pixels from 1/16, rounded down, whatever the sign.
int whole(int steps) { return steps >> 4; }
static_assert(kSnap == 1 << 4);

// How a value at three corners makes a plane: its slopes are sums of how far the second and third lie above the first, which keeps what
// is nearly equal exact, and it goes through `mean` of them at (x, y).
struct Fit {
    float dx[3] = {}, dy[3] = {}, mean[3] = {};  // of dx and dy the first is never needed
    float x = 0, y = 0;

    void make(float a, float b, float c, float (&out)[3]) const {
        out[1] = dx[1] * (b - a) + dx[2] * (c - a);
        out[2] = dy[1] * (b - a) + dy[2] * (c - a);
        out[0] = mean[0] * a + mean[1] * b + mean[2] * c - out[1] * x - out[2] * y;
    }
};

struct Point {
    float x, y;
};

Point pixels(int x_steps, int y_steps) {
    return {static_cast<float>(x_steps) * kStep_px, static_cast<float>(y_steps) * kStep_px};
}

// Through all three; a sliver, over which a plane would run away, has their mean.
Fit fit(const Point (&at)[3], float area) {
    Fit out;
    if (std::abs(area) < 0.02f) {
        out.mean[0] = out.mean[1] = out.mean[2] = 1 / 3.0f;
        return out;
    }
    const float scale = 1 / area;
    for (int i = 0; i < 3; ++i) {
        const Point &next = at[(i + 1) % 3], &last = at[(i + 2) % 3];
        out.dx[i] = (next.y - last.y) * scale;
        out.dy[i] = (last.x - next.x) * scale;
    }
    out.mean[0] = 1;
    out.x = at[0].x;
    out.y = at[0].y;
    return out;
}

// The same for what is read at the pixel's centre: across a triangle thinner than a pixel the plane would run away, so there the value
// only follows the longest side.
Fit fit_inside(const Point (&at)[3], float area) {
    constexpr float kThin_px = 0.75f;
    int longest = 0;
    float square = -1;
    for (int i = 0; i < 3; ++i) {
        const float x = at[(i + 1) % 3].x - at[i].x, y = at[(i + 1) % 3].y - at[i].y;
        if (x * x + y * y <= square) continue;
        square = x * x + y * y;
        longest = i;
    }
    if (area * area >= kThin_px * kThin_px * square || square < 1) return fit(at, area);
    const int next = (longest + 1) % 3;
    Fit out;
    out.dx[next] = (at[next].x - at[longest].x) / square;
    out.dy[next] = (at[next].y - at[longest].y) / square;
    out.dx[longest] = -out.dx[next];
    out.dy[longest] = -out.dy[next];
    out.mean[longest] = 1;
    out.x = at[longest].x;
    out.y = at[longest].y;
    return out;
}

}  // namespace

Occluder::Occluder(std::span<const float> depth, int width_px, int height_px) : width_px_{width_px}, height_px_{height_px}, columns_{(width_px + kSide - 1) / kSide} {
    farthest_.assign(static_cast<std::size_t>(columns_) * static_cast<std::size_t>((height_px + kSide - 1) / kSide), 0.0f);
    for (int y = 0; y < height_px; ++y) {
        for (int x = 0; x < width_px; ++x) {
            float& block = farthest_[static_cast<std::size_t>(y / kSide * columns_ + x / kSide)];
            block = std::max(block, depth[static_cast<std::size_t>(y) * static_cast<std::size_t>(width_px) + static_cast<std::size_t>(x)]);
        }
    }
}

bool Occluder::hides(const Extent& extent) const {
    for (int y = extent.top / kSide; y * kSide < extent.bottom; ++y) {
        for (int x = extent.left / kSide; x * kSide < extent.right; ++x) {
            if (farthest_[static_cast<std::size_t>(y * columns_ + x)] > extent.nearest) return false;
        }
    }
    return true;
}

void TriangleList::clear() {
    corner_count_ = 0;
    first_.clear();
    extents_.clear();
    sources_.clear();
    planes_of_.clear();
    covers_.clear();
    planes_.clear();
    nearest_ = 0;
    left_ = top_ = std::numeric_limits<int>::max();
    right_ = bottom_ = 0;
}

Area TriangleList::bounds() const {
    if (extents_.empty()) return {};
    return {left_, top_, right_ - left_, bottom_ - top_};
}

TriangleList::Corner TriangleList::projected(const glm::vec3& p, const glm::mat4& m, const Occluder& still) {
    // Column by column, so that the compiler makes one vector of each.
    typedef float Four __attribute__((vector_size(16)));
    const auto column = [&](int k) { return Four{m[k].x, m[k].y, m[k].z, m[k].w}; };
    const Four clip = column(0) * p.x + column(1) * p.y + column(2) * p.z + column(3);
    const float half_width = 0.5f * static_cast<float>(still.width_px()), half_height = 0.5f * static_cast<float>(still.height_px());
    const float x = clip[0], y = clip[1], z = clip[2], w = clip[3];
    if (!(z > -w && w > 1e-6f && std::isfinite(x) && std::isfinite(y))) return {};
    const float reciprocal = 1 / w;
    return {snapped(half_width + x * reciprocal * half_width), snapped(half_height - y * reciprocal * half_height), z * reciprocal * 0.5f + 0.5f, reciprocal};
}

void TriangleList::project(const Part& part, const glm::mat4& view_projection, const Occluder& still) {
    const std::size_t first = corner_count_;
    corner_count_ += part.vertices.size();
    if (corners_.size() < corner_count_) corners_.resize(corner_count_);
    for (std::size_t i = 0; i < part.vertices.size(); ++i) {
        const Corner corner = projected(part.vertices[i].position, view_projection, still);
        nearest_ = std::max(nearest_, corner.reciprocal_w);
        corners_[first + i] = corner;
    }
}

bool is_near_front(std::span<const std::int32_t> neighbours, std::span<const std::uint8_t> faces, std::size_t triangle) {
    for (std::size_t side = 0; side < 3; ++side) {
        const std::int32_t next = neighbours[3 * triangle + side];
        if (next < 0 || faces[static_cast<std::size_t>(next)] != 0) return true;
        for (std::size_t further = 0; further < 3; ++further) {
            const std::int32_t second = neighbours[3 * static_cast<std::size_t>(next) + further];
            if (second >= 0 && faces[static_cast<std::size_t>(second)] != 0) return true;
        }
    }
    return false;
}

void TriangleList::set_up(std::uint16_t index, const Part& part, const Occluder& still) {
    const Corner* const corners = corners_.data() + first_[index];
    const std::size_t count = part.triangles.size() / 3;
    faces_.assign(count, kBack);
    for (std::size_t t = 0; t < count; ++t) {
        if (is_full()) return;
        const std::uint32_t* const corner = part.triangles.data() + 3 * t;
        const Corner* const at[3] = {&corners[corner[0]], &corners[corner[1]], &corners[corner[2]]};
        if (at[0]->reciprocal_w == 0 || at[1]->reciprocal_w == 0 || at[2]->reciprocal_w == 0) continue;
        const std::int64_t steps = area_steps(at);
        faces_[t] = steps > 0 ? kBack : steps < 0 ? kFront : kEdgeOn;
        if (steps == 0 || (steps > 0 && (!part.is_double_sided || (!part.is_closed.empty() && part.is_closed[t] != 0)))) continue;
        put(at, steps, {index, steps > 0, {corner[0], corner[1], corner[2]}, 0}, id_of(index, false), still);
    }
}

// Of the hull only triangles behind a silhouette can be seen, so few of its corners are ever needed.
void TriangleList::set_up_outline(std::uint16_t index, const Part& part, const glm::mat4& view_projection, const Occluder& still) {
    if (hull_.size() < part.vertices.size()) hull_.resize(part.vertices.size());
    has_hull_.assign(part.vertices.size(), 0);
    const auto hull = [&](std::uint32_t v) -> const Corner* {
        if (has_hull_[v] == 0) {
            const glm::vec3& n = part.vertices[v].normal;
            hull_[v] = projected(part.vertices[v].position + n * (part.outline_m / std::sqrt(std::max(glm::dot(n, n), 1e-20f))), view_projection, still);
            hull_[v].depth += 0.000015f;  // a little further back than it is, as in shaders/render/surface.vert
            has_hull_[v] = 1;
        }
        return &hull_[v];
    };
    const std::size_t count = part.triangles.size() / 3;
    for (std::size_t t = 0; t < count; ++t) {
        if (is_full()) return;
        if (faces_[t] == kFront || (!part.neighbours.empty() && !is_near_front(part.neighbours, faces_, t))) continue;
        const std::uint32_t* const corner = part.triangles.data() + 3 * t;
        const Corner* const at[3] = {hull(corner[0]), hull(corner[1]), hull(corner[2])};
        if (at[0]->reciprocal_w == 0 || at[1]->reciprocal_w == 0 || at[2]->reciprocal_w == 0) continue;
        const std::int64_t steps = area_steps(at);
        if (steps > 0) put(at, steps, {index, true, {corner[0], corner[1], corner[2]}, 0}, id_of(index, true), still);
    }
}

// glTF's fronts are counter-clockwise with y up, so clockwise here: a negative area.
std::int64_t TriangleList::area_steps(const Corner* const (&at)[3]) {
    return std::int64_t{at[1]->x - at[0]->x} * (at[2]->y - at[0]->y) - std::int64_t{at[2]->x - at[0]->x} * (at[1]->y - at[0]->y);
}

void TriangleList::put(const Corner* const (&at)[3], std::int64_t steps, Source source, unsigned group, const Occluder& still) {
    const int low_x = std::min({at[0]->x, at[1]->x, at[2]->x}), high_x = std::max({at[0]->x, at[1]->x, at[2]->x});
    const int low_y = std::min({at[0]->y, at[1]->y, at[2]->y}), high_y = std::max({at[0]->y, at[1]->y, at[2]->y});
    constexpr int kFar = static_cast<int>((0.5f + kReach) * kSnap), kNear = static_cast<int>((0.5f - kReach) * kSnap);  // a pixel's samples
    Extent extent;
    extent.left = static_cast<short>(std::max(0, whole(low_x - kFar + kSnap - 1)));
    extent.right = static_cast<short>(std::min(still.width_px(), whole(high_x - kNear) + 1));
    extent.top = static_cast<short>(std::max(0, whole(low_y - kFar + kSnap - 1)));
    extent.bottom = static_cast<short>(std::min(still.height_px(), whole(high_y - kNear) + 1));
    if (extent.left >= extent.right || extent.top >= extent.bottom) return;
    extent.nearest = std::min({at[0]->depth, at[1]->depth, at[2]->depth});
    if (still.hides(extent)) return;
    extent.id = group | static_cast<unsigned>(extents_.size());
    const int left = whole(low_x), top = whole(low_y);
    Cover cover;
    cover.origin_x = static_cast<float>(left);
    cover.origin_y = static_cast<float>(top);
    Point own[3];
    for (int i = 0; i < 3; ++i) {
        own[i] = pixels(at[i]->x - left * kSnap, at[i]->y - top * kSnap);
    }
    source.area = static_cast<float>(steps) * (kStep_px * kStep_px);
    const float sign = source.area > 0 ? 1.0f : -1.0f;
    for (int e = 0; e < 3; ++e) {
        const Point &from = own[e], &to = own[(e + 1) % 3];
        const float dx = -(to.y - from.y) * sign, dy = (to.x - from.x) * sign;
        const int is_owner = (dx > 0 ? 1 : 0) | ((dx == 0 ? 1 : 0) & (dy > 0 ? 1 : 0));  // pixels exactly on an edge belong to one of its two sides
        cover.edge[e][0] = -(dx * from.x + dy * from.y) - kEdgeStep * static_cast<float>(1 - is_owner);
        cover.edge[e][1] = dx;
        cover.edge[e][2] = dy;
    }
    fit(own, source.area).make(at[0]->depth, at[1]->depth, at[2]->depth, cover.depth);
    left_ = std::min<int>(left_, extent.left);
    right_ = std::max<int>(right_, extent.right);
    top_ = std::min<int>(top_, extent.top);
    bottom_ = std::max<int>(bottom_, extent.bottom);
    extents_.push_back(extent);
    covers_.push_back(cover);
    sources_.push_back(source);
}

void TriangleList::reserve(std::size_t triangles, std::size_t vertices) {
    corners_.reserve(vertices);
    hull_.reserve(vertices);
    has_hull_.reserve(vertices);
    faces_.reserve(triangles);
    extents_.reserve(triangles);
    sources_.reserve(triangles);
    planes_of_.reserve(triangles);
    covers_.reserve(triangles);
    planes_.reserve(triangles);
}

void TriangleList::add(std::uint16_t index, const Part& part, const glm::mat4& view_projection, const Occluder& still) {
    first_.resize(std::max<std::size_t>(first_.size(), index + std::size_t{1}));
    first_[index] = corner_count_;
    project(part, view_projection, still);
    set_up(index, part, still);
    if (part.outline_m > 0) set_up_outline(index, part, view_projection, still);
    planes_of_.resize(extents_.size());
    planes_.reserve(extents_.size());  // so that what is made later does not move what was made before
}

void TriangleList::make_planes(const Source& s, const Part& part, Planes& out) const {
    const Corner* const corners = corners_.data() + first_[s.part];
    const Corner at[3] = {corners[s.corner[0]], corners[s.corner[1]], corners[s.corner[2]]};
    const float w[3] = {at[0].reciprocal_w, at[1].reciprocal_w, at[2].reciprocal_w};
    const Fit fitted = fit_inside({pixels(at[0].x, at[0].y), pixels(at[1].x, at[1].y), pixels(at[2].x, at[2].y)}, s.area);
    const auto over = [&](float a, float b, float c, float (&plane)[3]) { fitted.make(a * w[0], b * w[1], c * w[2], plane); };
    over(1, 1, 1, out.reciprocal_w);
    const std::uint32_t a = s.corner[0], b = s.corner[1], c = s.corner[2];
    if (!part.uv.empty()) {
        for (int k = 0; k < 2; ++k) {
            over(part.uv[a][k], part.uv[b][k], part.uv[c][k], out.uv[k]);
        }
    }
    const float side = s.is_back ? -1.0f : 1.0f;
    for (int k = 0; k < 3; ++k) {
        over(part.vertices[a].normal[k] * side, part.vertices[b].normal[k] * side, part.vertices[c].normal[k] * side, out.normal[k]);
    }
    if ((part.surface.attributes & kColour) != 0) {
        for (int k = 0; k < 4; ++k) {
            over(part.colours[a][k], part.colours[b][k], part.colours[c][k], out.colour[k]);
        }
    }
    if ((part.surface.attributes & kTangents) != 0) {
        // Lengyel's frame of a triangle: the directions in which u and v grow. Both have the length of the normal, 1.
        const glm::vec3 e1 = part.vertices[b].position - part.vertices[a].position, e2 = part.vertices[c].position - part.vertices[a].position;
        const glm::vec2 d1 = part.uv[b] - part.uv[a], d2 = part.uv[c] - part.uv[a];
        const float turn = d1.x * d2.y - d2.x * d1.y < 0 ? -1.0f : 1.0f;
        const glm::vec3 t = (e1 * d2.y - e2 * d1.y) * turn, u = (e2 * d1.x - e1 * d2.x) * turn;
        const float t_scale = 1 / std::sqrt(std::max(glm::dot(t, t), 1e-20f)), u_scale = 1 / std::sqrt(std::max(glm::dot(u, u), 1e-20f));
        for (int k = 0; k < 3; ++k) {
            out.tangent[k] = t[k] * t_scale;
            out.bitangent[k] = u[k] * u_scale;
        }
    }
}

const Planes& TriangleList::planes(std::size_t triangle, const Part& part) {
    std::uint32_t& made = planes_of_[triangle];
    if (made == 0) {
        make_planes(sources_[triangle], part, planes_.emplace_back());
        made = static_cast<std::uint32_t>(planes_.size());
    }
    return planes_[made - 1];
}

}  // namespace compere::raster
