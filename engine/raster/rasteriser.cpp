#include "raster/rasteriser.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/check.h"

namespace compere::raster {
namespace {

constexpr int kBandRows = 32;
constexpr float kStep_m = 0.02f;  // a jump towards or away from the eye that is larger splits a pixel
constexpr unsigned kTriangleMask = (1u << kPartShift) - 1;

int padded(int count) {
    return (count + kLanes - 1) & ~(kLanes - 1);
}

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

// n quarters of each channel, rounded.
unsigned quarters(unsigned bgra, unsigned n) {
    constexpr unsigned kLower = 0x00ff00ffu, kHalf = 0x00020002u;
    return ((((bgra & kLower) * n + kHalf) >> 2) & kLower) | ((((bgra >> 8) & kLower) * n + kHalf) >> 2 & kLower) << 8;
}

unsigned added(unsigned a, unsigned b) {
    unsigned out = 0;
    for (unsigned shift = 0; shift < 32; shift += 8) {
        out |= std::min(255u, ((a >> shift) & 255u) + ((b >> shift) & 255u)) << shift;
    }
    return out;
}

// `over` premultiplied, with n quarters of the pixel covered, upon `under`.
unsigned blended(unsigned over, unsigned n, unsigned under) {
    const unsigned top = quarters(over, n);
    const unsigned rest = 255u - (top >> 24);
    unsigned out = 0;
    for (unsigned shift = 0; shift < 32; shift += 8) {
        out |= std::min(255u, ((top >> shift) & 255u) + (((under >> shift) & 255u) * rest + 127u) / 255u) << shift;
    }
    return out;
}

Surface flat(unsigned bgra) {
    Surface out{};
    out.kind = Kind::Flat;
    out.flat_bgra = bgra;
    return out;
}

}  // namespace

Rasteriser::Rasteriser(int width_px, int height_px) : width_px_{width_px}, height_px_{height_px}, stride_{padded(width_px) + kLanes} {
    const auto length = static_cast<std::size_t>(stride_ + kMaxSpan);
    still_depth_.assign(static_cast<std::size_t>(stride_) * static_cast<std::size_t>(height_px), 1.0f);
    tiles_.resize(static_cast<std::size_t>(stride_ / kTile) * (kBandRows / kTile));
    farthest_.resize(tiles_.size());
    samples_ = {tiles_.data(), farthest_.data(), stride_ / kTile, 0};
    set_still_depth(std::vector<float>(static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px), 1.0f));
    first_.resize(length * kTile);
    mixed_.resize(length * kTile);
    allow_.resize(length * kTile);
    row_.rows = carve(row_.values, length);
    piece_.rows = carve(piece_.values, kMaxSpan + kLanes);
    bands_.resize(static_cast<std::size_t>((height_px + kBandRows - 1) / kBandRows));
    blended_.resize(bands_.size());
    picture_.reserve(static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px));
    runs_.reserve(length);
}

void Rasteriser::set_still_depth(std::span<const float> depth) {
    COMPERE_CHECK(depth.size() == static_cast<std::size_t>(width_px_) * static_cast<std::size_t>(height_px_));
    for (int y = 0; y < height_px_; ++y) {
        std::copy_n(depth.data() + static_cast<std::ptrdiff_t>(y) * width_px_, width_px_, still_depth_.data() + static_cast<std::ptrdiff_t>(y) * stride_);
    }
    occluder_ = Occluder{depth, width_px_, height_px_};
}

