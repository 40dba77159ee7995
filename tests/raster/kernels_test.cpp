#include "raster/kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <glm/gtc/matrix_transform.hpp>
#include <random>

#include "figures.h"
#include "raster/texture.h"

namespace compere::raster {
namespace {

using test::Mesh;

struct NamedLevel {
    const char* name;
    const Kernels* kernels;
};

std::vector<NamedLevel> levels() {
    std::vector<NamedLevel> out;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) out.push_back({"avx2", &kAvx2Kernels});
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")) out.push_back({"avx512", &kAvx512Kernels});
#endif
    return out;
}

constexpr int kWidth = 208, kHeight = 112, kPitch = kWidth + kMaxSpan;

// A smooth picture, as photographs and skies are.
Texture waves(int side, float phase) {
    std::vector<std::uint8_t> rgba;
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            for (int k = 0; k < 4; ++k) {
                const float turn = phase + static_cast<float>(k) + static_cast<float>(x * (k + 1) + y * 2) * 6.2831853f / static_cast<float>(side);
                rgba.push_back(static_cast<std::uint8_t>(std::lround(150 + 90 * std::sin(turn))));
            }
        }
    }
    return {side, side, rgba};
}

// Normals that lean by up to 30 degrees.
Texture bumps(int side) {
    std::vector<std::uint8_t> rgba;
    for (int i = 0; i < side * side; ++i) {
        const float x = static_cast<float>(i % side), y = static_cast<float>(i / side);
        rgba.insert(rgba.end(), {static_cast<std::uint8_t>(std::lround(128 + 50 * std::sin(x))), static_cast<std::uint8_t>(std::lround(128 + 50 * std::cos(y))), 230, 255});
    }
    return {side, side, rgba};
}

// Ninety triangles of six surfaces, thrown about in front of a camera.
class Thrown {
public:
    Thrown() {
        std::mt19937 random{21};
        std::uniform_real_distribution<float> unit{-1, 1};
        // A soft sky: its nearest texel is taken, and where one ends a rounding picks the neighbour.
        sky_ = test::octahedral_sky([](const glm::vec3& d) {
            const auto byte = [](float v) { return static_cast<unsigned>(std::lround(140 + 100 * v)); };
            return byte(d.x) | byte(d.y) << 8 | byte(d.z) << 16 | 2u << 24;
        });
        scene_ = test::lit({0.48f, 0.6f, 0.64f}, {0.9f, 0.8f, 0.7f});
        scene_.light_count = 2;
        test::set(scene_.light[1].towards, -0.8f, 0, 0.6f);
        test::set(scene_.light[1].rgb, 0.2f, 0.3f, 0.5f);
        scene_.sky = sky_.data();
        for (auto& row : scene_.irradiance) {
            test::set(row, 0.2f + 0.1f * unit(random), 0.2f + 0.1f * unit(random), 0.2f + 0.1f * unit(random));
        }
        const Kind kinds[] = {Kind::Flat, Kind::Unlit, Kind::Toon, Kind::Toon, Kind::Pbr, Kind::Pbr};
        for (std::size_t i = 0; i < std::size(kinds); ++i) {
            Mesh mesh;
            for (std::uint32_t v = 0; v < 45; ++v) {
                mesh.vertices.push_back({{unit(random) * 2.4f, unit(random) * 1.3f, -2.5f + unit(random)}, glm::normalize(glm::vec3{unit(random), unit(random), 0.3f})});
                mesh.uv.push_back({unit(random) * 1.5f, unit(random) * 1.5f});
                mesh.colours.push_back(glm::vec4{unit(random), unit(random), unit(random), 1} * 0.4f + 0.6f);
                mesh.triangles.push_back(v);
            }
            Surface surface = test::surface(kinds[i], i == 1 || i == 3 ? Alpha::Mask : i == 5 ? Alpha::Blend : Alpha::Opaque);
            surface.flat_bgra = 0xff3264c8u;
            surface.base_colour[0] = 0.9f, surface.base_colour[1] = 0.6f, surface.base_colour[2] = 0.8f;
            test::set(surface.shade_colour, 0.3f, 0.2f, 0.4f);
            test::set(surface.rim_colour, 0.3f, 0.4f, 0.2f);
            test::set(surface.emissive_colour, 0.05f, 0.02f, 0.1f);
            surface.toon[0] = -0.1f, surface.toon[1] = 0.8f, surface.toon[2] = 0.9f;
            surface.rim_power = 3, surface.rim_lift = 0.1f, surface.has_rim = i == 2 ? 1 : 0;
            surface.alpha_cutoff = 0.4f;
            surface.metallic = 0.5f, surface.roughness = 0.8f;
            surface.attributes = (i % 2 == 1 ? kColour : 0u) | (kinds[i] == Kind::Pbr ? kTangents : 0u);
            surface.needs_rays = 1;
            surface.base = textures_[0].level_for(2, i != 2);
            if (i == 2) surface.shade = textures_[1].level_for(1, true);
            if (i == 3) surface.shade_is_base = 1;
            if (i == 4) surface.metallic_roughness = textures_[1].level_for(1, true), surface.normal = textures_[2].level_for(2, true), surface.emissive = textures_[1].level_for(4, false);
            meshes_.push_back(std::move(mesh));
            surfaces_.push_back(surface);
        }
        for (std::size_t i = 0; i < meshes_.size(); ++i) {
            parts_.push_back(meshes_[i].part(surfaces_[i]));
            parts_.back().is_double_sided = true;
        }
        const glm::mat4 camera = glm::perspective(glm::radians(50.0f), static_cast<float>(kWidth) / kHeight, 0.1f, 20.0f);
        const Occluder nothing{std::vector<float>(kWidth * kHeight, 1.0f), kWidth, kHeight};
        list_.clear();
        for (std::size_t i = 0; i < parts_.size(); ++i) {
            list_.add(static_cast<std::uint16_t>(i), parts_[i], camera, nothing);
        }
    }

