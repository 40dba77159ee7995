#include "media/intake_pace.h"

#include <gtest/gtest.h>

namespace compere::media {
namespace {

using namespace std::chrono_literals;

// A sender of 25 pictures a second with their sound, and whoever receives them and waits as long as asked.
struct Sent {
    IntakePace pace;
    IntakePace::Clock::time_point now{};
    double at_s = 0;

    double elapsed_s() const { return std::chrono::duration<double>(now.time_since_epoch()).count(); }
    // So many seconds of it, at a speed.
    void send(double length_s, double speed) {
        for (const double end_s = at_s + length_s - 1e-9; at_s < end_s; at_s += 0.04) {
            for (const auto stream : {IntakePace::Stream::Picture, IntakePace::Stream::Sound}) {
                now += pace.wait(stream, at_s, now);
            }
            now += std::chrono::duration_cast<IntakePace::Clock::duration>(std::chrono::duration<double>(0.04 / speed));
        }
    }
};

TEST(IntakePace, LetsLiveStreamsThroughWhateverTheirClock) {
    Sent sent;
    sent.send(3600 * 30, 1.001);  // thirty hours of a clock that runs fast
    EXPECT_NEAR(sent.elapsed_s(), 3600 * 30 / 1.001, 0.1);
    EXPECT_FALSE(sent.pace.is_held_back());
}

TEST(IntakePace, ABurstPassesAtThreeTimesItsSpeed) {
    Sent sent;
    sent.send(12, 1000);  // what a server kept
    EXPECT_NEAR(sent.elapsed_s(), 11 / 3.0, 0.1);
    sent.send(600, 1);
    EXPECT_NEAR(sent.elapsed_s(), 11 / 3.0 + 600, 0.1);
    sent.now += 9s;  // a network that stood still
    sent.send(9, 1000);
    EXPECT_NEAR(sent.elapsed_s(), 11 / 3.0 + 600 + 9 + 8 / 3.0, 0.2);
    EXPECT_FALSE(sent.pace.is_held_back());
}

TEST(IntakePace, WhatIsSentWithoutPaceIsReadAtItsOwn) {
    Sent sent;
    sent.send(600, 1000);
    EXPECT_NEAR(sent.elapsed_s(), (600 - IntakePace::kBurst_s) / IntakePace::kSteadySpeed, 1);
    EXPECT_TRUE(sent.pace.is_held_back());
}

TEST(IntakePace, ALongSilenceIsNoLeaveForAFlood) {
    Sent sent;
    sent.send(1, 1);
    sent.now += 1h;
    const double before_s = sent.elapsed_s();
    sent.send(600, 1000);
    EXPECT_NEAR(sent.elapsed_s() - before_s, (600 - 2 * IntakePace::kBurst_s) / IntakePace::kSteadySpeed, 1);
}

TEST(IntakePace, AClockThatJumpsIsNotWaitedFor) {
    Sent sent;
    sent.send(10, 1);
    sent.at_s += 3600;
    sent.send(10, 1);
    sent.at_s -= 7200;
    sent.send(10, 1);
    EXPECT_NEAR(sent.elapsed_s(), 30, 0.1);
    EXPECT_FALSE(sent.pace.is_held_back());
}

// Each on a thread of its own: for how long it waits until it has played up to its stamp.
TEST(IntakePace, PictureAndSoundOfAFloodStayTogether) {
    IntakePace pace;
    std::array<double, 2> at_s{605, 600};  // the first key picture comes later than the first sound
    std::array<IntakePace::Clock::time_point, 2> free{};
    for (IntakePace::Clock::time_point now{}; now < IntakePace::Clock::time_point{} + 120s; now += 10ms) {
        for (std::size_t i = 0; i < 2; ++i) {
            if (free[i] > now) continue;
            free[i] = now + pace.wait(static_cast<IntakePace::Stream>(i), at_s[i], now);
            at_s[i] += 0.03;
        }
    }
    EXPECT_NEAR(at_s[0], at_s[1], 0.1);
    EXPECT_NEAR(at_s[0], 600 + IntakePace::kBurst_s + 5 + 120, 6);
    EXPECT_TRUE(pace.is_held_back());
}

TEST(IntakePace, PicturesThatJumpOnAndOnAreKeptBackToo) {
    IntakePace pace;
    IntakePace::Clock::time_point now{};
    for (int i = 0; i < 600; ++i) {
        now += pace.wait(IntakePace::Stream::Picture, 11.0 * i, now);
    }
    EXPECT_NEAR(std::chrono::duration<double>(now.time_since_epoch()).count(), (600 - IntakePace::kBurst_s) / IntakePace::kSteadySpeed, 2);
}

TEST(IntakePace, AStreamFarBehindTheOtherIsHeldToItsOwnClock) {
    IntakePace pace;
    IntakePace::Clock::time_point now{};
    for (double at_s = 0; at_s < 600; at_s += 0.04) {
        now += pace.wait(IntakePace::Stream::Sound, 7200 + at_s / 1000, now);
        now += pace.wait(IntakePace::Stream::Picture, at_s, now);
    }
    EXPECT_NEAR(std::chrono::duration<double>(now.time_since_epoch()).count(), (600 - IntakePace::kBurst_s) / IntakePace::kSteadySpeed, 1);
}

}  // namespace
}  // namespace compere::media
