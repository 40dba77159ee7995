#include "room/sound.h"

#include <gtest/gtest.h>

namespace compere::room {
namespace {

signal::FramePlan plan_of(core::Tick tick, core::Tick started) {
    auto line = std::make_shared<signal::SpokenLine>();
    for (int i = 0; i < 4000; ++i)
        line->samples.push_back(static_cast<float>(i) / 8000);
    signal::FramePlan plan;
    plan.tick = tick;
    plan.anchors.push_back({"tang", line, started, {}, 0, {}, 0});
    return plan;
}

TEST(MixTick, IsExactlyTheSamplesOfItsTick) {
    signal::AudioBlock block;
    mix_tick(plan_of(12, 10), {30, 1}, {}, {}, block);  // 3200 samples into the line
    EXPECT_EQ(block.first_sample, 19200);
    ASSERT_EQ(block.stereo.size(), 3200u);
    EXPECT_FLOAT_EQ(block.stereo[0], 3200 / 8000.0f);
    EXPECT_FLOAT_EQ(block.stereo[1], block.stereo[0]);
    EXPECT_FLOAT_EQ(block.stereo[2 * 799], 3999 / 8000.0f);
    EXPECT_EQ(block.stereo[2 * 800], 0);  // past its end
    const core::FrameRate ntsc{30000, 1001};
    std::int64_t next = 0;
    for (core::Tick tick = 0; tick < 100; ++tick) {
        mix_tick(plan_of(tick, 0), ntsc, {}, {}, block);
        EXPECT_EQ(block.first_sample, next);
        next += static_cast<std::int64_t>(block.stereo.size() / 2);
    }
    EXPECT_EQ(next, ntsc.first_sample(100));
}

TEST(MixTick, AClapIsASineInSilence) {
    signal::FramePlan plan = plan_of(60, 60);
    plan.clap = true;
    plan.clap_quiet = 0;
    signal::AudioBlock block;
    mix_tick(plan, {30, 1}, {}, {}, block);
    EXPECT_NEAR(block.stereo[2 * 12], 0.7f, 1e-5f);   // a quarter of 48 samples
    EXPECT_NEAR(block.stereo[2 * 36], -0.7f, 1e-5f);
    EXPECT_EQ(block.stereo[2 * 48], 0);
    EXPECT_EQ(block.stereo[2 * 1000], 0);  // the voice is quiet
}

TEST(MixTick, LoudVoicesTogetherDoNotClip) {
    auto loud = std::make_shared<signal::SpokenLine>();
    loud->samples.assign(1600, 1.0f);
    signal::FramePlan plan;
    for (int i = 0; i < 3; ++i)
        plan.anchors.push_back({"a", loud, 0, {}, 0, {}, 0});
    signal::AudioBlock block;
    mix_tick(plan, {30, 1}, {}, {}, block);
    for (const float value : block.stereo)
        ASSERT_LE(value, 0.891f);
    EXPECT_GT(block.stereo[0], 0.85f);
}

}  // namespace
}  // namespace compere::room