    struct Drawn {
        std::vector<unsigned> ids, first, pixels;
        std::vector<int> counts, what;
        int wrong_starts = 0;  // of runs
    };
    // As Rasteriser does it, by the loops of one level.
    Drawn draw(const Kernels& kernels) {
        Drawn out;
        std::vector<SampleTile> tiles(kTilesPerRow * (kHeight / kTile));
        for (SampleTile& tile : tiles) {
            std::fill_n(&tile.depth[0][0], kSamples * kLanes, 1.0f);
            std::fill_n(&tile.id[0][0], kSamples * kLanes, kNothing);
        }
        std::vector<float> farthest(tiles.size() + kLanes, 1.0f);
        const SampleTiles samples{tiles.data(), farthest.data(), kTilesPerRow, 0, kSamples};
        std::vector<int> strip(kPitch * kTile);
        std::vector<unsigned char> what(kPitch * kTile);
        std::vector<unsigned> first(kPitch * kTile);
        for (std::size_t t = 0; t < list_.size(); ++t) {
            const Extent& extent = list_.extent(t);
            const Cover& cover = list_.cover(t);
            const Part& part = parts_[list_.source(t).part];
            for (int y = extent.top & ~(kTile - 1); y < extent.bottom; y += kTile) {
                if (part.surface.alpha == Alpha::Opaque) {
                    kernels.cover(extent, cover, y, y + kTile, samples);
                } else if (part.surface.alpha == Alpha::Mask) {
                    for (int line = 0; line < kTile; ++line) {
                        const Run run{0, y + line, kWidth, &list_.planes(t, part)};
                        kernels.evaluate(&run, 1, part.surface.attributes, nullptr, rows_);
                        kernels.mask(part.surface, rows_, kWidth, strip.data() + line * kPitch);
                    }
                    kernels.cover_allowed(extent, cover, y, samples, {strip.data(), kPitch});
                } else {
                    kernels.count(extent, cover, y, samples, {strip.data(), kPitch});
                    for (int x = extent.left; x < extent.right; ++x) {
                        out.counts.push_back(strip[static_cast<std::size_t>(x)]);
                    }
                }
            }
        }
        for (const SampleTile& tile : tiles) {
            out.ids.insert(out.ids.end(), &tile.id[0][0], &tile.id[0][0] + kSamples * kLanes);
        }
        for (int y = 0; y < kHeight; ++y) {
            if (y % kTile == 0) kernels.classify(samples, y, 0, kWidth, 0.001f, {first.data(), kPitch}, {what.data(), kPitch});
            const auto row = static_cast<std::ptrdiff_t>(y % kTile * kPitch);
            out.first.insert(out.first.end(), first.begin() + row, first.begin() + row + kWidth);
            out.what.insert(out.what.end(), what.begin() + row, what.begin() + row + kWidth);
            unsigned char starts[kWidth];
            kernels.starts(first.data() + row, what.data() + row, 0, kWidth, starts);
            for (int x = 1; x < kWidth; ++x) {
                const auto at = static_cast<std::size_t>(row + x);
                const bool is_start = first[at] != first[at - 1] || ((what[at] | what[at - 1]) & kOffCentre) != 0;
                out.wrong_starts += starts[x] != (is_start ? 1 : 0) ? 1 : 0;
            }
        }
        return out;
    }