void Rasteriser::place_rays(const View& view) {
    const glm::mat4 inverse = glm::inverse(view.view_projection);
    const auto through = [&](float x, float y) {
        const glm::vec4 p = inverse * glm::vec4{x * 2 / static_cast<float>(width_px_) - 1, 1 - y * 2 / static_cast<float>(height_px_), 1, 1};
        return glm::vec3{p} / p.w - view.eye;
    };
    // On the far plane the ray is linear in x and y; scaled so that its square stays small.
    const float scale = 1 / std::max(1e-6f, glm::length(through(0, 0)));
    ray_ = through(0, 0) * scale;
    ray_dx_ = through(1, 0) * scale - ray_;
    ray_dy_ = through(0, 1) * scale - ray_;
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

void Rasteriser::sort_into_bands(std::span<const Part> parts) {
    for (std::size_t i = 0; i < bands_.size(); ++i) {
        bands_[i].clear();
        blended_[i].clear();
    }
    // Fronts first: backs and outlines lie behind them nearly everywhere and are then rejected at a glance.
    for (const bool fronts : {true, false}) {
        for (std::size_t i = 0; i < list_.size(); ++i) {
            const TriangleList::Source& source = list_.source(i);
            const bool blends = !source.is_outline && parts[source.part].surface.alpha == Alpha::Blend;
            if ((blends || !(source.is_outline || source.is_back)) != fronts) continue;
            const Cover& cover = list_.cover(i);
            auto& bands = blends ? blended_ : bands_;
            for (int band = cover.top / kBandRows; band * kBandRows < cover.bottom; ++band) {
                bands[static_cast<std::size_t>(band)].push_back(static_cast<std::uint32_t>(i));
            }
        }
    }
}

const Surface& Rasteriser::surface_of(unsigned id, std::span<const Part> parts) const {
    const TriangleList::Source& source = list_.source(id & kTriangleMask);
    return source.is_outline ? outlines_[source.part] : parts[source.part].surface;
}

Rows Rasteriser::rows_at(int x) const {
    Rows out = row_.rows;
    out.reciprocal_w += x;
    out.u += x;
    out.v += x;
    for (float*& p : out.normal) p += x;
    for (float*& p : out.colour) p += x;
    for (float*& p : out.tangent) p += x;
    for (float*& p : out.bitangent) p += x;
    for (float*& p : out.ray) p += x;
    return out;
}

void Rasteriser::fill_rays(int left, int right, int y) {
    const glm::vec3 start = ray_ + ray_dy_ * (static_cast<float>(y) + 0.5f) + ray_dx_ * 0.5f;
    for (int k = 0; k < 3; ++k) {
        float* const out = row_.rows.ray[k];
        const float c = start[k], d = ray_dx_[k];
        for (int x = left; x < right; ++x) {
            out[x] = c + d * static_cast<float>(x);
        }
    }
}

void Rasteriser::draw(std::span<const Part> parts, const View& view, const Scene& scene) {
    COMPERE_CHECK(parts.size() <= 65535);
    list_.clear();
    outlines_.resize(parts.size());
    pieces_.resize(parts.size() * 2);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        outlines_[i] = flat(parts[i].outline_bgra);
        list_.add(static_cast<std::uint16_t>(i), parts[i], view.view_projection, occluder_);
    }
    const Area seen = list_.bounds();
    area_.x = seen.x & ~1;
    area_.y = seen.y & ~1;
    // One column more than it touches: left-sited chroma reaches one pixel to its left.
    area_.width = std::min(width_px_, (seen.x + seen.width + 2) & ~1) - area_.x;
    area_.height = std::min(height_px_, (seen.y + seen.height + 1) & ~1) - area_.y;
    if (list_.size() == 0) area_ = {};
    picture_.assign(static_cast<std::size_t>(area_.width) * static_cast<std::size_t>(area_.height), 0);
    place_rays(view);
    measure_step(view.view_projection);
    sort_into_bands(parts);
    for (std::size_t band = 0; band < bands_.size(); ++band) {
        if (!bands_[band].empty() || !blended_[band].empty()) draw_band(band, parts, scene);
    }
}

void Rasteriser::clear_tiles(int top, int bottom) {
    for (int y = top; y < bottom; y += kTile) {
        const std::ptrdiff_t first = static_cast<std::ptrdiff_t>((y - samples_.first_row) / kTile) * samples_.tiles_per_row;
        for (int x = area_.x & ~(kTile - 1); x < area_.x + area_.width; x += kTile) {
            SampleTile& tile = samples_.tiles[first + x / kTile];
            float& farthest = samples_.farthest[first + x / kTile];
            farthest = 0;
            for (int line = 0; line < kTile; ++line) {
                const float* const still = still_depth_.data() + static_cast<std::size_t>(std::min(y + line, height_px_ - 1)) * static_cast<std::size_t>(stride_) + static_cast<std::size_t>(x);
                farthest = std::max({farthest, still[0], still[1], still[2], still[3]});
                for (int s = 0; s < kSamples; ++s) {
                    std::copy_n(still, kTile, tile.depth[s] + line * kTile);
                }
            }
            std::fill_n(&tile.id[0][0], kSamples * kLanes, kNothing);
        }
    }
}

