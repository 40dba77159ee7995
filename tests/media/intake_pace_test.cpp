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
                now += pace.wait(stream, at_s, 0.04, now);
            }
            now += std::chrono::duration_cast<IntakePace::Clock::duration>(std::chrono::duration<double>(0.04 / speed));
        }
    }
};

TEST(IntakePace, LetsLiveStreamsThroughWhateverTheirClock) {
    Sent sent;
    sent.send(3600 * 30, 1.04);  // thirty hours of a clock that runs fast
    EXPECT_NEAR(sent.elapsed_s(), 3600 * 30 / 1.04, 0.1);
    EXPECT_FALSE(sent.pace.is_held_back());
}

TEST(IntakePace, ABurstPassesAtThreeTimesItsSpeed) {
    Sent sent;
    sent.send(25, 1000);  // what a server kept
    EXPECT_NEAR(sent.elapsed_s(), 24 / 3.0, 0.1);
    sent.send(600, 1);
    EXPECT_NEAR(sent.elapsed_s(), 24 / 3.0 + 600, 0.1);
    sent.now += 9s;  // a network that stood still
    sent.send(9, 1000);
    EXPECT_NEAR(sent.elapsed_s(), 24 / 3.0 + 600 + 9 + 8 / 3.0, 0.2);
    EXPECT_FALSE(sent.pace.is_held_back());
}

// Slides, and what a network lost: the next part carries all the time that passed.
TEST(IntakePace, WhatComesSeldomIsNotLate) {
    for (const double pitch_s : {2.0, 5.0, 9.5}) {
        IntakePace pace;
        IntakePace::Clock::time_point now{};
        for (int i = 0; i < 200; ++i) {
            EXPECT_EQ(pace.wait(IntakePace::Stream::Picture, pitch_s * i, pitch_s, now), 0ns) << pitch_s;
            now += std::chrono::duration_cast<IntakePace::Clock::duration>(std::chrono::duration<double>(pitch_s));
        }
    }
    Sent sent;
    sent.send(20, 1);
    sent.now += 8s;
    sent.at_s += 8;
    sent.send(20, 1);
    EXPECT_NEAR(sent.elapsed_s(), 48, 0.01);
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
    std::array<double, 2> at_s{620, 600};  // the first key picture comes later than the first sound
    std::array<IntakePace::Clock::time_point, 2> free{};
    for (IntakePace::Clock::time_point now{}; now < IntakePace::Clock::time_point{} + 120s; now += 10ms) {
        for (std::size_t i = 0; i < 2; ++i) {
            if (free[i] > now) continue;
            free[i] = now + pace.wait(static_cast<IntakePace::Stream>(i), at_s[i], 0.03, now);
            at_s[i] += 0.03;
        }
    }
    EXPECT_NEAR(at_s[0], at_s[1], 0.1);
    EXPECT_NEAR(at_s[0], 620 + IntakePace::kBurst_s + 1.05 * 120, 1);
    EXPECT_TRUE(pace.is_held_back());
}

// A transport stream without pace, as GStreamer stamps it: by the time it came.
TEST(IntakePace, StampsPressedTogetherDoNotHideAFlood) {
    IntakePace pace;
    IntakePace::Clock::time_point now{};
    for (int i = 0; i < 3000; ++i) {
        now += pace.wait(IntakePace::Stream::Picture, std::chrono::duration<double>(now.time_since_epoch()).count(), 0.04, now) + 1ms;
    }
    EXPECT_NEAR(std::chrono::duration<double>(now.time_since_epoch()).count(), 3000 * 0.04 / IntakePace::kBurstSpeed, 1.1);
    EXPECT_TRUE(pace.is_held_back());
}

// Its headers say 25, 15 or one picture a second, and it has more.
TEST(IntakePace, AStreamWhoseRateIsWronglyToldPasses) {
    for (const auto& [said, real] : {std::pair{25.0, 60.0}, {15.0, 60.0}, {1.0, 30.0}}) {
        IntakePace pace;
        IntakePace::Clock::time_point now{};
        for (int i = 0; i < 100 * real; ++i) {
            now += pace.wait(IntakePace::Stream::Picture, i / real, 1 / said, now) + std::chrono::duration_cast<IntakePace::Clock::duration>(std::chrono::duration<double>(1 / real));
        }
        EXPECT_NEAR(std::chrono::duration<double>(now.time_since_epoch()).count(), 100, 0.1) << said;
        EXPECT_FALSE(pace.is_held_back()) << said;
    }
}

// What a server kept, and what a network held back each minute, of a transport stream: it passes, and nobody is told that it is too fast.
TEST(IntakePace, BurstsOfATransportStreamAreNoFlood) {
    IntakePace pace;
    IntakePace::Clock::time_point now{};
    const auto send = [&](double length_s, IntakePace::Clock::duration pitch) {
        for (int i = 0; i < length_s / 0.04; ++i) {
            now += pace.wait(IntakePace::Stream::Picture, std::chrono::duration<double>(now.time_since_epoch()).count(), 0.04, now) + pitch;
        }
    };
    send(28, 100us);
    for (int minute = 0; minute < 60; ++minute) {
        send(54, 40ms);
        now += 6s;
        send(6, 100us);
    }
    EXPECT_FALSE(pace.is_held_back());
}

TEST(IntakePace, PicturesThatJumpOnAndOnAreKeptBackToo) {
    IntakePace pace;
    IntakePace::Clock::time_point now{};
    for (int i = 0; i < 600; ++i) {
        now += pace.wait(IntakePace::Stream::Picture, 11.0 * i, 0.04, now);
    }
    EXPECT_NEAR(std::chrono::duration<double>(now.time_since_epoch()).count(), (600 - IntakePace::kBurst_s) / IntakePace::kSteadySpeed, 2);
}

TEST(IntakePace, AStreamFarBehindTheOtherIsHeldToItsOwnClock) {
    IntakePace pace;
    IntakePace::Clock::time_point now{};
    for (double at_s = 0; at_s < 600; at_s += 0.04) {
        now += pace.wait(IntakePace::Stream::Sound, 7200 + at_s / 1000, 0.001, now);
        now += pace.wait(IntakePace::Stream::Picture, at_s, 0.04, now);
    }
    EXPECT_NEAR(std::chrono::duration<double>(now.time_since_epoch()).count(), (600 - IntakePace::kBurst_s) / IntakePace::kSteadySpeed, 1);
}

}  // namespace
}  // namespace compere::media
