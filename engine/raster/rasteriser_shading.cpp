// The half of the rasteriser that turns covered samples into colour; rasteriser.cpp covers them.

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

#include "core/check.h"
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

void Rasteriser::shade_strip(int top, std::span<const Part> parts, const Scene& scene) {
    const int pitch = static_cast<int>(first_.size()) / kTile, first = std::max(top, patch_.y), last = std::min(top + kTile, patch_.y + patch_.height);
    kernels().classify(samples_, top, patch_.x, patch_.x + patch_.width, depth_step_, {first_.data(), pitch}, {what_.data(), pitch});
    queued_.clear();
    for (int y = first; y < last; ++y) {
        find_runs(y, first_.data() + (y - top) * pitch, what_.data() + (y - top) * pitch, parts);
    }
    for (const unsigned part : queued_parts_) {
        shade_queue(part, parts[part].surface, scene);
    }
    queued_parts_.clear();
    for (int y = first; y < last; ++y) {
        split_mixed(y, what_.data() + (y - top) * pitch, parts);
    }
}

// Of a pixel whose centre a triangle misses, the sample at which it is seen.
int Rasteriser::sample_seen(int x, int y, unsigned id) const {
    const SampleTile& tile = samples_.tiles[static_cast<std::ptrdiff_t>((y - samples_.first_row) / kTile) * samples_.tiles_per_row + x / kTile];
    const int pixel = y % kTile * kTile + x % kTile;
    int sample = 0;
    while (sample + 1 < kSamples && tile.id[sample][pixel] != id) {
        ++sample;
    }
    return sample;
}

void Rasteriser::enqueue(unsigned part, const Run& run) {
    Queue& queue = queues_[part];
    const int index = static_cast<int>(queued_.size());
    queued_.push_back({run, -1});
    if (queue.first < 0) {
        queue.first = index;
        queued_parts_.push_back(part);
    } else {
        queued_[static_cast<std::size_t>(queue.last)].next = index;
    }
    queue.last = index;
}

// Outlines are drawn at once; what has a surface is queued with the other runs of its part.
void Rasteriser::find_runs(int y, const unsigned* first, const unsigned char* what, std::span<const Part> parts) {
    const int right = patch_.x + patch_.width;
    kernels().starts(first, what, patch_.x, right, run_starts_.data());
    std::fill_n(run_starts_.begin() + right, sizeof(std::uint64_t), std::uint8_t{1});
    static_assert(std::endian::native == std::endian::little);  // the first pixel is the lowest byte of a word
    const auto next_start = [&](int x) {
        for (;; x += 8) {
            std::uint64_t eight;
            std::memcpy(&eight, run_starts_.data() + x, sizeof eight);
            if (eight != 0) return std::min(right, x + std::countr_zero(eight) / 8);
        }
    };
    for (int from = patch_.x, x = 0; from < right; from = x) {
        x = next_start(from + 1);
        const unsigned id = first[from];
        if (id == kNothing) continue;
        const unsigned part = part_of(id);
        if (is_of_outline(id)) {
            std::fill_n(to_->row_of(y) + (from - to_->area_.x), x - from, parts[part].outline_bgra);
            continue;
        }
        Run run{from, y, x - from, &list_.planes(id & kTriangleOf, parts[part])};
        if ((what[from] & kOffCentre) != 0) {
            // Read at its centre it would show what lies beside the triangle in its texture.
            const int sample = sample_seen(from, y, id);
            run.dx = kOffset[sample][0];
            run.dy = kOffset[sample][1];
        }
        enqueue(part, run);
    }
}

// Colours of the runs' pixels, one run behind the other, until the next call; at most stride_ pixels, or kMaxSpan where that is more.
const unsigned* Rasteriser::shade(std::span<const Run> runs, const Surface& surface, const Scene& scene) {
    int count = 0;
    for (const Run& run : runs) {
        count += run.count;
    }
    COMPERE_CHECK(count <= std::max(to_->stride_, kMaxSpan));
    kernels().evaluate(runs.data(), static_cast<int>(runs.size()), surface.attributes, surface.needs_rays != 0 ? &rays_ : nullptr, row_.rows);
    for (int at = 0; at < count; at += kMaxSpan) {
        kernels().shade(surface, scene, rows_at(at), std::min(kMaxSpan, count - at), shaded_.data() + at);
    }
    return shaded_.data();
}

