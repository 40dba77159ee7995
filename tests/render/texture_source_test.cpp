#include "render/texture_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace compere::render {
namespace {

std::vector<std::uint8_t> png(int side_px) {
    const auto file = std::filesystem::temp_directory_path() / ("compere-texture-" + std::to_string(getpid()) + ".png");
    EXPECT_TRUE(image::write_png(file, side_px, side_px, std::vector<std::uint8_t>(static_cast<std::size_t>(side_px) * static_cast<std::size_t>(side_px) * 4, 90), ""));
    auto bytes = image::read_file(file, 64 << 20);
    std::filesystem::remove(file);
    return *bytes;
}

// The head of a picture that large, which is all that is looked at before one is decoded.
std::vector<std::uint8_t> claims(unsigned side_px) {
    std::vector<std::uint8_t> out = png(2);
    for (const std::size_t at : {16u, 20u}) {
        for (std::size_t i = 0; i < 4; ++i) out[at + i] = static_cast<std::uint8_t>(side_px >> (24 - 8 * i));
    }
    return out;
}

model::Model with(std::vector<std::vector<std::uint8_t>> pictures) {
    model::Model out;
    out.file = "host.vrm";
    for (auto& bytes : pictures) {
        out.images.push_back({});
        out.images.back().encoded = std::move(bytes);
    }
    return out;
}

TEST(TextureSource, SmallOnesStayAsTheyAre) {
    const model::Model model = with({png(256), {}});
    const auto source = TextureSource::create(model);
    ASSERT_TRUE(source);
    EXPECT_EQ(source->decode(0)->width_px, 256);
    EXPECT_EQ(source->decode(1)->width_px, 1);  // not there: white
}

TEST(TextureSource, TheLargestAreHalvedUntilAllFit) {
    // 67 million each: two are 134, more than 100; one of them halved, they are 84.
    const model::Model model = with({png(64), claims(8192), claims(8192), png(2048)});
    const auto source = TextureSource::create(model);
    ASSERT_TRUE(source);
    EXPECT_EQ(source->decode(0)->width_px, 64);
    EXPECT_EQ(source->decode(3)->width_px, 2048);
    // 24 of 2048: 100.66 million are just as many as there may be; one more, and one is halved.
    const auto real = png(2048);
    const model::Model full = with(std::vector(24, real)), over = with(std::vector(25, real));
    const auto all = TextureSource::create(full), most = TextureSource::create(over);
    ASSERT_TRUE(all && most);
    EXPECT_EQ(all->decode(0)->width_px, 2048);
    EXPECT_EQ(most->decode(0)->width_px, 1024);
    EXPECT_EQ(most->decode(24)->width_px, 2048);
}

TEST(TextureSource, FarTooManyAreRefused) {
    const model::Model model = with(std::vector(7, claims(8192)));
    const auto source = TextureSource::create(model);
    ASSERT_FALSE(source);
    EXPECT_EQ(source.error().message, "host.vrm: its textures hold 469 million pixels, at most 402 are read");
}

TEST(TextureSource, ADamagedOneIsNamed) {
    const model::Model model = with({{1, 2, 3}});
    const auto source = TextureSource::create(model);
    ASSERT_TRUE(source);
    EXPECT_THAT(source->decode(0).error().message, testing::HasSubstr("host.vrm: texture"));
}

}  // namespace
}  // namespace compere::render
