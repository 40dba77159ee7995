#include "core/time.h"

#include <gtest/gtest.h>

namespace compere::core {
namespace {

TEST(FrameRate, CountsSamplesOfEachTickExactly) {
    EXPECT_EQ((FrameRate{30, 1}.samples_in(0)), 1600);
    EXPECT_EQ((FrameRate{25, 1}.samples_in(7)), 1920);
    // 48000·1001/30000 = 1601.6: five ticks hold 8008 samples, as 1601, 1602, 1601, 1602, 1602.
    const FrameRate ntsc{30000, 1001};
    EXPECT_EQ(ntsc.first_sample(5), 8008);
    std::int64_t sum = 0;
    for (Tick tick = 0; tick < 5; ++tick) {
        sum += ntsc.samples_in(tick);
    }
    EXPECT_EQ(sum, 8008);
}

TEST(FrameRate, DoesNotDriftOverAWeek) {
    const FrameRate ntsc{30000, 1001};
    const Tick week = 7 * 24 * 3600 * 30000LL / 1001;
    EXPECT_EQ(ntsc.first_sample(week), week * 48000 * 1001 / 30000);
    EXPECT_NEAR(ntsc.seconds(week), 7 * 24 * 3600, 0.04);
    EXPECT_NEAR(static_cast<double>(ntsc.nanoseconds(week)) * 1e-9, ntsc.seconds(week), 1e-6);
}

TEST(FrameRate, KeyPicturesAreTwoSecondsApart) {
    EXPECT_EQ((FrameRate{30, 1}.ticks_per_key()), 60);
    EXPECT_EQ((FrameRate{25, 1}.ticks_per_key()), 50);
    EXPECT_EQ((FrameRate{50, 1}.ticks_per_key()), 100);
    EXPECT_EQ((FrameRate{60, 1}.ticks_per_key()), 120);
    EXPECT_EQ((FrameRate{30000, 1001}.ticks_per_key()), 60);
}

TEST(FrameRate, FindsTheTickOfATime) {
    const FrameRate rate{30, 1};
    EXPECT_EQ(rate.tick_at(0.0), 0);
    EXPECT_EQ(rate.tick_at(0.1), 3);
    EXPECT_EQ(rate.tick_at(0.0999), 2);
    EXPECT_EQ(rate.tick_at(rate.seconds(123457)), 123457);
}

}  // namespace
}  // namespace compere::core
