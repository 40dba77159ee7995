#include "raster/texture.h"

#include <gtest/gtest.h>

#include <limits>

#include "figures.h"

namespace compere::raster {
namespace {

using test::rgba_at;
using test::Rgba;

std::vector<std::uint8_t> grey(std::initializer_list<int> values) {
    std::vector<std::uint8_t> out;
    for (const int v : values) {
        const auto byte = static_cast<std::uint8_t>(v);
        out.insert(out.end(), {byte, byte, byte, 255});
    }
    return out;
}

// The texel (x, y) as {R, G, B, A}.
Rgba texel(const Level& level, int x, int y) {
    const unsigned v = level.texels[y * level.width + x];
    return {static_cast<int>(v & 255u), static_cast<int>(v >> 8 & 255u), static_cast<int>(v >> 16 & 255u), static_cast<int>(v >> 24)};
}

TEST(Texture, LevelsHalveDownToOneTexel) {
    const Texture texture{8, 2, std::vector<std::uint8_t>(8 * 2 * 4, 7)};
    EXPECT_EQ(texture.width_px(), 8);
    EXPECT_EQ(texture.height_px(), 2);
    ASSERT_EQ(texture.levels(), 4);  // 8x2, 4x1, 2x1, 1x1
    const int sizes[][2] = {{8, 2}, {4, 1}, {2, 1}, {1, 1}};
    for (int i = 0; i < 4; ++i) {
        const Level level = texture.level_for(static_cast<float>(1 << i), false);
        EXPECT_EQ(level.width, sizes[i][0]) << i;
        EXPECT_EQ(level.height, sizes[i][1]) << i;
    }
    EXPECT_EQ((Texture{5, 3, std::vector<std::uint8_t>(5 * 3 * 4)}.levels()), 3);  // 5x3, 2x1, 1x1
    EXPECT_EQ((Texture{1, 1, std::vector<std::uint8_t>(4)}.levels()), 1);
}

TEST(Texture, TheNearestLevelIsTaken) {
    const Texture texture{16, 16, std::vector<std::uint8_t>(16 * 16 * 4)};
    const auto width = [&](float texels_per_px) { return texture.level_for(texels_per_px, true).width; };
    EXPECT_EQ(width(0), 16);
    EXPECT_EQ(width(0.25f), 16);  // magnified
    EXPECT_EQ(width(1), 16);
    EXPECT_EQ(width(1.4f), 16);  // log2 0.485
    EXPECT_EQ(width(1.5f), 8);   // log2 0.585
    EXPECT_EQ(width(2.8f), 8);   // 1.485
    EXPECT_EQ(width(2.9f), 4);   // 1.536
    EXPECT_EQ(width(1e6f), 1);
    EXPECT_EQ(texture.level_for(1, true).repeats, 1);
    EXPECT_EQ(texture.level_for(1, false).repeats, 0);
}

TEST(Texture, ALevelIsTheMeanOfFour) {
    // Two squares of four texels, each channel on its own.
    const std::vector<std::uint8_t> rgba{
        10, 0, 255, 8, 20, 0, 255, 8, /**/ 1, 200, 9, 0, 1, 100, 9, 255,  //
        30, 0, 255, 8, 40, 1, 255, 8, /**/ 2, 60,  9, 0, 2, 40,  9, 255,
    };
    const Texture texture{4, 2, rgba};
    const Level half = texture.level_for(2, false);
    EXPECT_EQ(texel(half, 0, 0), (Rgba{25, 0, 255, 8}));      // 100/4; 1/4 rounds to 0
    EXPECT_EQ(texel(half, 1, 0), (Rgba{2, 100, 9, 128}));     // 6/4 = 1.5 and 127.5, rounded up
    const Level last = texture.level_for(4, false);
    EXPECT_EQ(texel(last, 0, 0), (Rgba{14, 50, 132, 68}));    // (25 + 2)/2 = 13.5, 50, 132, 68
}

TEST(Texture, TheMeanIsKept) {
    std::vector<std::uint8_t> rgba(64 * 64 * 4);
    double sum = 0;
    for (std::size_t i = 0; i < rgba.size(); ++i) {
        rgba[i] = static_cast<std::uint8_t>(i * i * 31 + i / 7);
        sum += i % 4 == 1 ? rgba[i] : 0.0;
    }
    const Texture texture{64, 64, rgba};
    // Each level rounds by at most a half, upwards by an eighth on average.
    EXPECT_NEAR(texel(texture.level_for(64, false), 0, 0)[1], sum / (64 * 64), 2);
}

enum class Along { Row, Column };

// Draws `texture` unlit, its u (or v) over `length` pixels from `from` to `to`; unlit texels come out as they went in below the tone
// curve's knee, sqrt(0.76) · 255 = 222.
std::vector<int> row(const Texture& texture, bool repeats, int length, float from, float to, Along along = Along::Row) {
    const bool is_row = along == Along::Row;
    const int width = is_row ? length : 2, height = is_row ? 2 : length;
    test::Mesh mesh = test::square(0, 0, static_cast<float>(width), static_cast<float>(height));
    mesh.uv = is_row ? std::vector<glm::vec2>{{from, 0.5f}, {from, 0.5f}, {to, 0.5f}, {to, 0.5f}} : std::vector<glm::vec2>{{0.5f, from}, {0.5f, to}, {0.5f, to}, {0.5f, from}};
    Surface surface = test::surface(Kind::Unlit);
    std::fill_n(surface.base_colour, 3, 1.0f);
    surface.base = texture.level_for(1, repeats);
    test::Drawing drawing{width, height};
    const Part part = mesh.part(surface);
    drawing.draw({&part, 1}, test::px_view(width, height), test::dark());
    std::vector<int> out;
    for (int i = 0; i < length; ++i) {
        const Rgba first = is_row ? rgba_at(drawing, i, 0) : rgba_at(drawing, 0, i), second = is_row ? rgba_at(drawing, i, 1) : rgba_at(drawing, 1, i);
        EXPECT_EQ(first, second);
        EXPECT_EQ(first[3], 255);
        out.push_back(first[0]);
    }
    return out;
}

TEST(Sampling, CentresOfTexelsAreExact) {
    const Texture texture{4, 1, grey({30, 200, 90, 7})};
    EXPECT_EQ(row(texture, false, 4, 0, 1), (std::vector<int>{30, 200, 90, 7}));
    EXPECT_EQ(row(texture, true, 4, 0, 1), (std::vector<int>{30, 200, 90, 7}));
    EXPECT_EQ(row(texture, true, 4, 1, 0), (std::vector<int>{7, 90, 200, 30}));
}

TEST(Sampling, RepeatsOrKeepsTheRim) {
    const Texture texture{4, 1, grey({30, 200, 90, 7})};
    EXPECT_EQ(row(texture, true, 12, -1, 2), (std::vector<int>{30, 200, 90, 7, 30, 200, 90, 7, 30, 200, 90, 7}));
    EXPECT_EQ(row(texture, false, 12, -1, 2), (std::vector<int>{30, 30, 30, 30, 30, 200, 90, 7, 7, 7, 7, 7}));
}

TEST(Sampling, DownwardsIsAsAcross) {
    const Texture texture{1, 4, grey({30, 200, 90, 7})};
    EXPECT_EQ(row(texture, true, 12, -1, 2, Along::Column), (std::vector<int>{30, 200, 90, 7, 30, 200, 90, 7, 30, 200, 90, 7}));
    EXPECT_EQ(row(texture, false, 12, -1, 2, Along::Column), (std::vector<int>{30, 30, 30, 30, 30, 200, 90, 7, 7, 7, 7, 7}));
    EXPECT_EQ(row(Texture{1, 2, grey({100, 200})}, false, 3, 0.125f, 0.875f, Along::Column), (std::vector<int>{100, 150, 200}));
}

TEST(Sampling, MixesCodedTexelsBetweenCentres) {
    const Texture texture{2, 1, grey({100, 200})};
    EXPECT_EQ(row(texture, false, 3, 0.125f, 0.875f), (std::vector<int>{100, 150, 200}));           // u at centres 1/4, 1/2, 3/4
    EXPECT_EQ(row(texture, true, 4, 0, 2), (std::vector<int>{100, 200, 100, 200}));
    EXPECT_EQ(row(texture, true, 2, -0.25f, 0.75f), (std::vector<int>{150, 150}));                  // u 0 and 1/2: over the seam too
}

TEST(Sampling, RowZeroIsTheTop) {
    const Texture texture{2, 2, grey({10, 20, 30, 40})};
    test::Mesh mesh = test::square(0, 0, 2, 2);
    Surface surface = test::surface(Kind::Unlit);
    std::fill_n(surface.base_colour, 3, 1.0f);
    surface.base = texture.level_for(1, true);
    test::Drawing drawing{2, 2};
    const Part part = mesh.part(surface);
    drawing.draw({&part, 1}, test::px_view(2, 2), test::dark());
    EXPECT_EQ(rgba_at(drawing, 0, 0)[0], 10);
    EXPECT_EQ(rgba_at(drawing, 1, 0)[0], 20);
    EXPECT_EQ(rgba_at(drawing, 0, 1)[0], 30);
    EXPECT_EQ(rgba_at(drawing, 1, 1)[0], 40);
}

TEST(Sampling, WildCoordinatesStayInside) {
    const Texture texture{3, 1, grey({50, 50, 50})};
    for (const float u : {1e30f, -1e30f, std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
        EXPECT_EQ(row(texture, true, 4, u, u).size(), 4u);
        EXPECT_EQ(row(texture, false, 4, u, u).size(), 4u);
    }
}

TEST(TextureDeathTest, TooFewBytesStop) {
    EXPECT_DEATH((Texture{2, 2, std::vector<std::uint8_t>(15)}), "rgba.size");
    EXPECT_DEATH((Texture{0, 2, std::vector<std::uint8_t>(16)}), "width_px");
}

}  // namespace
}  // namespace compere::raster
