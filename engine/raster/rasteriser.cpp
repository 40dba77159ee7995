#include "raster/rasteriser.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/check.h"

namespace compere::raster {
namespace {

constexpr int kBandRows = 32;
std::size_t bands_over(int height_px) { return static_cast<std::size_t>((height_px + kBandRows - 1) / kBandRows); }

constexpr float kStep_m = 0.02f;  // a jump towards or away from the eye that is larger splits a pixel
Rows carve(std::vector<float>& values, std::size_t length) {
    values.assign(19 * length, 1.0f);
    float* at = values.data();
    const auto next = [&] { return std::exchange(at, at + length); };
    Rows rows;
    rows.reciprocal_w = next();
    rows.u = next();
    rows.v = next();
    for (float*& p : rows.normal) p = next();
    for (float*& p : rows.colour) p = next();
    for (float*& p : rows.tangent) p = next();
    for (float*& p : rows.bitangent) p = next();
    for (float*& p : rows.ray) p = next();
    return rows;
}

}  // namespace

Target::Target(int width_px, int height_px) : width_px_{width_px}, height_px_{height_px}, stride_{whole_lanes(width_px) + kLanes} {
    still_depth_.assign(static_cast<std::size_t>(stride_) * static_cast<std::size_t>(height_px), 1.0f);
    set_still_depth(std::vector<float>(static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px), 1.0f));
    patches_.reserve(bands_over(height_px));
    picture_.reserve(static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px));
}

void Target::set_still_depth(std::span<const float> depth) {
    COMPERE_CHECK(depth.size() == static_cast<std::size_t>(width_px_) * static_cast<std::size_t>(height_px_));
    for (int y = 0; y < height_px_; ++y) {
        std::copy_n(depth.data() + static_cast<std::ptrdiff_t>(y) * width_px_, width_px_, still_depth_.data() + static_cast<std::ptrdiff_t>(y) * stride_);
    }
    occluder_ = Occluder{depth, width_px_, height_px_};
}

// One column more than what is touched: left-sited chroma reaches one pixel to its left.
Area Target::even(int left, int right, int top, int bottom) const {
    const int x = left & ~1, y = top & ~1;
    return {x, y, std::min(width_px_, (right + 2) & ~1) - x, std::min(height_px_, (bottom + 1) & ~1) - y};
}

void Target::begin(Area seen) {
    area_ = seen.width == 0 ? Area{} : even(seen.x, seen.x + seen.width, seen.y, seen.y + seen.height);
    picture_.resize(static_cast<std::size_t>(area_.width) * static_cast<std::size_t>(area_.height));
    patches_.clear();
}

// The memory that the largest target so far needs.
void Rasteriser::fit(const Target& target) {
    const int tiles_per_row = target.stride_ / kTile;
    const auto grow = [](auto& values, std::size_t size) {
        if (values.size() < size) values.resize(size);
    };
    grow(tiles_, static_cast<std::size_t>(tiles_per_row) * (kBandRows / kTile));
    grow(farthest_, tiles_.size() + kLanes);
    samples_ = {tiles_.data(), farthest_.data(), tiles_per_row, 0, kSamples};
    if (bands_.size() < bands_over(target.height_px_)) {
        bands_.resize(bands_over(target.height_px_));
        reserved_solid_ = reserved_blended_ = 0;
    }
    const auto length = static_cast<std::size_t>(target.stride_ + kMaxSpan);
    if (length <= length_) return;
    length_ = length;
    first_.resize(length * kTile);
    what_.resize(length * kTile);
    run_starts_.resize(length + sizeof(std::uint64_t));
    allow_.resize(length * kTile);
    row_.rows = carve(row_.values, length);
    shaded_.resize(length);
    runs_.reserve(length);
    queued_.reserve(length * kTile);
}

void Rasteriser::place_rays(const View& view) {
    const glm::mat4 inverse = glm::inverse(view.view_projection);
    const auto through = [&](float x, float y) {
        const glm::vec4 p = inverse * glm::vec4{x * 2 / static_cast<float>(to_->width_px_) - 1, 1 - y * 2 / static_cast<float>(to_->height_px_), 1, 1};
        return glm::vec3{p} / p.w - view.eye;
    };
    // On the far plane the ray is linear in x and y; scaled so that its square stays small.
    const float scale = 1 / std::max(1e-6f, glm::length(through(0, 0)));
    const glm::vec3 at = through(0, 0) * scale, dx = through(1, 0) * scale - at, dy = through(0, 1) * scale - at;
    for (int k = 0; k < 3; ++k) {
        rays_.along[k][0] = at[k];
        rays_.along[k][1] = dx[k];
        rays_.along[k][2] = dy[k];
    }
}