void Rasteriser::draw_band(std::size_t band, std::span<const Part> parts, const Scene& scene) {
    const int top = static_cast<int>(band) * kBandRows, bottom = std::min({top + kBandRows, height_px_, area_.y + area_.height});
    samples_.first_row = top;
    clear_tiles(top, bottom);
    const auto rows_of = [&](const Cover& cover) { return std::pair{std::max(cover.top, top) & ~(kTile - 1), std::min(cover.bottom, bottom)}; };
    const std::vector<std::uint32_t>& triangles = bands_[band];
    for (std::size_t i = 0; i < triangles.size(); ++i) {
        constexpr std::size_t kAhead = 6;  // a band's triangles lie scattered in memory
        if (i + kAhead < triangles.size()) list_.prefetch(triangles[i + kAhead]);
        const std::uint32_t triangle = triangles[i];
        const Cover& cover = list_.cover(triangle);
        const TriangleList::Source& source = list_.source(triangle);
        const auto [first, last] = rows_of(cover);
        if (!source.is_outline && parts[source.part].surface.alpha == Alpha::Mask) {
            cover_masked(cover, first, last, parts[source.part]);
        } else {
            kernels().cover(cover, first, last, samples_);
        }
    }
    for (int y = std::max(top, area_.y & ~(kTile - 1)); y < bottom; y += kTile) {
        shade_strip(y, parts, scene);
    }
    shade_pieces(parts, scene);
    for (const std::uint32_t triangle : blended_[band]) {
        const auto [first, last] = rows_of(list_.cover(triangle));
        blend_triangle(triangle, parts[list_.source(triangle).part], first, last, scene);
    }
}

void Rasteriser::cover_masked(const Cover& triangle, int top, int bottom, const Part& part) {
    const int pitch = static_cast<int>(allow_.size()) / kTile;
    const int left = triangle.left & ~(kTile - 1), right = padded(triangle.right - left) + left;
    const Run run{left, right, &list_.planes(triangle.id & kTriangleMask, part), 0, 0};
    for (int y = top; y < bottom; y += kTile) {
        for (int line = 0; line < kTile; ++line) {
            kernels().evaluate(&run, 1, y + line, part.surface.attributes, row_.rows);
            kernels().mask(part.surface, rows_at(left), right - left, allow_.data() + line * pitch + left);
        }
        kernels().cover_allowed(triangle, y, samples_, {allow_.data(), pitch});
    }
}

void Rasteriser::shade_strip(int top, std::span<const Part> parts, const Scene& scene) {
    const int pitch = static_cast<int>(first_.size()) / kTile;
    kernels().classify(samples_, top, area_.x, area_.x + area_.width, depth_step_, {first_.data(), pitch}, {mixed_.data(), pitch});
    for (int y = std::max(top, area_.y); y < std::min(top + kTile, area_.y + area_.height); ++y) {
        shade_row(y, first_.data() + (y - top) * pitch, parts, scene);
        split_mixed(y, mixed_.data() + (y - top) * pitch, parts);
    }
}

void Rasteriser::shade_span(const Surface& surface, const Scene& scene, int left, int right, int y) {
    alignas(64) unsigned out[kMaxSpan];
    if (surface.needs_rays != 0) fill_rays(left, padded(right), y);
    for (int x = left; x < right; x += kMaxSpan) {
        const int count = std::min(kMaxSpan, right - x);
        kernels().shade(surface, scene, rows_at(x), count, out);
        std::copy_n(out, count, row_of(y) + (x - area_.x));
    }
}

namespace {

bool holds_centre(const Cover& cover, int x, int y) {
    const float fx = static_cast<float>(x) + 0.5f - cover.origin_x, fy = static_cast<float>(y) + 0.5f - cover.origin_y;
    constexpr float kNear_px = 0.06f;
    for (const float(&edge)[3] : cover.edge) {
        if (edge[0] + edge[1] * fx + edge[2] * fy < -kNear_px * (std::abs(edge[1]) + std::abs(edge[2]))) return false;
    }
    return true;
}

}  // namespace

