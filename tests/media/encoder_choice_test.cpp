#include "media/encoder_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "media/video_encoder.h"

namespace compere::media {
namespace {

VideoSettings small() {
    VideoSettings settings;
    settings.width_px = 320;
    settings.height_px = 240;
    return settings;
}

// What is chosen encodes, whatever this machine has.
TEST(EncoderChoice, WhatIsChosenWorks) {
    const EncoderChoice choice = choose_encoder(small());
    std::printf("%s\n", choice.reason.c_str());
    EXPECT_FALSE(choice.reason.empty());
    VideoSettings settings = small();
    settings.encoder = choice.kind;
    EXPECT_TRUE(VideoEncoder::create(settings));
}

TEST(EncoderChoice, ADeviceThatFailsFallsBackAndSaysWhy) {
    EncoderDevices devices;
    devices.vaapi = "/dev/null";  // opens, and is no graphics card
    const EncoderChoice choice = choose_encoder(small(), EncoderWish::Vaapi, devices);
    EXPECT_EQ(choice.kind, EncoderKind::X264);
    EXPECT_THAT(choice.reason, testing::AllOf(testing::HasSubstr("VA-API"), testing::HasSubstr("/dev/null")));
    devices.vaapi = "/dev/dri/there-is-no-such-node";
    EXPECT_EQ(choose_encoder(small(), EncoderWish::Vaapi, devices).kind, EncoderKind::X264);
}

TEST(EncoderChoice, AskedForX264NothingElseIsTried) {
    const EncoderChoice choice = choose_encoder(small(), EncoderWish::X264);
    EXPECT_EQ(choice.kind, EncoderKind::X264);
    EXPECT_EQ(choice.reason, "as asked");
}

}  // namespace
}  // namespace compere::media