    // Every triangle over a row of its own of the canvas, whatever covers it: the same pixels for each level.
    std::vector<unsigned> shade(const Kernels& kernels) {
        alignas(64) unsigned out[kMaxSpan];
        std::vector<unsigned> all;
        for (std::size_t t = 0; t < list_.size(); ++t) {
            const Extent& extent = list_.extent(t);
            const Cover& cover = list_.cover(t);
            const Part& part = parts_[list_.source(t).part];
            for (int y = extent.top; y < extent.bottom; ++y) {
                int left = kWidth, right = 0;  // where its centre line is inside
                for (int x = extent.left; x < extent.right; ++x) {
                    const auto inside = [&](const float (&e)[3]) { return e[0] + e[1] * (static_cast<float>(x) + 0.5f) + e[2] * (static_cast<float>(y) + 0.5f) > 0; };
                    if (!inside(cover.edge[0]) || !inside(cover.edge[1]) || !inside(cover.edge[2])) continue;
                    left = std::min(left, x);
                    right = x + 1;
                }
                if (left >= right) continue;
                const Run run{0, y, kWidth, &list_.planes(t, part)};
                constexpr Rays kRays{{{-0.93f, 1.0f / kHeight, 0}, {0.5f, 0, -1.0f / kHeight}, {-1.07f, 0, 0}}};
                kernels.evaluate(&run, 1, part.surface.attributes, &kRays, rows_);
                kernels.shade(part.surface, scene_, rows_, kWidth, out);
                all.insert(all.end(), out + left, out + right);
            }
        }
        return all;
    }

private:
    static constexpr int kTilesPerRow = (kWidth + kLanes) / kTile;
    std::vector<Texture> textures_{waves(64, 0), waves(32, 1), bumps(16)};
    std::vector<unsigned> sky_;
    Scene scene_{};
    std::vector<Mesh> meshes_;
    std::vector<Surface> surfaces_;
    std::vector<Part> parts_;
    TriangleList list_;
    std::vector<float> values_ = std::vector<float>(19 * kPitch, 1.0f);
    float* row(std::size_t i) { return values_.data() + i * kPitch; }
    Rows rows_{row(0), row(1), row(2), {row(3), row(4), row(5)}, {row(6), row(7), row(8), row(9)}, {row(10), row(11), row(12)}, {row(13), row(14), row(15)}, {row(16), row(17), row(18)}};
};

template <class T>
double share_that_differs(const std::vector<T>& a, const std::vector<T>& b) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        count += a[i] != b[i] ? 1u : 0u;
    }
    return static_cast<double>(count) / static_cast<double>(a.size());
}

TEST(Kernels, EveryLevelCoversAsThePlainOne) {
    Thrown scene;
    const Thrown::Drawn plain = scene.draw(kPlainKernels);
    ASSERT_GT(std::count(plain.what.begin(), plain.what.end(), kMixed), 100);
    ASSERT_GT(std::count(plain.what.begin(), plain.what.end(), kMixed | kOffCentre), 100);  // along the rims
    ASSERT_GT(std::count(plain.counts.begin(), plain.counts.end(), 4), 100);
    ASSERT_LT(std::count(plain.first.begin(), plain.first.end(), kNothing), kWidth * kHeight / 2);
    EXPECT_EQ(plain.wrong_starts, 0);
    for (const auto& [name, kernels] : levels()) {
        const Thrown::Drawn other = scene.draw(*kernels);
        ASSERT_EQ(other.counts.size(), plain.counts.size());
        // Fused products round once: where two triangles cross, or alpha meets the cut-off, a sample may fall to the other side.
        const double ids = share_that_differs(other.ids, plain.ids), first = share_that_differs(other.first, plain.first);
        const double what = share_that_differs(other.what, plain.what), counts = share_that_differs(other.counts, plain.counts);
        std::printf("%s: differing samples %.6f, first %.6f, what %.6f, counts %.6f\n", name, ids, first, what, counts);
        EXPECT_LT(std::max({ids, first, what, counts}), 0.001) << name;
        EXPECT_EQ(other.wrong_starts, 0) << name;
    }
}

