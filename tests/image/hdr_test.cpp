#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "image/picture.h"
#include "temporary.h"

namespace compere::image {
namespace {

core::Result<Panorama> load_text(const std::string& content) {
    const test::Temporary file{"sky.hdr", content};
    return load_hdr(file.path());
}

std::string bytes(std::initializer_list<int> values) {
    std::string out;
    for (const int v : values)
        out.push_back(static_cast<char>(v));
    return out;
}

const std::string kHead = "#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n";

TEST(Hdr, FlatRowsByHand) {
    // A mantissa m with exponent e is m · 2^(e − 136): 128 with 129 is 1.
    const auto sky = load_text(kHead + "-Y 2 +X 1\n" + bytes({128, 64, 32, 129}) + bytes({1, 2, 3, 136}));
    ASSERT_TRUE(sky) << sky.error().message;
    EXPECT_EQ(sky->width_px, 1);
    EXPECT_EQ(sky->height_px, 2);
    EXPECT_EQ(sky->linear_rgb, (std::vector<float>{1, 0.5f, 0.25f, 1, 2, 3}));
}

TEST(Hdr, ExponentZeroIsBlack) {
    const auto sky = load_text(kHead + "-Y 1 +X 1\n" + bytes({200, 90, 30, 0}));
    ASSERT_TRUE(sky);
    EXPECT_EQ(sky->linear_rgb, (std::vector<float>{0, 0, 0}));
}

TEST(Hdr, RunLengthRowsByHand) {
    // Eight pixels: red a run of 8 × 128; green 3 plain and a run of 5; blue plain; exponents a run.
    const std::string row = bytes({2, 2, 0, 8}) + bytes({128 + 8, 128}) + bytes({3, 10, 20, 30, 128 + 5, 64}) + bytes({8, 1, 2, 3, 4, 5, 6, 7, 8}) + bytes({128 + 8, 129});
    const auto sky = load_text(kHead + "-Y 1 +X 8\n" + row);
    ASSERT_TRUE(sky) << sky.error().message;
    ASSERT_EQ(sky->linear_rgb.size(), 24u);
    EXPECT_EQ(sky->linear_rgb[0], 1);
    EXPECT_EQ(sky->linear_rgb[1], 10 / 128.0f);
    EXPECT_EQ(sky->linear_rgb[7], 30 / 128.0f);
    EXPECT_EQ(sky->linear_rgb[10], 0.5f);
    EXPECT_EQ(sky->linear_rgb[22], 0.5f);
    EXPECT_EQ(sky->linear_rgb[23], 8 / 128.0f);
    for (std::size_t cut = 0; cut < row.size(); ++cut)
        EXPECT_FALSE(load_text(kHead + "-Y 1 +X 8\n" + row.substr(0, cut))) << cut;
}

TEST(Hdr, RunsBeyondTheRowAndOfNothingAreRefused) {
    for (const auto& first : {bytes({128 + 9, 1}), bytes({9, 1, 2, 3, 4, 5, 6, 7, 8, 9}), bytes({0, 0})}) {
        const auto sky = load_text(kHead + "-Y 1 +X 8\n" + bytes({2, 2, 0, 8}) + first + std::string(64, '\x01'));
        ASSERT_FALSE(sky);
        EXPECT_THAT(sky.error().message, testing::HasSubstr("damaged in row 0"));
    }
}

TEST(Hdr, WrongHeadsAreRefused) {
    for (const char* size : {"-Y 0 +X 4\n", "-Y 4 +X -4\n", "-Y 4 +X 16000\n", "-Y 4097 +X 8192\n", "+Y 4 +X 4\n", "\n", ""}) {
        EXPECT_FALSE(load_text(kHead + size + std::string(64, '\x01'))) << size;
    }
    EXPECT_THAT(load_text("P6 1 1 255\n").error().message, testing::HasSubstr("not a Radiance .hdr picture"));
    EXPECT_FALSE(load_text(""));
    EXPECT_FALSE(load_hdr("/nowhere/sky.hdr"));
    EXPECT_FALSE(load_text(kHead + "-Y 4096 +X 8192\n"));  // a promise of 400 MB, and nothing behind it
}

}  // namespace
}  // namespace compere::image
