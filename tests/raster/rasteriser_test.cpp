#include "raster/rasteriser.h"

#include <gtest/gtest.h>

#include <cmath>
#include <glm/gtc/matrix_transform.hpp>
#include <limits>
#include <map>
#include <random>
#include <set>

#include "figures.h"
#include "raster/texture.h"

namespace compere::raster {
namespace {

using test::alpha_at;
using test::Mesh;
using test::rgba;
using test::rgba_at;
using test::Rgba;
using test::square;

constexpr unsigned kRed = 0xffc81e0au, kBlue = 0xff0a1ec8u;  // lopsided: 200, 30, 10 and 10, 30, 200

void draw(test::Drawing& drawing, std::initializer_list<Part> parts, int width_px, int height_px, int samples = kSamples) {
    Rasteriser::View view = test::px_view(width_px, height_px);
    view.samples = samples;
    drawing.draw({parts.begin(), parts.size()}, view, test::dark());
}

TEST(Rasteriser, ASquareCoversExactlyItsPixels) {
    const Mesh mesh = square(3, 5, 29, 20);
    test::Drawing drawing{40, 30};
    draw(drawing, {mesh.part(test::flat(kRed))}, 40, 30);
    for (int y = 0; y < 30; ++y) {
        for (int x = 0; x < 40; ++x) {
            EXPECT_EQ(test::pixel(drawing, x, y), x >= 3 && x < 29 && y >= 5 && y < 20 ? kRed : 0u) << x << " " << y;
        }
    }
}

TEST(Rasteriser, OneSampleGivesTheSameSurfacesWithStepsForEdges) {
    // A slanted solid one before a larger blended one.
    const Mesh solid{{{{3.3f, 2.1f, 0}, {0, 0, -1}}, {{4.2f, 35.7f, 0}, {0, 0, -1}}, {{36.6f, 20.4f, 0}, {0, 0, -1}}}, {0, 1, 2}, {}, {}};
    const Mesh veil = square(1, 1, 39, 39, 0.5f);
    Surface glass = test::flat(0x80401408u);
    glass.alpha = Alpha::Blend;
    test::Drawing fine{40, 40}, coarse{40, 40};
    draw(fine, {solid.part(test::flat(kRed)), veil.part(glass)}, 40, 40);
    draw(coarse, {solid.part(test::flat(kRed)), veil.part(glass)}, 40, 40, 1);
    int same = 0, stepped = 0;
    for (int y = 0; y < 40; ++y) {
        for (int x = 0; x < 40; ++x) {
            const unsigned a = test::pixel(fine, x, y), b = test::pixel(coarse, x, y);
            EXPECT_TRUE(b == kRed || b == 0x80401408u || b == 0) << x << " " << y << " " << std::hex << b;
            ++(a == b ? same : stepped);
        }
    }
    EXPECT_GT(stepped, 20);
    EXPECT_LT(stepped, 100);  // the slanted edges
    EXPECT_EQ(same + stepped, 1600);
    draw(coarse, {solid.part(test::flat(kRed)), veil.part(glass)}, 40, 40);
    EXPECT_TRUE(std::equal(coarse.picture().begin(), coarse.picture().end(), fine.picture().begin(), fine.picture().end()));
}

TEST(Rasteriser, TheAreaIsEvenAndInside) {
    const auto area_of = [](const Mesh& mesh, int width_px, int height_px) {
        test::Drawing drawing{width_px, height_px};
        draw(drawing, {mesh.part(test::flat(kRed))}, width_px, height_px);
        const Area a = drawing.area();
        EXPECT_EQ(drawing.picture().size(), static_cast<std::size_t>(a.width * a.height));
        return std::array<int, 4>{a.x, a.y, a.width, a.height};
    };
    EXPECT_EQ(area_of(square(3, 5, 9, 11), 40, 30), (std::array<int, 4>{2, 4, 8, 8}));
    EXPECT_EQ(area_of(square(4, 6, 10, 12), 40, 30), (std::array<int, 4>{4, 6, 8, 6}));  // a column more, for left-sited chroma
    EXPECT_EQ(area_of(square(-7, 13, 99, 99), 40, 30), (std::array<int, 4>{0, 12, 40, 18}));
    EXPECT_EQ(area_of(square(40, 0, 50, 30), 40, 30), (std::array<int, 4>{0, 0, 0, 0}));
    EXPECT_EQ(area_of(square(1, 1, 2, 2), 2, 2), (std::array<int, 4>{0, 0, 2, 2}));
}

TEST(Rasteriser, PatchesHoldAllThatIsDrawn) {
    // A narrow thing above, nothing for some bands, a slanted one below.
    const Mesh above = square(31, 3, 37, 40), below{{{{5, 150, 0}, {0, 0, -1}}, {{90, 250, 0}, {0, 0, -1}}, {{99, 160, 0}, {0, 0, -1}}}, {0, 1, 2}, {}, {}};
    test::Drawing drawing{120, 260};
    draw(drawing, {above.part(test::flat(kRed)), below.part(test::flat(kBlue))}, 120, 260);
    const Area area = drawing.area();
    int bottom = area.y, drawn = 0, held = 0;
    for (const Area& patch : drawing.patches()) {
        EXPECT_EQ((patch.x | patch.y | patch.width | patch.height) % 2, 0);
        EXPECT_GE(patch.y, bottom);
        EXPECT_GE(patch.x, area.x);
        EXPECT_LE(patch.x + patch.width, area.x + area.width);
        bottom = patch.y + patch.height;
        for (int y = patch.y; y < bottom; ++y) {
            EXPECT_EQ(alpha_at(drawing, patch.x + patch.width - 1, y), 0) << "chroma reaches one column to the left";
            for (int x = patch.x; x < patch.x + patch.width; ++x) {
                held += test::pixel(drawing, x, y) != 0 ? 1 : 0;
            }
        }
    }
    EXPECT_LE(bottom, area.y + area.height);
    EXPECT_EQ(drawing.patches().front().x, 30);
    EXPECT_EQ(drawing.patches().front().width, 8);
    for (const unsigned bgra : drawing.picture()) {
        drawn += bgra != 0 ? 1 : 0;
    }
    EXPECT_EQ(held, drawn);
    EXPECT_GT(drawn, 3000);
}

TEST(Rasteriser, AGrazedPixelIsReadWhereItIsCovered) {
    // Light falls from 0.64 on the left to 0.04 at 4 1/4, so in pixel 4 one sample, at 4 1/16, has 0.0665: root 0.258, a quarter of 66 rounded up.
    // At the pixel's centre the plane would be at 0.0047.
    Mesh mesh = square(0, 0, 4.25f, 8);
    const glm::vec4 bright{0.64f, 0.64f, 0.64f, 1}, dark{0.04f, 0.04f, 0.04f, 1};
    mesh.colours = {bright, bright, dark, dark};
    Surface surface = test::surface(Kind::Unlit);
    surface.attributes = kColour;
    test::set(reinterpret_cast<float(&)[3]>(surface.base_colour), 1, 1, 1);
    test::Drawing drawing{8, 8};
    draw(drawing, {mesh.part(surface)}, 8, 8);
    for (int y = 0; y < 8; ++y) {
        EXPECT_EQ(rgba_at(drawing, 4, y), (Rgba{17, 17, 17, 64})) << y;
    }
}

TEST(Rasteriser, OfTwoInTheSamePlaceTheFirstIsSeen) {
    const Mesh mesh = square(2, 2, 14, 14);
    test::Drawing drawing{16, 16};
    draw(drawing, {mesh.part(test::flat(kRed)), mesh.part(test::flat(kBlue))}, 16, 16);
    EXPECT_EQ(std::count(drawing.picture().begin(), drawing.picture().end(), kRed), 144);
}

TEST(Rasteriser, EveryCanvasSizeIsFilledToItsRim) {
    for (const auto& [width, height] : {std::pair{2, 2}, {4, 18}, {18, 4}, {90, 160}, {254, 6}, {258, 34}, {600, 50}}) {
        const Mesh mesh = square(-5, -5, static_cast<float>(width) + 5, static_cast<float>(height) + 5);
        test::Drawing drawing{width, height};
        draw(drawing, {mesh.part(test::flat(kRed))}, width, height);
        ASSERT_EQ(drawing.picture().size(), static_cast<std::size_t>(width * height));
        EXPECT_EQ(std::count(drawing.picture().begin(), drawing.picture().end(), kRed), width * height) << width << " " << height;
    }
}

TEST(Rasteriser, PartlyCoveredColumnsHaveQuarters) {
    // Samples lie at 1/16, 5/16, 1/2 and 3/4 of a column; one on the right edge is not inside.
    const struct {
        float right;
        int alpha;
    } cases[] = {{4.0f, 0}, {4.25f, 64}, {4.5f, 128}, {4.75f, 191}, {5.0f, 255}};
    for (const auto& [right, alpha] : cases) {
        const Mesh mesh = square(0, 0, right, 8);
        test::Drawing drawing{8, 8};
        draw(drawing, {mesh.part(test::flat(0xffffffffu))}, 8, 8);
        for (int y = 0; y < 8; ++y) {
            EXPECT_EQ(alpha_at(drawing, 3, y), 255);
            EXPECT_EQ(rgba_at(drawing, 4, y), (Rgba{alpha, alpha, alpha, alpha})) << right;
            EXPECT_EQ(alpha_at(drawing, 5, y), 0);
        }
    }
}

TEST(Rasteriser, SurfacesThatMeetInAPixelShareIt) {
    const Mesh left = square(0, 0, 4.5f, 8), right = square(4.5f, 0, 8, 8);
    test::Drawing drawing{8, 8};
    draw(drawing, {left.part(test::flat(kRed)), right.part(test::flat(kBlue))}, 8, 8);
    EXPECT_EQ(rgba_at(drawing, 3, 2), (Rgba{200, 30, 10, 255}));
    EXPECT_EQ(rgba_at(drawing, 5, 2), (Rgba{10, 30, 200, 255}));
    EXPECT_EQ(rgba_at(drawing, 4, 2), (Rgba{105, 30, 105, 255}));  // two quarters of each
    // Slanted and between three: the quarters still add up to a whole.
    const Mesh lower{{{{0, 0, 0}, {0, 0, -1}}, {{0, 8, 0}, {0, 0, -1}}, {{8, 5, 0}, {0, 0, -1}}}, {0, 1, 2}, {}, {}};
    const Mesh upper{{{{0, 0, 0}, {0, 0, -1}}, {{8, 5, 0}, {0, 0, -1}}, {{8, 0, 0}, {0, 0, -1}}}, {0, 1, 2}, {}, {}};
    const Mesh below{{{{0, 8, 0}, {0, 0, -1}}, {{8, 8, 0}, {0, 0, -1}}, {{8, 5, 0}, {0, 0, -1}}}, {0, 1, 2}, {}, {}};
    draw(drawing, {lower.part(test::flat(kRed)), upper.part(test::flat(kBlue)), below.part(test::flat(~0u))}, 8, 8);
    for (const unsigned bgra : drawing.picture()) {
        EXPECT_EQ(bgra >> 24, 255u);
    }
}

TEST(Rasteriser, AJumpInDepthSplitsAPixelOfOneSurface) {
    // One part, near and bright on the left, 40 px further back and dark on the right: 0.02 of depth.
    Mesh mesh = square(0, 0, 4.5f, 8);
    const Mesh far = square(0, 0, 8, 8, 40);
    mesh.vertices.insert(mesh.vertices.end(), far.vertices.begin(), far.vertices.end());
    mesh.triangles.insert(mesh.triangles.end(), {4, 5, 6, 4, 6, 7});
    mesh.uv.clear();
    mesh.colours.assign(4, {0.36f, 0.16f, 0.04f, 1});
    mesh.colours.insert(mesh.colours.end(), 4, {0.04f, 0.04f, 0.36f, 1});
    Surface surface = test::surface(Kind::Unlit);
    std::fill_n(surface.base_colour, 3, 1.0f);
    surface.attributes = kColour;
    test::Drawing drawing{8, 8};
    draw(drawing, {mesh.part(surface)}, 8, 8);
    EXPECT_EQ(rgba_at(drawing, 2, 3), (Rgba{153, 102, 51, 255}));  // roots of 0.36, 0.16, 0.04
    EXPECT_EQ(rgba_at(drawing, 6, 3), (Rgba{51, 51, 153, 255}));
    EXPECT_EQ(rgba_at(drawing, 4, 3), (Rgba{103, 77, 103, 255}));  // half of each, rounded up: 77 + 26, 51 + 26, 26 + 77
}

TEST(Rasteriser, BacksAreDroppedOrTurned) {
    Mesh mesh = square(0, 0, 8, 8, 0, {0, 0, 1});
    std::reverse(mesh.triangles.begin(), mesh.triangles.end());
    Surface surface = test::surface(Kind::Toon);
    test::set(surface.shade_colour, 0.04f, 0.01f, 0.0225f);
    surface.base_colour[0] = 0.36f, surface.base_colour[1] = 0.16f, surface.base_colour[2] = 0.25f;
    Part part = mesh.part(surface);
    test::Drawing drawing{8, 8};
    const Scene scene = test::lit({0, 0, -1}, {1, 1, 1});
    drawing.draw({&part, 1}, test::px_view(8, 8), scene);
    EXPECT_TRUE(drawing.picture().empty());
    part.is_double_sided = true;
    drawing.draw({&part, 1}, test::px_view(8, 8), scene);
    EXPECT_EQ(rgba_at(drawing, 4, 4), (Rgba{153, 102, 128, 255}));  // its turned normal faces the light
    const std::uint8_t is_closed[] = {1, 1};
    part.is_closed = is_closed;
    drawing.draw({&part, 1}, test::px_view(8, 8), scene);
    EXPECT_TRUE(drawing.picture().empty());
}

// A cube of 16 pixels that is closed, its corners' normals outwards.
Mesh cube() {
    Mesh out;
    for (int i = 0; i < 8; ++i) {
        const glm::vec3 corner{(i & 1) != 0 ? 1 : -1, (i & 2) != 0 ? 1 : -1, (i & 4) != 0 ? 1 : -1};
        out.vertices.push_back({glm::vec3{24, 24, 0} + corner * 8.0f, corner});
    }
    // Counter-clockwise from outside: front, back, left, right, top, bottom.
    out.triangles = {0, 2, 3, 0, 3, 1, 5, 7, 6, 5, 6, 4, 4, 6, 2, 4, 2, 0, 1, 3, 7, 1, 7, 5, 4, 0, 1, 4, 1, 5, 2, 6, 7, 2, 7, 3};
    return out;
}

std::vector<std::int32_t> neighbours_of(const Mesh& mesh) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::int32_t> edges;
    for (std::size_t i = 0; i < mesh.triangles.size(); ++i) {
        edges[{mesh.triangles[i], mesh.triangles[i / 3 * 3 + (i + 1) % 3]}] = static_cast<std::int32_t>(i / 3);
    }
    std::vector<std::int32_t> out;
    for (std::size_t i = 0; i < mesh.triangles.size(); ++i) {
        out.push_back(edges.at({mesh.triangles[i / 3 * 3 + (i + 1) % 3], mesh.triangles[i]}));
    }
    return out;
}

TEST(Rasteriser, AnOutlineSurroundsAndStaysOutside) {
    const Mesh mesh = cube();
    const std::vector<std::uint8_t> closed(12, 1);
    const std::vector<std::int32_t> neighbours = neighbours_of(mesh);
    Part part = mesh.part(test::flat(kRed));
    part.is_closed = closed;
    part.outline_m = 2 * std::sqrt(3.0f);  // two pixels to each side, along the diagonal
    part.outline_bgra = kBlue;
    for (const bool has_neighbours : {false, true}) {
        part.neighbours = {};
        if (has_neighbours) part.neighbours = neighbours;
        test::Drawing drawing{48, 48};
        draw(drawing, {part}, 48, 48);
        for (int y = 0; y < 48; ++y) {
            for (int x = 0; x < 48; ++x) {
                const int out = std::max({16 - x, x - 31, 16 - y, y - 31, 0});  // how far outside of the cube
                EXPECT_EQ(test::pixel(drawing, x, y), out == 0 ? kRed : out <= 2 ? kBlue : 0u) << x << " " << y;
            }
        }
    }
    part.outline_m = 0;
    test::Drawing drawing{48, 48};
    draw(drawing, {part}, 48, 48);
    EXPECT_EQ(test::pixel(drawing, 15, 24), 0u);
}

// A triangle that is seen edge-on, whose hull turns away or towards.
TEST(Rasteriser, WhatIsSeenEdgeOnHasItsOutlineWhereTheHullTurnsAway) {
    for (const float side : {-1.0f, 1.0f}) {
        const Mesh mesh{{{{20, 10, 0}, {0, 0, 0}}, {{20, 30, 0}, {0, 0, 0}}, {{20, 20, 5}, {side, 0, 0}}}, {0, 1, 2}, {}, {}};
        Part part = mesh.part(test::flat(kRed));
        part.outline_m = 6;
        part.outline_bgra = kBlue;
        test::Drawing drawing{40, 40};
        draw(drawing, {part}, 40, 40);
        EXPECT_EQ(std::count(drawing.picture().begin(), drawing.picture().end(), kBlue) > 20, side < 0) << side;
        EXPECT_EQ(drawing.triangles(), side < 0 ? 1u : 0u);
    }
}

// Runs of a part are shaded together, strip by strip: each colour must come back to its own pixels.
TEST(Rasteriser, SmallTrianglesOfMixedPartsKeepTheirColours) {
    constexpr int kRowWidth = 302, kRows = 22, kCellWidth = 3, kCellHeight = 2, kColours = 16;
    const auto colour = [](int i) { return glm::vec4{static_cast<float>(i % 4) / 3, static_cast<float>(i / 4) / 3, static_cast<float>((i * 7) % kColours) / kColours, 1}; };
    Surface surface = test::surface(Kind::Unlit);
    surface.base_colour[0] = surface.base_colour[1] = surface.base_colour[2] = 1;
    surface.attributes = kColour;
    std::vector<unsigned> shown;
    for (int i = 0; i < kColours; ++i) {
        Mesh mesh = square(0, 0, 16, 16);
        mesh.colours.assign(4, colour(i));
        test::Drawing alone{16, 16};
        draw(alone, {mesh.part(surface)}, 16, 16);
        shown.push_back(test::pixel(alone, 8, 8));
    }
    ASSERT_GT(std::set<unsigned>(shown.begin(), shown.end()).size(), 10u);
    const auto index_at = [](int x, int y) { return (x / kCellWidth * 5 + y / kCellHeight * 3 + x * y / 64) % kColours; };
    Mesh meshes[3];
    for (int y = 0; y + kCellHeight <= kRows; y += kCellHeight) {
        for (int x = 0; x + kCellWidth <= kRowWidth; x += kCellWidth) {
            Mesh& mesh = meshes[(x / kCellWidth + y / kCellHeight) % 3];
            const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
            const Mesh cell = square(static_cast<float>(x), static_cast<float>(y), static_cast<float>(x + kCellWidth), static_cast<float>(y + kCellHeight));
            mesh.vertices.insert(mesh.vertices.end(), cell.vertices.begin(), cell.vertices.end());
            for (const std::uint32_t corner : cell.triangles) {
                mesh.triangles.push_back(first + corner);
            }
            mesh.colours.insert(mesh.colours.end(), 4, colour(index_at(x, y)));
        }
    }
    for (const int samples : {kSamples, 1}) {
        test::Drawing drawing{kRowWidth, kRows};
        draw(drawing, {meshes[0].part(surface), meshes[1].part(surface), meshes[2].part(surface)}, kRowWidth, kRows, samples);
        for (int y = 0; y < kRows; ++y) {
            for (int x = 0; x < kRowWidth / kCellWidth * kCellWidth; ++x) {
                ASSERT_EQ(test::pixel(drawing, x, y), shown[static_cast<std::size_t>(index_at(x / kCellWidth * kCellWidth, y / kCellHeight * kCellHeight))]) << x << " " << y;
            }
        }
    }
}

TEST(Rasteriser, TheNearerIsSeenWhateverTheOrder) {
    const Mesh near = square(2, 2, 10.5f, 10.5f, -3), far = square(6, 6, 15, 15, 3);
    const Part red = near.part(test::flat(kRed)), blue = far.part(test::flat(kBlue));
    test::Drawing one{16, 16}, other{16, 16};
    draw(one, {red, blue}, 16, 16);
    draw(other, {blue, red}, 16, 16);
    EXPECT_EQ(test::pixel(one, 8, 8), kRed);
    EXPECT_EQ(test::pixel(one, 12, 12), kBlue);
    EXPECT_EQ(rgba_at(one, 10, 8), (Rgba{105, 30, 105, 255}));
    EXPECT_EQ(std::vector<unsigned>(one.picture().begin(), one.picture().end()), std::vector<unsigned>(other.picture().begin(), other.picture().end()));
}

TEST(Rasteriser, WhatStandsStillHides) {
    const Mesh mesh{{{{0, 0, 0}, {0, 0, -1}}, {{0, 99, 0}, {0, 0, -1}}, {{99, 0, 0}, {0, 0, -1}}}, {0, 1, 2}, {}, {}};  // depth 0.5
    test::Drawing drawing{32, 16};
    std::vector<float> depth(32 * 16);
    for (int i = 0; i < 32 * 16; ++i) {
        depth[static_cast<std::size_t>(i)] = i % 32 < 13 ? 0.3f : 0.7f;
    }
    drawing.set_still_depth(depth);
    for (const Alpha alpha : {Alpha::Opaque, Alpha::Mask, Alpha::Blend}) {
        draw(drawing, {mesh.part(test::flat(kRed, alpha))}, 32, 16);
        for (int x = 0; x < 32; ++x) {
            EXPECT_EQ(test::pixel(drawing, x, 9), x < 13 ? 0u : kRed) << x;
        }
    }
    drawing.set_still_depth(std::vector<float>(32 * 16, 0.3f));
    draw(drawing, {mesh.part(test::flat(kRed))}, 32, 16);
    EXPECT_EQ(drawing.triangles(), 0u);
    EXPECT_TRUE(drawing.picture().empty());
}

TEST(Rasteriser, BlendedPartsMixPremultipliedInTheirOrder) {
    const Mesh back = square(0, 0, 8, 8, 5), middle = square(0, 0, 8, 8, 0), front = square(0, 0, 8, 8, -5);
    const Part under = back.part(test::flat(0xffc86428u));                                   // 200, 100, 40
    const Part quarter = middle.part(test::flat(0x403c140au, Alpha::Blend));                 // 60, 20, 10 at 64
    const Part half = front.part(test::flat(0x80082850u, Alpha::Blend));                     // 8, 40, 80 at 128
    test::Drawing drawing{8, 8};
    draw(drawing, {under, quarter}, 8, 8);
    EXPECT_EQ(rgba_at(drawing, 5, 1), (Rgba{210, 95, 40, 255}));  // 60 + 200·191/255, 20 + 100·191/255, 10 + 40·191/255
    draw(drawing, {under, quarter, half}, 8, 8);
    EXPECT_EQ(rgba_at(drawing, 5, 1), (Rgba{113, 87, 100, 255}));  // 8 + 210·127/255, 40 + 95·127/255, 80 + 40·127/255
    draw(drawing, {quarter}, 8, 8);
    EXPECT_EQ(rgba_at(drawing, 5, 1), (Rgba{60, 20, 10, 64}));
    // Behind what is opaque nothing of it is seen.
    const Mesh behind = square(0, 0, 8, 8, 9);
    draw(drawing, {under, behind.part(test::flat(0x80082850u, Alpha::Blend))}, 8, 8);
    EXPECT_EQ(rgba_at(drawing, 5, 1), (Rgba{200, 100, 40, 255}));
}

TEST(Rasteriser, ATranslucentSurfaceHasNoSeams) {
    for (const unsigned bgra : {0xffc81e0au, 0x80640f05u}) {
        const Mesh mesh = square(0, 0, 32, 20);
        test::Drawing drawing{32, 20};
        draw(drawing, {mesh.part(test::flat(bgra, Alpha::Blend))}, 32, 20);
        int thinnest = 255;
        for (const unsigned pixel : drawing.picture()) {
            thinnest = std::min(thinnest, static_cast<int>(pixel >> 24));
        }
        EXPECT_NEAR(thinnest, static_cast<int>(bgra >> 24), 2);
    }
}

TEST(Rasteriser, PerspectiveBendsWhatVariesOverATriangle) {
    // A wall from 1 m on the left to 3 m on the right; its picture fills the canvas. In the picture's middle
    // (1/2·0/1 + 1/2·1/3)/(1/2·1/1 + 1/2·1/3) = 1/4 of the way has been gone.
    Mesh mesh;
    const glm::vec3 n{0, 0, 1};
    mesh.vertices = {{{-1, 1, -1}, n}, {{-1, -1, -1}, n}, {{3, -3, -3}, n}, {{3, 3, -3}, n}};
    mesh.triangles = {0, 1, 2, 0, 2, 3};
    mesh.colours = {{0, 0.16f, 0.36f, 1}, {0, 0.16f, 0.36f, 1}, {1, 0, 0.36f, 1}, {1, 0, 0.36f, 1}};
    Surface surface = test::surface(Kind::Unlit);
    std::fill_n(surface.base_colour, 3, 1.0f);
    surface.attributes = kColour;
    const Part part = mesh.part(surface);
    test::Drawing drawing{33, 33};
    drawing.draw({&part, 1}, {glm::perspective(glm::radians(90.0f), 1.0f, 0.1f, 10.0f), {0, 0, 0}}, test::dark());
    EXPECT_EQ(rgba_at(drawing, 16, 16), (Rgba{128, 88, 153, 255}));  // roots of 1/4, 3/4·0.16 = 0.12 and 0.36
}

TEST(Rasteriser, ATriangleThroughTheNearPlaneIsLeftOutAlone) {
    Mesh mesh;
    const glm::vec3 n{0, 0, 1};
    mesh.vertices = {{{-1, 1, -1}, n}, {{-1, -1, -1}, n}, {{1, -1, -1}, n}, {{1, 1, 5}, n}};
    mesh.triangles = {0, 1, 2, 0, 2, 3};
    const Part part = mesh.part(test::flat(kRed));
    test::Drawing drawing{32, 32};
    drawing.draw({&part, 1}, {glm::perspective(glm::radians(90.0f), 1.0f, 0.1f, 10.0f), {0, 0, 0}}, test::dark());
    EXPECT_EQ(drawing.triangles(), 1u);
    EXPECT_EQ(test::pixel(drawing, 4, 28), kRed);
    EXPECT_EQ(test::pixel(drawing, 28, 4), 0u);
}

TEST(Rasteriser, WildPositionsDoNoHarm) {
    const float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
    const float wild[] = {nan, infinity, -infinity, 1e30f, -1e30f, std::numeric_limits<float>::max(), 1e9f, -1e9f, 1e5f, -3e4f, 1e-40f};
    const Mesh calm = square(1, 1, 3, 3);
    std::mt19937 random{8};
    test::Drawing drawing{40, 30};
    const Rasteriser::View views[] = {test::px_view(40, 30), {glm::perspective(glm::radians(60.0f), 4 / 3.0f, 0.1f, 50.0f), {0, 0, 0}},
                                      {glm::perspective(glm::radians(60.0f), 4 / 3.0f, 0.1f, 50.0f) * glm::lookAt(glm::vec3{3, 2, 1}, glm::vec3{-1, 0.5f, -4}, glm::vec3{0.2f, 1, 0}), {3, 2, 1}}};
    const Scene scene = test::lit({0, 0, -1}, {1, 1, 1});
    for (int round = 0; round < 600; ++round) {
        Mesh mesh = square(5, 5, 20, 20, -4);
        for (int i = 0; i < 1 + round % 4; ++i) {
            Vertex& vertex = mesh.vertices[random() % 4];
            vertex.position[static_cast<int>(random() % 3)] = wild[random() % std::size(wild)];
            vertex.normal[static_cast<int>(random() % 3)] = wild[random() % std::size(wild)];
            mesh.uv[random() % 4][static_cast<int>(random() % 2)] = wild[random() % std::size(wild)];
        }
        Part part = mesh.part(test::surface(round % 3 == 0 ? Kind::Toon : Kind::Pbr, static_cast<Alpha>(round / 2 % 3)));
        part.is_double_sided = true;
        part.outline_m = round % 5 == 0 ? 1.0f : 0.0f;
        const Part parts[] = {part, calm.part(test::flat(kRed))};
        drawing.draw(parts, views[round % 3], scene);
        const Area area = drawing.area();
        ASSERT_LE(area.x + area.width, 40);
        ASSERT_LE(area.y + area.height, 30);
    }
    draw(drawing, {calm.part(test::flat(kRed))}, 40, 30);
    EXPECT_EQ(std::count(drawing.picture().begin(), drawing.picture().end(), kRed), 4);
}

TEST(Rasteriser, NothingToDrawIsAnEmptyPicture) {
    test::Drawing drawing{16, 16};
    drawing.draw({}, test::px_view(16, 16), test::dark());
    EXPECT_EQ(drawing.area().width, 0);
    EXPECT_TRUE(drawing.picture().empty());
    Mesh only_vertices = square(2, 2, 8, 8);
    only_vertices.triangles.clear();
    const Mesh whole = square(2, 2, 8, 8);
    draw(drawing, {Part{}, only_vertices.part(test::flat(kBlue)), whole.part(test::flat(kRed))}, 16, 16);
    EXPECT_EQ(drawing.triangles(), 2u);
    EXPECT_EQ(test::pixel(drawing, 7, 7), kRed);
    draw(drawing, {Part{}}, 16, 16);
    EXPECT_TRUE(drawing.picture().empty());
}

TEST(Rasteriser, RemembersNothingOfTheLastDraw) {
    std::mt19937 random{12};
    std::uniform_real_distribution<float> place{-4, 68}, unit{-1, 1};
    std::vector<std::uint8_t> texels(16 * 16 * 4);
    for (auto& byte : texels) {
        byte = static_cast<std::uint8_t>(random());
    }
    const Texture texture{16, 16, texels};
    std::vector<Mesh> meshes(6);
    std::vector<Part> parts;
    for (std::size_t i = 0; i < meshes.size(); ++i) {
        for (std::uint32_t v = 0; v < 60; ++v) {
            meshes[i].vertices.push_back({{place(random), place(random), unit(random) * 30}, {unit(random), unit(random), unit(random)}});
            meshes[i].uv.push_back({unit(random), unit(random)});
            meshes[i].colours.push_back(glm::vec4{unit(random), unit(random), unit(random), unit(random)} * 0.5f + 0.5f);
            meshes[i].triangles.push_back(v);
        }
        const Kind kinds[] = {Kind::Toon, Kind::Pbr, Kind::Unlit, Kind::Toon, Kind::Pbr, Kind::Unlit};
        const Alpha alphas[] = {Alpha::Opaque, Alpha::Opaque, Alpha::Mask, Alpha::Mask, Alpha::Blend, Alpha::Blend};
        Surface surface = test::surface(kinds[i], alphas[i]);
        surface.base = texture.level_for(1, i % 2 == 0);
        surface.base_colour[0] = 0.9f, surface.base_colour[1] = 0.5f, surface.base_colour[2] = 0.7f;
        surface.attributes = (i % 2 == 0 ? kColour : 0u) | (kinds[i] == Kind::Pbr ? kTangents : 0u);
        if (kinds[i] == Kind::Pbr) surface.normal = texture.level_for(1, true);
        surface.alpha_cutoff = 0.3f;
        parts.push_back(meshes[i].part(surface));
        parts.back().is_double_sided = i % 2 == 0;
        parts.back().outline_m = i == 0 ? 1.5f : 0.0f;
        parts.back().outline_bgra = kBlue;
    }
    const Scene scene = test::lit({0.6f, 0, -0.8f}, {0.9f, 0.7f, 0.5f});
    test::Drawing fresh{64, 64}, used{64, 64};
    fresh.draw(parts, test::px_view(64, 64), scene);
    const std::vector<unsigned> expected(fresh.picture().begin(), fresh.picture().end());
    const Mesh other = square(-5, -5, 70, 70, -500);
    draw(used, {other.part(test::flat(kRed))}, 64, 64);
    for (int round = 0; round < 3; ++round) {
        used.draw(parts, test::px_view(64, 64), scene);
        EXPECT_EQ(std::vector<unsigned>(used.picture().begin(), used.picture().end()), expected) << round;
        draw(used, {Part{}, parts[static_cast<std::size_t>(round)]}, 64, 64);
    }
    // Nor for a view of another size.
    for (const auto& [width_px, height_px] : {std::pair{16, 200}, {500, 20}, {64, 64}}) {
        test::Drawing alone{width_px, height_px};
        Target shared{width_px, height_px};
        alone.draw(parts, test::px_view(width_px, height_px), scene);
        used.rasteriser.draw(shared, parts, test::px_view(width_px, height_px), scene);
        EXPECT_EQ(std::vector<unsigned>(shared.picture().begin(), shared.picture().end()), std::vector<unsigned>(alone.picture().begin(), alone.picture().end())) << width_px;
    }
}

TEST(RasteriserDeathTest, AWrongStillDepthStops) {
    test::Drawing drawing{8, 4};
    EXPECT_DEATH(drawing.set_still_depth(std::vector<float>(31, 1.0f)), "depth.size");
}

}  // namespace
}  // namespace compere::raster