// Runs of other triangles and rows, one behind the other, shorter and longer than a vector.
TEST(Kernels, EveryLevelEvaluatesRunsOneBehindTheOther) {
    std::mt19937 random{8};
    std::uniform_real_distribution<float> unit{-1, 1};
    std::vector<Planes> planes(5);
    for (Planes& p : planes) {
        for (auto* values = reinterpret_cast<float*>(&p); values != reinterpret_cast<float*>(&p + 1); ++values) {
            *values = unit(random);
        }
    }
    const Rays rays{{{0.1f, 0.2f, 0.3f}, {-0.2f, 0.1f, 0.4f}, {1, -0.1f, 0.2f}}};
    const std::vector<raster::Run> runs{{3, 7, 37, &planes[0], 0, 0}, {40, 7, 1, &planes[1], 0.25f, -0.4375f}, {2, 8, 3, &planes[2], 0, 0}, {90, 9, 16, &planes[3], -0.4375f, -0.25f}, {0, 10, 2, &planes[4], 0, 0}};
    std::vector<NamedLevel> all = levels();
    all.push_back({"plain", &kPlainKernels});
    for (const auto& [name, kernels] : all) {
        constexpr std::size_t kLength = 128;
        std::vector<float> values(19 * kLength, -99);
        const auto row = [&](std::size_t i) { return values.data() + i * kLength; };
        const Rows rows{row(0), row(1), row(2), {row(3), row(4), row(5)}, {row(6), row(7), row(8), row(9)}, {row(10), row(11), row(12)}, {row(13), row(14), row(15)}, {row(16), row(17), row(18)}};
        kernels->evaluate(runs.data(), static_cast<int>(runs.size()), kColour | kTangents, &rays, rows);
        std::size_t at = 0;
        for (const raster::Run& run : runs) {
            for (int i = 0; i < run.count; ++i, ++at) {
                const float x = static_cast<float>(run.x + i) + 0.5f + run.dx, y = static_cast<float>(run.y) + 0.5f + run.dy;
                const auto is = [&](const float* out, const float (&p)[3]) { EXPECT_NEAR(out[at], p[0] + p[1] * x + p[2] * y, 1e-4f) << name << " " << at; };
                is(rows.reciprocal_w, run.planes->reciprocal_w);
                is(rows.u, run.planes->uv[0]);
                is(rows.v, run.planes->uv[1]);
                for (std::size_t k = 0; k < 3; ++k) {
                    is(rows.normal[k], run.planes->normal[k]);
                    is(rows.ray[k], rays.along[k]);
                    EXPECT_EQ(rows.tangent[k][at], run.planes->tangent[k]) << name << " " << at;
                    EXPECT_EQ(rows.bitangent[k][at], run.planes->bitangent[k]) << name << " " << at;
                }
                for (std::size_t k = 0; k < 4; ++k) {
                    is(rows.colour[k], run.planes->colour[k]);
                }
            }
        }
        EXPECT_EQ(rows.u[at + kLanes], -99) << name;  // no more than a vector past the end
    }
}

TEST(Kernels, EveryLevelShadesAsThePlainOne) {
    Thrown scene;
    const std::vector<unsigned> plain = scene.shade(kPlainKernels);
    ASSERT_GT(plain.size(), 20000u);
    for (const auto& [name, kernels] : levels()) {
        const std::vector<unsigned> other = scene.shade(*kernels);
        ASSERT_EQ(other.size(), plain.size());
        int most = 0;
        double sum = 0;
        for (std::size_t i = 0; i < plain.size(); ++i) {
            const test::Rgba a = test::rgba(plain[i]), b = test::rgba(other[i]);
            for (std::size_t k = 0; k < 4; ++k) {
                most = std::max(most, std::abs(a[k] - b[k]));
                sum += std::abs(a[k] - b[k]);
            }
        }
        const double mean = sum / static_cast<double>(plain.size() * 4);
        std::printf("%s: largest difference %d, mean %.6f over %zu pixels\n", name, most, mean, plain.size());
        EXPECT_LE(most, 2) << name;
        EXPECT_LT(mean, 0.01) << name;
    }
}

TEST(Kernels, ThisProcessorsAreOneOfThem) {
    bool is_known = &kernels() == &kPlainKernels;
    for (const NamedLevel& level : levels()) {
        is_known = is_known || &kernels() == level.kernels;
    }
    EXPECT_TRUE(is_known);
    EXPECT_TRUE(levels().empty() || &kernels() == levels().back().kernels);
}

}  // namespace
}  // namespace compere::raster