void Rasteriser::shade_queue(unsigned part, const Surface& surface, const Scene& scene) {
    for (int i = std::exchange(queues_[part], {}).first; i >= 0;) {
        runs_.clear();
        for (int pixels = 0; i >= 0; i = queued_[static_cast<std::size_t>(i)].next) {
            const Run& run = queued_[static_cast<std::size_t>(i)].run;
            pixels += run.count;
            if (pixels > to_->stride_) break;
            runs_.push_back(run);
        }
        const unsigned* colours = shade(runs_, surface, scene);
        for (const Run& run : runs_) {
            std::copy_n(colours, run.count, to_->row_of(run.y) + (run.x - to_->area_.x));
            colours += run.count;
        }
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
                unsigned& pixel = to_->row_of(y)[x - to_->area_.x];
                pixel = quarters(pixel, static_cast<unsigned>(samples));
                is_first = false;
                continue;
            }
            const unsigned part = part_of(id[s]);
            if (is_of_outline(id[s])) {
                unsigned& pixel = to_->row_of(y)[x - to_->area_.x];
                pixel = added(pixel, quarters(parts[part].outline_bgra, static_cast<unsigned>(samples)));
            } else {
                list_.planes(id[s] & kTriangleOf, parts[part]);
                pieces_[part].push_back({x, y, id[s], samples, s});
            }
        }
    }
}

void Rasteriser::shade_pieces(std::span<const Part> parts, const Scene& scene) {
    for (std::size_t p = 0; p < parts.size(); ++p) {
        const std::span<const Piece> all = pieces_[p];
        for (std::size_t first = 0; first < all.size(); first += kMaxSpan) {
            const auto pieces = all.subspan(first, std::min<std::size_t>(kMaxSpan, all.size() - first));
            runs_.clear();
            for (const Piece& piece : pieces) {
                runs_.push_back({piece.x, piece.y, 1, &list_.planes(piece.id & kTriangleOf, parts[p]), kOffset[piece.sample][0], kOffset[piece.sample][1]});
            }
            const unsigned* colour = shade(runs_, parts[p].surface, scene);
            for (const Piece& piece : pieces) {
                unsigned& pixel = to_->row_of(piece.y)[piece.x - to_->area_.x];
                pixel = added(pixel, quarters(*colour++, static_cast<unsigned>(piece.samples)));
            }
        }
        pieces_[p].clear();
    }
}

void Rasteriser::blend_triangle(std::size_t triangle, const Part& part, int top, int bottom, const Scene& scene) {
    const Extent& extent = list_.extent(triangle);
    const Cover& cover = list_.cover(triangle);
    const int pitch = static_cast<int>(allow_.size()) / kTile;
    Run run{extent.left, 0, extent.right - extent.left, &list_.planes(triangle, part)};
    for (int strip = top; strip < bottom; strip += kTile) {
        kernels().count(extent, cover, strip, samples_, {allow_.data(), pitch});
        for (int y = std::max<int>(strip, extent.top); y < std::min({strip + kTile, bottom, int{extent.bottom}}); ++y) {
            run.y = y;
            const unsigned* const colours = shade({&run, 1}, part.surface, scene);
            const int* const counts = allow_.data() + (y - strip) * pitch + extent.left;
            unsigned* const to = to_->row_of(y) + (extent.left - to_->area_.x);
            for (int i = 0; i < run.count; ++i) {
                const auto samples = static_cast<unsigned>(counts[i]);
                if (samples > 0) to[i] = blended(colours[i], samples, to[i]);
            }
        }
    }
}

}  // namespace compere::raster