void Rasteriser::measure_step(const glm::mat4& m) {
    // Of a perspective, depth is a + b / distance: the row of z is a times the row of w, plus b.
    int k = 0;
    for (int i = 1; i < 3; ++i) {
        if (std::abs(m[i].w) > std::abs(m[k].w)) k = i;
    }
    const float b = std::abs(m[k].w) > 0 ? m[3].z - m[k].z / m[k].w * m[3].w : 1;
    const float near = list_.nearest_reciprocal_w();
    depth_step_ = std::max(1e-6f, std::abs(b) * 0.5f * near * near * kStep_m);
}

// Nearest first, so that most of what is hidden is rejected at a glance: a counting sort, stable, as fine as its buckets are.
void Rasteriser::sort_by_depth() {
    constexpr float kBuckets = 1024;
    float low = 1, high = 0;
    for (std::size_t i = 0; i < list_.size(); ++i) {
        low = std::min(low, list_.extent(i).nearest);
        high = std::max(high, list_.extent(i).nearest);
    }
    const float scale = (kBuckets - 1) / std::max(high - low, 1e-9f);
    buckets_.resize(list_.size());
    bucket_starts_.assign(static_cast<std::size_t>(kBuckets) + 1, 0);
    for (std::size_t i = 0; i < list_.size(); ++i) {
        buckets_[i] = static_cast<std::uint16_t>((list_.extent(i).nearest - low) * scale);
        ++bucket_starts_[buckets_[i] + std::size_t{1}];
    }
    for (std::size_t b = 1; b < bucket_starts_.size(); ++b) {
        bucket_starts_[b] += bucket_starts_[b - 1];
    }
    order_.resize(list_.size());
    for (std::size_t i = 0; i < list_.size(); ++i) {
        order_[bucket_starts_[buckets_[i]]++] = static_cast<std::uint32_t>(i);
    }
}

void Rasteriser::sort_into_bands(std::span<const Part> parts) {
    for (Band& band : bands_) {
        band.solid.clear();
        band.blended.clear();
        band.left = to_->width_px_;
        band.right = 0;
    }
    const auto add = [&](std::uint32_t triangle, std::vector<std::uint32_t> Band::*list) {
        const Extent& extent = list_.extent(triangle);
        for (int i = extent.top / kBandRows; i * kBandRows < extent.bottom; ++i) {
            Band& band = bands_[static_cast<std::size_t>(i)];
            (band.*list).push_back(triangle);
            band.left = std::min<int>(band.left, extent.left);
            band.right = std::max<int>(band.right, extent.right);
        }
    };
    const auto blends = [&](std::uint32_t triangle) {
        const unsigned id = list_.extent(triangle).id;
        return !is_of_outline(id) && parts[part_of(id)].surface.alpha == Alpha::Blend;
    };
    sort_by_depth();
    for (const std::uint32_t triangle : order_) {
        if (!blends(triangle)) add(triangle, &Band::solid);
    }
    for (std::uint32_t triangle = 0; triangle < list_.size(); ++triangle) {
        if (blends(triangle)) add(triangle, &Band::blended);
    }
}

// All that these parts can ever need, so that no pose asks for memory on air: what is not used is never touched and takes none.
void Rasteriser::reserve(std::span<const Part> parts) {
    std::size_t solid = 0, blended = 0, vertices = 0;
    for (const Part& part : parts) {
        const std::size_t triangles = part.triangles.size() / 3;
        vertices += part.vertices.size();
        (part.surface.alpha == Alpha::Blend ? blended : solid) += triangles;
        if (part.outline_m > 0) solid += triangles;
    }
    const std::size_t most = std::min<std::size_t>(solid + blended, kTriangleOf + 1);
    if (pieces_.size() < parts.size()) pieces_.resize(parts.size());
    if (queues_.size() < parts.size()) queues_.resize(parts.size());
    queued_parts_.reserve(queues_.size());
    for (std::vector<Piece>& pieces : pieces_) {
        pieces.reserve(length_ * kBandRows / 8);
    }
    list_.reserve(most, vertices);
    if (solid <= reserved_solid_ && blended <= reserved_blended_) return;
    reserved_solid_ = std::max(reserved_solid_, solid);
    reserved_blended_ = std::max(reserved_blended_, blended);
    buckets_.reserve(most);
    order_.reserve(most);
    for (Band& band : bands_) {
        band.solid.reserve(std::min(solid, most));
        band.blended.reserve(std::min(blended, most));
    }
}

void Rasteriser::draw(Target& target, std::span<const Part> parts, const View& view, const Scene& scene) {
    COMPERE_CHECK(parts.size() <= kMaxParts);
    COMPERE_CHECK(view.samples == 1 || view.samples == kSamples);
    to_ = &target;
    fit(target);
    samples_.used = view.samples;
    list_.clear();
    reserve(parts);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        list_.add(static_cast<std::uint16_t>(i), parts[i], view.view_projection, target.occluder_);
    }
    target.triangles_ = list_.size();
    target.begin(list_.bounds());
    place_rays(view);
    measure_step(view.view_projection);
    sort_into_bands(parts);
    const int end = target.area_.y + target.area_.height;
    for (int y = target.area_.y; y < end;) {
        const Band& band = bands_[static_cast<std::size_t>(y / kBandRows)];
        const int top = y, bottom = std::min((y / kBandRows + 1) * kBandRows, end);
        y = bottom;
        std::fill(target.row_of(top), target.row_of(bottom), 0u);
        if (band.is_empty()) continue;
        patch_ = target.even(band.left, band.right, top, bottom);
        target.patches_.push_back(patch_);
        samples_.first_row = top / kBandRows * kBandRows;
        draw_band(band, parts, scene);
    }
    to_ = nullptr;
}

