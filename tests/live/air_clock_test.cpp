#include "live/air_clock.h"

#include <gtest/gtest.h>

namespace compere::live {
namespace {

using namespace std::chrono_literals;

constexpr core::FrameRate kClockRate{30, 1};
const AirClock::Clock::time_point kStart{1000s};

TEST(AirClock, ATickIsLateOnceTheNextIsDue) {
    const AirClock clock{kClockRate, kStart};
    EXPECT_EQ(clock.due(30), kStart + 1s);
    EXPECT_FALSE(clock.is_late(30, kStart + 1033ms));
    EXPECT_TRUE(clock.is_late(30, kStart + 1034ms));
    EXPECT_NEAR(clock.behind(30, kStart + 1500ms), 15, 1e-9);
    EXPECT_LT(clock.behind(30, kStart), 0);
}

TEST(AirClock, BeyondThreePeriodsTicksAreSkipped) {
    const AirClock clock{kClockRate, kStart};
    EXPECT_EQ(clock.first_drawn(30, kStart + 900ms), 30);
    EXPECT_EQ(clock.first_drawn(30, kStart + 1100ms), 30);
    EXPECT_EQ(clock.first_drawn(30, kStart + 1133ms), 30);
    EXPECT_EQ(clock.first_drawn(30, kStart + 1134ms), 31);
    EXPECT_EQ(clock.first_drawn(30, kStart + 3s), 87);
}

TEST(AirClock, AMinuteThatWasLostIsPassedOver) {
    AirClock clock{kClockRate, kStart};
    EXPECT_FALSE(clock.pass_over_gap(30, kStart + 60s));
    EXPECT_FALSE(clock.pass_over_gap(30, kStart + 60'999ms));
    EXPECT_EQ(clock.due(30), kStart + 1s);
    const auto now = kStart + 8h;
    const auto lost = clock.pass_over_gap(30, now);
    ASSERT_TRUE(lost);
    EXPECT_NEAR(lost->count(), 8 * 3600 - 1, 1e-6);
    EXPECT_EQ(clock.due(30), now);  // nothing to catch up with
    EXPECT_EQ(clock.first_drawn(30, now), 30);
    EXPECT_EQ(clock.due(60), now + 1s);
    EXPECT_NEAR(clock.elapsed(now).count(), 1, 1e-9);
    EXPECT_TRUE(clock.pass_over_gap(30, now + 60s));  // and again
}

// Thirty days at 29.97: neither the tick nor its time drifts.
TEST(AirClock, ManyDaysLaterATickIsWhereItShouldBe) {
    const AirClock clock{{30000, 1001}, kStart};
    const core::Tick tick = core::Tick{30} * 24 * 3600 * 30000 / 1001;
    EXPECT_NEAR(clock.elapsed(clock.due(tick)).count(), static_cast<double>(tick) * 1001 / 30000, 1e-6);
    EXPECT_EQ(clock.first_drawn(tick, clock.due(tick) + 10s), tick + 299 - 3);
}

}  // namespace
}  // namespace compere::live