// A triangle may be seen in a pixel whose centre it misses. Read there, it would show what lies beside it in its texture. The pixel is
// read from the triangle of its samples that holds the centre; where none does, at a sample that this one covers.
void Rasteriser::add_outside(int x, int y, unsigned id, std::span<const Part> parts) {
    const SampleTile& tile = samples_.tiles[static_cast<std::ptrdiff_t>((y - samples_.first_row) / kTile) * samples_.tiles_per_row + x / kTile];
    const int pixel = y % kTile * kTile + x % kTile;
    int covered = 0;
    for (int s = kSamples - 1; s >= 0; --s) {
        const unsigned other = tile.id[s][pixel];
        if (other == id) covered = s;
        if (other >> kPartShift != id >> kPartShift || !holds_centre(list_.cover(other & kTriangleMask), x, y)) continue;
        id = other;
        covered = -1;
        break;
    }
    const Part& part = parts[list_.source(id & kTriangleMask).part];
    runs_.push_back({x, x + 1, &list_.planes(id & kTriangleMask, part), covered < 0 ? 0 : kOffset[covered][0], covered < 0 ? 0 : kOffset[covered][1]});
}

void Rasteriser::add_run(int left, int right, int y, unsigned id, std::span<const Part> parts) {
    const Cover& cover = list_.cover(id & kTriangleMask);
    int from = left, past = right;
    for (; from < past && !holds_centre(cover, from, y); ++from) {
        add_outside(from, y, id, parts);
    }
    while (past > from && !holds_centre(cover, past - 1, y)) {
        --past;
    }
    const Part& part = parts[list_.source(id & kTriangleMask).part];
    if (from < past) runs_.push_back({from, past, &list_.planes(id & kTriangleMask, part), 0, 0});
    for (; past < right; ++past) {
        add_outside(past, y, id, parts);
    }
}

void Rasteriser::shade_row(int y, const unsigned* first, std::span<const Part> parts, const Scene& scene) {
    const int left = area_.x, right = area_.x + area_.width;
    // Runs of one triangle make the attributes, runs of one surface are shaded together.
    runs_.clear();
    unsigned attributes = 0;
    for (int x = left; x < right;) {
        const unsigned id = first[x];
        const int from = x;
        while (x < right && first[x] == id) {
            ++x;
        }
        if (id == kNothing) continue;
        const TriangleList::Source& source = list_.source(id & kTriangleMask);
        if (source.is_outline) continue;
        const Part& part = parts[source.part];
        attributes |= part.surface.attributes;
        add_run(from, x, y, id, parts);
    }
    kernels().evaluate(runs_.data(), static_cast<int>(runs_.size()), y, attributes, row_.rows);
    for (int x = left; x < right;) {
        const unsigned id = first[x];
        const int from = x;
        while (x < right && first[x] >> kPartShift == id >> kPartShift) {
            ++x;
        }
        if (id != kNothing) shade_span(surface_of(id, parts), scene, from, x, y);
    }
}

void Rasteriser::split_mixed(int y, const int* is_mixed, std::span<const Part> parts) {
    const SampleTile* const row = samples_.tiles + static_cast<std::ptrdiff_t>((y - samples_.first_row) / kTile) * samples_.tiles_per_row;
    for (int x = area_.x; x < area_.x + area_.width; ++x) {
        if (is_mixed[x] == 0) continue;
        const SampleTile& tile = row[x / kTile];
        const int pixel_of_tile = y % kTile * kTile + x % kTile;
        unsigned id[kSamples];
        float depth[kSamples];
        for (int s = 0; s < kSamples; ++s) {
            id[s] = tile.id[s][pixel_of_tile];
            depth[s] = tile.depth[s][pixel_of_tile];
        }
        bool is_first = true;
        for (int s = 0; s < kSamples; ++s) {
            if (id[s] == kNothing) continue;
            int samples = 1;
            for (int other = s + 1; other < kSamples; ++other) {
                if (id[other] == kNothing || id[other] >> kPartShift != id[s] >> kPartShift || std::abs(depth[other] - depth[s]) > depth_step_) continue;
                id[other] = kNothing;
                ++samples;
            }
            if (is_first) {
                unsigned& pixel = row_of(y)[x - area_.x];
                pixel = quarters(pixel, static_cast<unsigned>(samples));
                is_first = false;
                continue;
            }
            const TriangleList::Source& source = list_.source(id[s] & kTriangleMask);
            if (source.is_outline) {
                unsigned& pixel = row_of(y)[x - area_.x];
                pixel = added(pixel, quarters(outlines_[source.part].flat_bgra, static_cast<unsigned>(samples)));
            } else {
                list_.planes(id[s] & kTriangleMask, parts[source.part]);
                pieces_[source.part].push_back({x, y, id[s], samples, s});
            }
        }
    }
}

