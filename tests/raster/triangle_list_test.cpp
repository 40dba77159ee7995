#include "raster/triangle_list.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "figures.h"

namespace compere::raster {
namespace {

using test::Mesh;
using test::square;

Occluder nothing(int width_px, int height_px) {
    return {std::vector<float>(static_cast<std::size_t>(width_px * height_px), 1.0f), width_px, height_px};
}

enum class By { Samples, Centre };  // as opaque surfaces are drawn, or as blended ones

// How many of a pixel's samples each triangle takes on its own, added up: more than 4 where two take the same.
std::vector<int> samples_taken(const Mesh& mesh, int width_px, int height_px, By by = By::Samples, const Kernels& loops = kernels()) {
    TriangleList list;
    list.clear();
    const Part part = mesh.part(test::flat(~0u));
    list.add(0, part, test::px_view(width_px, height_px).view_projection, nothing(width_px, height_px));
    const int per_row = (width_px + kLanes) / kTile, pitch = per_row * kTile;
    std::vector<SampleTile> tiles(static_cast<std::size_t>(per_row));
    std::vector<float> farthest(tiles.size() + kLanes);
    std::vector<int> counts(static_cast<std::size_t>(pitch * kTile)), out(static_cast<std::size_t>(width_px * height_px));
    for (std::size_t t = 0; t < list.size(); ++t) {
        const Extent& extent = list.extent(t);
        const Cover& cover = list.cover(t);
        for (int strip = extent.top & ~(kTile - 1); strip < extent.bottom; strip += kTile) {
            for (SampleTile& tile : tiles) {
                std::fill_n(&tile.depth[0][0], kSamples * kLanes, 1.0f);
                std::fill_n(&tile.id[0][0], kSamples * kLanes, kNothing);
            }
            std::fill(farthest.begin(), farthest.end(), 1.0f);
            const SampleTiles to{tiles.data(), farthest.data(), per_row, strip, kSamples};
            if (by == By::Centre) {
                loops.count(extent, cover, strip, to, {counts.data(), pitch});
            } else {
                loops.cover(extent, cover, strip, strip + kTile, to);
            }
            for (int y = std::max<int>(strip, extent.top); y < std::min<int>(strip + kTile, extent.bottom); ++y) {
                for (int x = extent.left; x < extent.right; ++x) {
                    int taken = counts[static_cast<std::size_t>((y - strip) * pitch + x)];
                    for (std::size_t s = 0; s < kSamples && by == By::Samples; ++s) {
                        taken += tiles[static_cast<std::size_t>(x / kTile)].id[s][y % kTile * kTile + x % kTile] == extent.id ? 1 : 0;
                    }
                    out[static_cast<std::size_t>(y * width_px + x)] += taken;
                }
            }
        }
    }
    return out;
}

// Triangles from the middle to a ring of points on a circle, so convex; counter-clockwise on the screen, as fronts are.
Mesh fan(glm::vec2 middle, float radius, int spokes, std::mt19937& random) {
    std::uniform_real_distribution<float> jitter{-0.3f, 0.3f};
    Mesh out;
    out.vertices.push_back({{middle + glm::vec2{jitter(random), jitter(random)} * (radius * 0.5f), 0}, {0, 0, -1}});
    for (int i = 0; i < spokes; ++i) {
        const float turn = (static_cast<float>(i) + jitter(random)) * 6.2831853f / static_cast<float>(spokes);
        out.vertices.push_back({{middle + glm::vec2{std::cos(turn), -std::sin(turn)} * radius, 0}, {0, 0, -1}});
        const auto next = static_cast<std::uint32_t>((i + 1) % spokes + 1);
        out.triangles.insert(out.triangles.end(), {0u, static_cast<std::uint32_t>(i + 1), next});
    }
    return out;
}

struct Faults {
    int doubled = 0, missed = 0;
};

// Pixels taken twice, and pixels at least a pixel inside of the ring that are not whole.
Faults faults_of(const Mesh& mesh, int width_px, int height_px, By by) {
    const std::vector<int> taken = samples_taken(mesh, width_px, height_px, by);
    const auto is_inside = [&](glm::vec2 at) {
        for (std::size_t i = 1; i < mesh.vertices.size(); ++i) {
            const glm::vec2 a{mesh.vertices[i].position}, b{mesh.vertices[i % (mesh.vertices.size() - 1) + 1].position};
            const glm::vec2 along = glm::normalize(b - a), to = at - a;
            if (along.x * to.y - along.y * to.x > -1) return false;
        }
        return true;
    };
    Faults out;
    for (std::size_t i = 0; i < taken.size(); ++i) {
        if (taken[i] > kSamples) ++out.doubled;
        const auto x = static_cast<int>(i) % width_px, y = static_cast<int>(i) / width_px;
        if (taken[i] < kSamples && is_inside({static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f})) ++out.missed;
    }
    return out;
}

TEST(TriangleList, ASquareTakesExactlyItsPixels) {
    const std::vector<int> taken = samples_taken(square(3, 2, 9, 11), 16, 16);
    for (int y = 0; y < 16; ++y) {
        for (int x = 0; x < 16; ++x) {
            EXPECT_EQ(taken[static_cast<std::size_t>(y * 16 + x)], x >= 3 && x < 9 && y >= 2 && y < 11 ? 4 : 0) << x << " " << y;
        }
    }
}

TEST(TriangleList, WideSquaresAreFoundTileByTile) {
    // Wider than the tiles that any processor tries at once, with rims in the middle of tiles and of vectors of them.
    for (const Kernels* const loops : {&kPlainKernels, &kernels()}) {
        for (const auto& [left, right] : {std::pair{3, 197}, {30, 95}, {61, 69}, {0, 200}, {127, 194}}) {
            const std::vector<int> taken = samples_taken(square(static_cast<float>(left), 1, static_cast<float>(right), 7), 200, 9, By::Samples, *loops);
            for (int x = 0; x < 200; ++x) {
                ASSERT_EQ(taken[static_cast<std::size_t>(3 * 200 + x)], x >= left && x < right ? 4 : 0) << left << " " << right << " " << x;
            }
        }
    }
}

TEST(TriangleList, ThinTrianglesKeepTheirDepth) {
    // z of the corners in units of 1/2000 of depth; the plane must meet them although the triangle is a fifth of a pixel wide.
    for (const float height : {0.25f, 0.5f, 1.0f, 20.0f}) {
        for (const float length : {8.0f, 60.0f, 100.0f}) {
            const Mesh mesh{{{{10, 10, 960}, {0, 0, -1}}, {{10, 10 + height, 962}, {0, 0, -1}}, {{10 + length, 10 + length, 966}, {0, 0, -1}}}, {0, 1, 2}, {}, {}};
            TriangleList list;
            list.clear();
            list.add(0, mesh.part(test::flat(~0u)), test::px_view(128, 128).view_projection, nothing(128, 128));
            ASSERT_EQ(list.size(), 1u);
            const Cover& cover = list.cover(0);
            for (const Vertex& corner : mesh.vertices) {
                const float at = cover.depth[0] + cover.depth[1] * (corner.position.x - cover.origin_x) + cover.depth[2] * (corner.position.y - cover.origin_y);
                EXPECT_NEAR(at, 0.5f + corner.position.z / 2000, 1e-6f) << height << " " << length;
            }
        }
    }
}

TEST(TriangleList, SamplesOnAnEdgeBelongToOneSide) {
    // A shared edge through each of a pixel's samples: upright, level and at 45 degrees.
    for (const float (&offset)[2] : kOffset) {
        for (const bool is_upright : {true, false}) {
            const float at = 8.5f + offset[is_upright ? 0 : 1];
            Mesh both = is_upright ? square(0, 0, at, 16) : square(0, 0, 16, at);
            const Mesh second = is_upright ? square(at, 0, 16, 16) : square(0, at, 16, 16);
            both.vertices.insert(both.vertices.end(), second.vertices.begin(), second.vertices.end());
            both.triangles.insert(both.triangles.end(), {4, 5, 6, 4, 6, 7});
            EXPECT_EQ(samples_taken(both, 16, 16), std::vector<int>(16 * 16, 4)) << at << is_upright;
        }
    }
    // The diagonal of a square that is cut either way, moved so that samples lie on it.
    for (float shift = 0; shift < 1; shift += 0.0625f) {
        Mesh mesh = square(-8, -8 + shift, 24, 24 + shift);
        EXPECT_EQ(samples_taken(mesh, 16, 16), std::vector<int>(16 * 16, 4)) << shift;
        mesh.triangles = {1, 2, 3, 1, 3, 0};
        EXPECT_EQ(samples_taken(mesh, 16, 16), std::vector<int>(16 * 16, 4)) << shift;
    }
}

TEST(TriangleList, WhatBlendsTakesPixelsWholeByTheirCentres) {
    const auto taken_at_4 = [](float right) { return samples_taken(square(0, 0, right, 8), 8, 8, By::Centre)[3 * 8 + 4]; };
    EXPECT_EQ(taken_at_4(4.4375f), 0);
    EXPECT_EQ(taken_at_4(4.5625f), 4);
    // A centre on the shared edge belongs to one side.
    Mesh both = square(0, 0, 4.5f, 8);
    const Mesh second = square(4.5f, 0, 8, 8);
    both.vertices.insert(both.vertices.end(), second.vertices.begin(), second.vertices.end());
    both.triangles.insert(both.triangles.end(), {4, 5, 6, 4, 6, 7});
    EXPECT_EQ(samples_taken(both, 8, 8, By::Centre), std::vector<int>(8 * 8, 4));
}

TEST(TriangleList, SlantedEdgesLeaveNoGapAndNoDouble) {
    std::mt19937 random{3};
    for (int round = 0; round < 60; ++round) {
        const Mesh mesh = fan({40, 37}, 30, 4 + round % 9, random);
        for (const By by : {By::Samples, By::Centre}) {
            const Faults faults = faults_of(mesh, 80, 75, by);
            EXPECT_EQ(faults.doubled, 0) << round;
            EXPECT_EQ(faults.missed, 0) << round;
        }
    }
}

// Small triangles far from the corner, as figures have them.
TEST(TriangleList, SmallTrianglesOfALargeCanvasLeaveNoGap) {
    std::mt19937 random{4};
    for (int round = 0; round < 20; ++round) {
        const Mesh mesh = fan({690, 1250}, 28, 4 + round % 9, random);
        EXPECT_EQ(faults_of(mesh, 720, 1280, By::Samples).missed, 0) << round;
        EXPECT_EQ(faults_of(mesh, 720, 1280, By::Centre).missed, 0) << round;
    }
}

TEST(TriangleList, BacksAreLeftOut) {
    Mesh mesh = square(2, 2, 8, 8);
    Part part = mesh.part(test::flat(~0u));
    const Occluder still = nothing(16, 16);
    const auto seen = [&] {
        TriangleList list;
        list.clear();
        list.add(0, part, test::px_view(16, 16).view_projection, still);
        return list.size();
    };
    EXPECT_EQ(seen(), 2u);
    std::reverse(mesh.triangles.begin(), mesh.triangles.end());
    EXPECT_EQ(seen(), 0u);
    part.is_double_sided = true;
    EXPECT_EQ(seen(), 2u);
    const std::uint8_t one_is_closed[] = {0, 1};
    part.is_closed = one_is_closed;
    EXPECT_EQ(seen(), 1u);
}

TEST(TriangleList, ABackTurnsItsNormal) {
    Mesh mesh = square(2, 2, 8, 8, 0, {0.6f, 0, 0.8f});
    std::reverse(mesh.triangles.begin(), mesh.triangles.end());
    Part part = mesh.part(test::flat(~0u));
    part.is_double_sided = true;
    TriangleList list;
    list.clear();
    list.add(0, part, test::px_view(16, 16).view_projection, nothing(16, 16));
    ASSERT_EQ(list.size(), 2u);
    EXPECT_TRUE(list.source(0).is_back);
    const Planes& planes = list.planes(0, part);
    EXPECT_NEAR(planes.normal[0][0], -0.6f, 1e-6f);
    EXPECT_NEAR(planes.normal[2][0], -0.8f, 1e-6f);
    EXPECT_NEAR(planes.reciprocal_w[0], 1, 1e-6f);
}

TEST(TriangleList, BehindTheNearPlaneIsLeftOut) {
    Mesh mesh = square(2, 2, 8, 8);
    mesh.vertices[3].position.z = -1001;  // the near plane is at -1000
    TriangleList list;
    list.clear();
    list.add(0, mesh.part(test::flat(~0u)), test::px_view(16, 16).view_projection, nothing(16, 16));
    EXPECT_EQ(list.size(), 1u);
    EXPECT_FLOAT_EQ(list.nearest_reciprocal_w(), 1);
}

TEST(TriangleList, BoundsHoldWhatWasAdded) {
    TriangleList list;
    list.clear();
    EXPECT_EQ(list.bounds().width, 0);
    const Occluder still = nothing(32, 32);
    const glm::mat4 view = test::px_view(32, 32).view_projection;
    const Mesh first = square(5, 7, 9, 11), second = square(20, 3, 99, 8), outside = square(-9, 3, -1, 8);
    list.add(0, first.part(test::flat(~0u)), view, still);
    list.add(1, second.part(test::flat(~0u)), view, still);
    list.add(2, outside.part(test::flat(~0u)), view, still);
    list.add(3, Mesh{}.part(test::flat(~0u)), view, still);
    EXPECT_EQ(list.size(), 4u);
    const Area area = list.bounds();
    EXPECT_EQ(area.x, 5);
    EXPECT_EQ(area.y, 3);
    EXPECT_EQ(area.width, 32 - 5);
    EXPECT_EQ(area.height, 11 - 3);
}

TEST(Occluder, HidesOnlyWhatLiesBehindAllOfIt) {
    std::vector<float> depth(64 * 32, 0.25f);
    depth[20 * 64 + 40] = 0.75f;  // one far pixel, in the block of x 32…47, y 16…31
    const Occluder still{depth, 64, 32};
    const auto hides = [&](int left, int top, int right, int bottom, float nearest) {
        return still.hides({static_cast<short>(left), static_cast<short>(right), static_cast<short>(top), static_cast<short>(bottom), nearest, 0});
    };
    EXPECT_TRUE(hides(0, 0, 32, 32, 0.5f));
    EXPECT_FALSE(hides(0, 0, 32, 32, 0.2f));
    EXPECT_FALSE(hides(0, 0, 33, 32, 0.5f));
    EXPECT_TRUE(hides(0, 0, 64, 16, 0.5f));
    EXPECT_TRUE(hides(0, 0, 64, 32, 0.8f));
    EXPECT_TRUE(hides(48, 16, 64, 32, 0.5f));
}

}  // namespace
}  // namespace compere::raster