void Rasteriser::clear_tiles() {
    for (int y = patch_.y & ~(kTile - 1); y < patch_.y + patch_.height; y += kTile) {
        const std::ptrdiff_t first = static_cast<std::ptrdiff_t>((y - samples_.first_row) / kTile) * samples_.tiles_per_row;
        for (int x = patch_.x & ~(kTile - 1); x < patch_.x + patch_.width; x += kTile) {
            SampleTile& tile = samples_.tiles[first + x / kTile];
            float& farthest = samples_.farthest[first + x / kTile];
            farthest = 0;
            for (int line = 0; line < kTile; ++line) {
                const float* const still = to_->still_depth_.data() + static_cast<std::ptrdiff_t>(std::min(y + line, to_->height_px_ - 1)) * to_->stride_ + x;
                farthest = std::max({farthest, still[0], still[1], still[2], still[3]});
                for (int s = 0; s < samples_.used; ++s) {
                    std::copy_n(still, kTile, tile.depth[s] + line * kTile);
                }
            }
            std::fill_n(&tile.id[0][0], samples_.used * kLanes, kNothing);
        }
    }
}

// Most triangles lie over few tiles, and behind what was drawn before: their edges are never looked at.
bool Rasteriser::is_hidden(const Extent& extent, int top, int bottom) const {
    constexpr int kFewPixels = 4 * kTile;
    if (extent.right - extent.left > kFewPixels) return false;
    for (int y = top; y < bottom; y += kTile) {
        const float* const farthest = samples_.farthest + static_cast<std::ptrdiff_t>((y - samples_.first_row) / kTile) * samples_.tiles_per_row;
        for (int x = extent.left / kTile; x * kTile < extent.right; ++x) {
            if (farthest[x] > extent.nearest) return false;
        }
    }
    return true;
}

void Rasteriser::draw_band(const Band& band, std::span<const Part> parts, const Scene& scene) {
    const int top = patch_.y, bottom = patch_.y + patch_.height;
    clear_tiles();
    const auto rows_of = [&](const Extent& extent) { return std::pair{std::max<int>(extent.top, top) & ~(kTile - 1), std::min<int>(extent.bottom, bottom)}; };
    const std::vector<std::uint32_t>& solid = band.solid;
    for (std::size_t i = 0; i < solid.size(); ++i) {
        constexpr std::size_t kAhead = 6;  // a band's triangles lie scattered in memory
        if (i + kAhead < solid.size()) list_.prefetch(solid[i + kAhead]);
        const std::uint32_t triangle = solid[i];
        const Extent& extent = list_.extent(triangle);
        const auto [first, last] = rows_of(extent);
        if (is_hidden(extent, first, last)) continue;
        const Part& part = parts[part_of(extent.id)];
        if (!is_of_outline(extent.id) && part.surface.alpha == Alpha::Mask) {
            cover_masked(extent, first, last, part);
        } else {
            kernels().cover(extent, list_.cover(triangle), first, last, samples_);
        }
    }
    for (int y = top & ~(kTile - 1); y < bottom; y += kTile) {
        shade_strip(y, parts, scene);
    }
    shade_pieces(parts, scene);
    for (const std::uint32_t triangle : band.blended) {
        const auto [first, last] = rows_of(list_.extent(triangle));
        blend_triangle(triangle, parts[part_of(list_.extent(triangle).id)], first, last, scene);
    }
}

void Rasteriser::cover_masked(const Extent& extent, int top, int bottom, const Part& part) {
    const std::size_t triangle = extent.id & kTriangleOf;
    const int pitch = static_cast<int>(allow_.size()) / kTile;
    const int left = extent.left & ~(kTile - 1), right = whole_lanes(extent.right - left) + left;
    Run run{left, 0, right - left, &list_.planes(triangle, part)};
    for (int y = top; y < bottom; y += kTile) {
        for (int line = 0; line < kTile; ++line) {
            run.y = y + line;
            kernels().evaluate(&run, 1, part.surface.attributes, nullptr, row_.rows);
            kernels().mask(part.surface, row_.rows, run.count, allow_.data() + line * pitch + left);
        }
        kernels().cover_allowed(extent, list_.cover(triangle), y, samples_, {allow_.data(), pitch});
    }
}

}  // namespace compere::raster