void Rasteriser::shade_pieces(std::span<const Part> parts, const Scene& scene) {
    alignas(64) unsigned out[kMaxSpan];
    const Rows& rows = piece_.rows;
    for (std::size_t p = 0; p < parts.size(); ++p) {
        std::vector<Piece>& pieces = pieces_[p];
        for (std::size_t first = 0; first < pieces.size(); first += kMaxSpan) {
            const std::size_t count = std::min<std::size_t>(kMaxSpan, pieces.size() - first);
            for (std::size_t i = 0; i < count; ++i) {
                const Piece& piece = pieces[first + i];
                const Planes& planes = list_.planes(piece.id & kTriangleMask, parts[p]);
                const float x = static_cast<float>(piece.x) + 0.5f + kOffset[piece.sample][0], y = static_cast<float>(piece.y) + 0.5f + kOffset[piece.sample][1];
                const auto at = [&](const float (&plane)[3]) { return plane[0] + plane[1] * x + plane[2] * y; };
                rows.reciprocal_w[i] = at(planes.reciprocal_w);
                rows.u[i] = at(planes.uv[0]);
                rows.v[i] = at(planes.uv[1]);
                const glm::vec3 ray = ray_ + ray_dx_ * x + ray_dy_ * y;
                for (int k = 0; k < 3; ++k) {
                    rows.normal[k][i] = at(planes.normal[k]);
                    rows.ray[k][i] = ray[k];
                    rows.tangent[k][i] = planes.tangent[k];
                    rows.bitangent[k][i] = planes.bitangent[k];
                }
                for (int k = 0; k < 4 && (parts[p].surface.attributes & kColour) != 0; ++k) {
                    rows.colour[k][i] = at(planes.colour[k]);
                }
            }
            kernels().shade(parts[p].surface, scene, rows, static_cast<int>(count), out);
            for (std::size_t i = 0; i < count; ++i) {
                const Piece& piece = pieces[first + i];
                unsigned& pixel = row_of(piece.y)[piece.x - area_.x];
                pixel = added(pixel, quarters(out[i], static_cast<unsigned>(piece.samples)));
            }
        }
        pieces.clear();
    }
}

void Rasteriser::blend_triangle(std::size_t triangle, const Part& part, int top, int bottom, const Scene& scene) {
    const Cover& cover = list_.cover(triangle);
    const int pitch = static_cast<int>(allow_.size()) / kTile;
    const Run run{cover.left, cover.right, &list_.planes(triangle, part), 0, 0};
    alignas(64) unsigned out[kMaxSpan];
    for (int strip = top; strip < bottom; strip += kTile) {
        kernels().count(cover, strip, samples_, {allow_.data(), pitch});
        for (int y = std::max(strip, cover.top); y < std::min({strip + kTile, bottom, cover.bottom}); ++y) {
            const int* const counts = allow_.data() + (y - strip) * pitch;
            kernels().evaluate(&run, 1, y, part.surface.attributes, row_.rows);
            if (part.surface.needs_rays != 0) fill_rays(cover.left, padded(cover.right), y);
            for (int x = cover.left; x < cover.right; x += kMaxSpan) {
                const int count = std::min(kMaxSpan, cover.right - x);
                kernels().shade(part.surface, scene, rows_at(x), count, out);
                unsigned* const to = row_of(y) + (x - area_.x);
                for (int i = 0; i < count; ++i) {
                    const auto samples = static_cast<unsigned>(counts[x + i]);
                    if (samples > 0) to[i] = blended(out[i], samples, to[i]);
                }
            }
        }
    }
}

}  // namespace compere::raster
