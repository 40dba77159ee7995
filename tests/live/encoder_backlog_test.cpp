#include "live/encoder_backlog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace compere::live {
namespace {

using namespace std::chrono_literals;

constexpr core::FrameRate kThirty{30, 1};

EncodeTick tick_with_picture(core::Tick tick) {
    EncodeTick out;
    out.tick = tick;
    out.picture = std::make_shared<signal::VideoFrame>();
    out.audio = std::make_shared<signal::AudioBlock>(signal::AudioBlock{tick * 1600, std::vector<float>(3200, static_cast<float>(tick))});
    return out;
}

// An encoder that takes what the test lets it.
struct Encoder {
    int room = 0;
    std::vector<EncodeTick> taken;
    EncoderBacklog backlog{"portrait", kThirty, [this](EncodeTick&& tick) {
        if (room == 0) return false;
        --room;
        taken.push_back(std::move(tick));
        return true;
    }};
    EncoderBacklog::Clock::time_point now = EncoderBacklog::Clock::now();
    void give(core::Tick from, core::Tick to, int takes_each) {
        for (core::Tick tick = from; tick < to; ++tick) {
            room = takes_each;
            backlog.add(tick_with_picture(tick), now += 33ms);
        }
    }
};

TEST(EncoderBacklog, WhatFitsPassesThrough) {
    Encoder encoder;
    encoder.give(0, 100, 1);
    EXPECT_EQ(encoder.taken.size(), 100u);
    EXPECT_EQ(encoder.backlog.ticks(), 0u);
    EXPECT_EQ(encoder.backlog.repeated(), 0);
    EXPECT_EQ(encoder.backlog.stuck_for(), 0s);
}

TEST(EncoderBacklog, WhatDoesNotFitKeepsItsSoundAndGivesUpItsPicture) {
    Encoder encoder;
    encoder.give(0, 4, 0);
    EXPECT_EQ(encoder.backlog.repeated(), 0);  // four wait as they are
    encoder.give(4, 20, 0);
    EXPECT_EQ(encoder.backlog.repeated(), 20);
    encoder.give(20, 21, 100);
    ASSERT_EQ(encoder.taken.size(), 21u);
    for (core::Tick tick = 0; tick < 21; ++tick) {
        const EncodeTick& got = encoder.taken[static_cast<std::size_t>(tick)];
        EXPECT_EQ(got.tick, tick);
        ASSERT_EQ(got.audio->stereo.size(), 3200u);
        EXPECT_EQ(got.audio->stereo[0], static_cast<float>(tick));
        EXPECT_EQ(got.picture == nullptr, tick < 20);
    }
}

TEST(EncoderBacklog, IsToldOnceWhenItBeginsAndOnceWhenItIsOver) {
    Encoder encoder;
    testing::internal::CaptureStderr();
    encoder.give(0, 200, 0);
    encoder.give(200, 300, 1000);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "compere: warning: portrait: the encoder is behind, and pictures are repeated; sound and stamps stay as they are\n");
    testing::internal::CaptureStderr();
    encoder.give(300, 700, 1);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "compere: portrait: the encoder keeps up again; 200 pictures were repeated\n");
}

// A process that is stopped for a minute does not find its encoder hung.
TEST(EncoderBacklog, OnlyTimeInWhichItWasAskedMakesAnEncoderStuck) {
    Encoder encoder;
    encoder.give(0, 30, 0);
    EXPECT_NEAR(std::chrono::duration<double>(encoder.backlog.stuck_for()).count(), 0.97, 0.05);
    encoder.now += 300s;
    encoder.give(30, 31, 0);
    EXPECT_LT(encoder.backlog.stuck_for(), 2s);
    encoder.give(31, 331, 0);
    EXPECT_GT(encoder.backlog.stuck_for(), 10s);
    encoder.give(331, 332, 1);
    EXPECT_EQ(encoder.backlog.stuck_for(), 0s);
}

// Skipped ticks come as fast as the loop can make them: an hour of them is not to pile up as sound.
TEST(EncoderBacklog, WhoeverCatchesUpWaitsForAnEncoderThatTakes) {
    bool is_closed = true, takes = false;
    int taken = 0;
    EncoderBacklog backlog{"portrait", kThirty, [&](EncodeTick&&) {
        if (is_closed) return false;
        takes = !takes;  // one, and then no more until it is asked again
        taken += takes ? 1 : 0;
        return takes;
    }};
    auto now = EncoderBacklog::Clock::now() - 4s;
    for (core::Tick tick = 0; tick < 100; ++tick) {
        backlog.add(tick_with_picture(tick), now += 33ms);
    }
    is_closed = false;
    backlog.wait_until_few();
    EXPECT_EQ(backlog.ticks(), 30u);
    EXPECT_EQ(taken, 70);
}

TEST(EncoderBacklog, NobodyWaitsForOneThatIsStuck) {
    Encoder encoder;
    encoder.give(0, 200, 0);  // six seconds
    ASSERT_GT(encoder.backlog.stuck_for(), EncoderBacklog::kStuck);
    encoder.backlog.wait_until_few();
    EXPECT_EQ(encoder.backlog.ticks(), 200u);
}

}  // namespace
}  // namespace compere::live
