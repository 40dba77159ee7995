#include <gtest/gtest.h>

#include "image/picture.h"

namespace compere::image {
namespace {

TEST(Resized, TheSameSizeIsTheSamePicture) {
    const std::vector<std::uint8_t> in{1, 2, 3, 4, 50, 60, 70, 80, 200, 90, 30, 255, 9, 8, 7, 6, 0, 255, 0, 255, 11, 22, 33, 44};
    EXPECT_EQ(resized(in, 3, 2, 3, 2), in);
}

TEST(Resized, HalfIsTheWeightedMean) {
    // A triangle two source pixels wide to each side: 1/8, 3/8, 3/8, 1/8 inside, the edge without its outer tap: 3/7, 3/7, 1/7.
    const std::vector<std::uint8_t> in{0, 0, 0, 255, 80, 40, 20, 255, 160, 80, 40, 255, 240, 120, 60, 255};
    const auto out = resized(in, 4, 1, 2, 1);
    ASSERT_EQ(out.size(), 8u);
    EXPECT_EQ(out[0], 57);  // 80·3/7 + 160/7
    EXPECT_EQ(out[3], 255);
    EXPECT_EQ(out[4], 183);  // (80 + 160·3 + 240·3)/7
}

TEST(Resized, LargerInterpolates) {
    const std::vector<std::uint8_t> in{0, 0, 0, 0, 200, 90, 30, 255};
    const auto out = resized(in, 2, 1, 4, 1);
    EXPECT_EQ(out[0], 0);
    EXPECT_EQ(out[4], 50);
    EXPECT_EQ(out[8], 150);
    EXPECT_EQ(out[12], 200);
    EXPECT_EQ(out[13], 90);
    EXPECT_EQ(out[14], 30);
}

TEST(Resized, FlatStaysFlatAtAnySize) {
    std::vector<std::uint8_t> in;
    for (int i = 0; i < 7 * 5; ++i)
        in.insert(in.end(), {200, 90, 30, 128});
    for (const auto& [w, h] : {std::pair{1, 1}, {3, 11}, {50, 2}, {7, 4}}) {
        const auto out = resized(in, 7, 5, w, h);
        ASSERT_EQ(out.size(), static_cast<std::size_t>(w * h * 4));
        for (std::size_t i = 0; i < out.size(); i += 4) {
            EXPECT_EQ(out[i], 200);
            EXPECT_EQ(out[i + 3], 128);
        }
    }
}

TEST(Halved, IsTheMeanOfFourAndKeepsOddSides) {
    // (8 + 16 + 24 + 33 + 2) / 4 = 20, by channel; the third column has no partner and is left out.
    const Picture in{3, 2, {8, 1, 200, 255, 16, 2, 100, 0, 9, 9, 9, 9, 24, 3, 0, 255, 33, 4, 20, 0, 9, 9, 9, 9}};
    const Picture out = halved(in);
    EXPECT_EQ(out.width_px, 1);
    EXPECT_EQ(out.height_px, 1);
    EXPECT_EQ(out.rgba, (std::vector<std::uint8_t>{20, 3, 80, 128}));
    const Picture line = halved({1, 4, {10, 20, 30, 40, 20, 30, 40, 50, 0, 0, 0, 0, 200, 100, 50, 25}});
    EXPECT_EQ(line.height_px, 2);
    EXPECT_EQ(line.rgba, (std::vector<std::uint8_t>{15, 25, 35, 45, 100, 50, 25, 13}));
}

TEST(Resize, APartIsThatPartOfTheWhole) {
    std::vector<std::uint8_t> in;
    for (int i = 0; i < 7 * 5 * 4; ++i) {
        in.push_back(static_cast<std::uint8_t>(i * 37));
    }
    const auto whole = resized(in, 7, 5, 30, 40), part = resized(in, 7, 5, 30, 40, Part{11, 3, 6, 9});
    ASSERT_EQ(part.size(), 6u * 9 * 4);
    for (std::size_t y = 0; y < 9; ++y) {
        EXPECT_TRUE(std::equal(part.begin() + static_cast<std::ptrdiff_t>(y * 24), part.begin() + static_cast<std::ptrdiff_t>(y * 24 + 24), whole.begin() + static_cast<std::ptrdiff_t>(((y + 3) * 30 + 11) * 4)));
    }
    EXPECT_EQ(resized(in, 7, 5, 1'000'000, 1'000'000, Part{0, 0, 2, 2}).size(), 16u);  // as large as what is shown
}

}  // namespace
}  // namespace compere::image
