#include "output/disk_watch.h"

#include <gtest/gtest.h>

namespace compere::output {
namespace {

constexpr std::uintmax_t kMB = 1'000'000;

TEST(DiskWatch, TenMinutesAreCountedInSeconds) {
    EXPECT_DOUBLE_EQ(seconds_left(3'000'000, 4'000'000), 6);
    EXPECT_GT(seconds_left(std::uintmax_t{1} << 40, 4'000'000), 86'400);
    EXPECT_DOUBLE_EQ(seconds_left(0, 4'000'000), 0);
    EXPECT_GE(seconds_left(100, 0), 0);
}

TEST(DiskWatch, ReckonsWithWhatOthersWrite) {
    DiskWatch watch{4'000'000};  // half a megabyte a second of our own
    std::uintmax_t bytes = 2000 * kMB;
    EXPECT_DOUBLE_EQ(watch.seconds_left(bytes, 0), 4000);
    double left = 0;
    for (int second = 1; second <= 60; ++second)
        left = watch.seconds_left(bytes -= 4 * kMB, second);  // eight rooms on one disk
    EXPECT_NEAR(left, (2000 - 240) / 4.0, 1);
    for (int second = 61; second <= 180; ++second)
        left = watch.seconds_left(bytes, second);
    EXPECT_DOUBLE_EQ(left, 1760 * 2);  // the others have stopped
    EXPECT_GT(watch.seconds_left(bytes + 5000 * kMB, 181), left);  // somebody made room
}

TEST(DiskWatch, AlarmsOnceAndNotAtEachCrossing) {
    DiskWatch watch{4'000'000};
    EXPECT_FALSE(watch.is_alarm(700));
    EXPECT_TRUE(watch.is_alarm(599));
    for (const double left : {601.0, 599.0, 850.0, 10.0})
        EXPECT_FALSE(watch.is_alarm(left)) << left;
    EXPECT_FALSE(watch.is_alarm(901));
    EXPECT_TRUE(watch.is_alarm(500));
}

}  // namespace
}  // namespace compere::output
