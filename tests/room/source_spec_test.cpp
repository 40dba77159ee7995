#include "room/source_spec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "scratch_folder.h"

namespace compere::room {
namespace {

show::Layer input(float width, float height) {
    show::Layer layer;
    layer.kind = show::Layer::Kind::Input;
    layer.value = "srt://user:pass@127.0.0.1:9000?passphrase=secret";
    layer.at = {101, 61};
    layer.width = width;
    layer.height = height;
    return layer;
}

TEST(SourceSpec, AnInputHasItsBoxInEvenPixelsOfTheCanvas) {
    std::vector<SourceSpec> specs;
    const auto use = use_source(input(640, 0), 2.0f / 3, 1080, false, specs);
    ASSERT_TRUE(use) << use.error().message;
    EXPECT_EQ(use->x, 68);  // 101 · 2/3 = 67.3
    EXPECT_EQ(use->y, 40);
    EXPECT_EQ(use->width_px, 426);
    EXPECT_EQ(use->height_px, 240);  // 640 · 9/16 = 360
    ASSERT_EQ(specs.size(), 1u);
    EXPECT_EQ(specs[0].name, "srt://127.0.0.1:9000");
    const auto whole = use_source(input(0, 0), 1, 1080, false, specs);
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->width_px, 1080);
}

TEST(SourceSpec, OneSourceServesAllItsLayersAndEachSizeOnce) {
    std::vector<SourceSpec> specs;
    const auto first = use_source(input(320, 180), 1, 1080, false, specs), second = use_source(input(640, 360), 1, 1080, false, specs), again = use_source(input(320, 180), 1, 1920, false, specs);
    ASSERT_TRUE(first && second && again);
    EXPECT_EQ(specs.size(), 1u);
    EXPECT_EQ(specs[0].views.size(), 2u);
    EXPECT_EQ(first->view, again->view);
    EXPECT_NE(first->view, second->view);
    show::Layer other = input(320, 180);
    other.value = "srt://127.0.0.1:9001";
    const auto another = use_source(other, 1, 1080, false, specs);
    ASSERT_TRUE(another);
    EXPECT_EQ(another->source, 1u);
}

TEST(SourceSpec, AClipKeepsItsShape) {
    const test::ScratchFolder folder;
    const std::string file = (folder.path() / "tall.mp4").string();
    ASSERT_EQ(std::system(("ffmpeg -v error -f lavfi -i color=red:size=90x160:rate=30 -frames:v 2 -c:v libx264 -pix_fmt yuv420p '" + file + "' </dev/null").c_str()), 0);
    show::Layer layer;
    layer.kind = show::Layer::Kind::Clip;
    layer.value = file;
    layer.width = 300;
    std::vector<SourceSpec> specs;
    const auto use = use_source(layer, 1, 1080, false, specs);
    ASSERT_TRUE(use) << use.error().message;
    EXPECT_EQ(use->width_px, 300);
    EXPECT_NEAR(use->height_px, 533, 1);
    layer.width = 0;
    const auto own = use_source(layer, 1, 1080, false, specs);
    ASSERT_TRUE(own);
    EXPECT_EQ(own->width_px, 90);
}

TEST(SourceSpec, WhatCannotBeScaledOrPlayedIsNamed) {
    std::vector<SourceSpec> specs;
    const auto large = use_source(input(9000, 0), 1, 1080, false, specs);
    ASSERT_FALSE(large);
    EXPECT_THAT(large.error().message, testing::AllOf(testing::HasSubstr("9000x"), testing::HasSubstr("4096"), testing::Not(testing::HasSubstr("secret"))));
    show::Layer absent;
    absent.kind = show::Layer::Kind::Clip;
    absent.value = "/there/is/no/clip.mp4";
    const auto none = use_source(absent, 1, 1080, false, specs);
    ASSERT_FALSE(none);
    EXPECT_THAT(none.error().message, testing::HasSubstr("/there/is/no/clip.mp4"));
}

}  // namespace
}  // namespace compere::room
