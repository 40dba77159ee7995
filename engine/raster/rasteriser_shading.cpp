// The half of the rasteriser that turns covered samples into colour; rasteriser.cpp covers them.

#include <algorithm>
#include <cmath>
#include <cstring>

#include "raster/rasteriser.h"

namespace compere::raster {
namespace {

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

}  // namespace

const Surface& Rasteriser::surface_of(unsigned id, std::span<const Part> parts) const {
    return is_of_outline(id) ? outlines_[part_of(id)] : parts[part_of(id)].surface;
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

void Rasteriser::shade_strip(int top, std::span<const Part> parts, const Scene& scene) {
    const int pitch = static_cast<int>(first_.size()) / kTile;
    kernels().classify(samples_, top, patch_.x, patch_.x + patch_.width, depth_step_, {first_.data(), pitch}, {what_.data(), pitch});
    for (int y = std::max(top, patch_.y); y < std::min(top + kTile, patch_.y + patch_.height); ++y) {
        const unsigned char* const what = what_.data() + (y - top) * pitch;
        shade_row(y, find_runs(y, first_.data() + (y - top) * pitch, what, parts), parts, scene);
        split_mixed(y, what, parts);
    }
}

void Rasteriser::shade_span(const Surface& surface, const Scene& scene, int left, int right, int y) {
    alignas(64) unsigned out[kMaxSpan];
    if (surface.needs_rays != 0) fill_rays(left, whole_lanes(right), y);
    for (int x = left; x < right; x += kMaxSpan) {
        const int count = std::min(kMaxSpan, right - x);
        kernels().shade(surface, scene, rows_at(x), count, out);
        std::copy_n(out, count, row_of(y) + (x - area_.x));
    }
}

// Read at its centre, a pixel that a triangle only grazes would show what lies beside it in its texture: it is read at a sample instead.
void Rasteriser::add_grazed(int x, int y, unsigned id, std::span<const Part> parts) {
    const SampleTile& tile = samples_.tiles[static_cast<std::ptrdiff_t>((y - samples_.first_row) / kTile) * samples_.tiles_per_row + x / kTile];
    const int pixel = y % kTile * kTile + x % kTile;
    int sample = 0;
    while (sample + 1 < kSamples && tile.id[sample][pixel] != id) {
        ++sample;
    }
    const Part& part = parts[part_of(id)];
    runs_.push_back({x, x + 1, &list_.planes(id & kTriangleOf, part), kOffset[sample][0], kOffset[sample][1]});
}

// Runs of one triangle make the attributes, runs of one surface are shaded together. Returns the attributes that are needed.
unsigned Rasteriser::find_runs(int y, const unsigned* first, const unsigned char* what, std::span<const Part> parts) {
    runs_.clear();
    spans_.clear();
    unsigned attributes = 0;
    for (int x = patch_.x; x < patch_.x + patch_.width;) {
        const unsigned id = first[x];
        const int from = x++;
        const bool is_grazed = (what[from] & kOffCentre) != 0;
        while (x < patch_.x + patch_.width && first[x] == id && !is_grazed && (what[x] & kOffCentre) == 0) {
            ++x;
        }
        if (id == kNothing) continue;
        if (!spans_.empty() && spans_.back().right == from && spans_.back().id >> kPartShift == id >> kPartShift) {
            spans_.back().right = x;
        } else {
            spans_.push_back({from, x, id});
        }
        if (is_of_outline(id)) continue;
        const Part& part = parts[part_of(id)];
        attributes |= part.surface.attributes;
        if (is_grazed) {
            add_grazed(from, y, id, parts);
        } else {
            runs_.push_back({from, x, &list_.planes(id & kTriangleOf, part), 0, 0});
        }
    }
    return attributes;
}

void Rasteriser::shade_row(int y, unsigned attributes, std::span<const Part> parts, const Scene& scene) {
    kernels().evaluate(runs_.data(), static_cast<int>(runs_.size()), y, attributes, row_.rows);
    for (const Span& span : spans_) {
        shade_span(surface_of(span.id, parts), scene, span.left, span.right, y);
    }
}

void Rasteriser::split_mixed(int y, const unsigned char* what, std::span<const Part> parts) {
    const SampleTile* const row = samples_.tiles + static_cast<std::ptrdiff_t>((y - samples_.first_row) / kTile) * samples_.tiles_per_row;
    for (int x = patch_.x; x < patch_.x + patch_.width; ++x) {
        std::uint64_t next;  // most pixels are not mixed: eight are passed over at once
        std::memcpy(&next, what + x, sizeof next);
        if ((next & 0x0101010101010101u) == 0) {
            x += 7;
            continue;
        }
        if ((what[x] & kMixed) == 0) continue;
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
            const unsigned part = part_of(id[s]);
            if (is_of_outline(id[s])) {
                unsigned& pixel = row_of(y)[x - area_.x];
                pixel = added(pixel, quarters(outlines_[part].flat_bgra, static_cast<unsigned>(samples)));
            } else {
                list_.planes(id[s] & kTriangleOf, parts[part]);
                pieces_[part].push_back({x, y, id[s], samples, s});
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
                const Planes& planes = list_.planes(piece.id & kTriangleOf, parts[p]);
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
            if (part.surface.needs_rays != 0) fill_rays(cover.left, whole_lanes(cover.right), y);
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
