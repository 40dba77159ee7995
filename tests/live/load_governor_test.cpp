#include "live/load_governor.h"

#include <gtest/gtest.h>

namespace compere::live {
namespace {

// Ticks until the step changes, at most `limit`.
int until_change(LoadGovernor& governor, double busy, double behind, int limit) {
    const std::size_t before = governor.step();
    for (int tick = 1; tick <= limit; ++tick) {
        if (governor.next(busy, behind) != before) return tick;
    }
    return -1;
}

TEST(LoadGovernor, StaysWhereItIsInTime) {
    LoadGovernor governor{3, 30};
    EXPECT_EQ(until_change(governor, 0.3, 0.4, 3000), -1);
    EXPECT_EQ(until_change(governor, 0.95, 0.95, 3000), -1);  // busy but in time
    EXPECT_EQ(until_change(governor, 0.8, 1.4, 3000), -1);    // late, which costs viewers nothing
    EXPECT_EQ(governor.step(), 0u);
}

TEST(LoadGovernor, OneBadTickIsNoReason) {
    LoadGovernor governor{3, 30};
    for (int tick = 0; tick < 300; ++tick) {
        governor.next(tick % 16 == 0 ? 2.0 : 0.3, 0.4);  // at most 2 of 30, and each counts twice
    }
    EXPECT_EQ(governor.step(), 0u);
}

TEST(LoadGovernor, AStallIsNoReasonEither) {
    LoadGovernor governor{3, 30};
    for (int stall = 0; stall < 20; ++stall) {
        governor.next(6, 6);
        for (int tick = 0; tick < 30; ++tick) {
            governor.next(0.3, tick < 4 ? 3 - 0.7 * tick : 0.3);  // it catches up
        }
    }
    EXPECT_EQ(governor.step(), 0u);
}

TEST(LoadGovernor, IsFasterThanTheThreePeriodsAfterWhichTicksAreSkipped) {
    LoadGovernor governor{3, 30};
    const double busy = 1.6;
    double behind = 0;
    int ticks = 0;
    while (governor.step() == 0 && ticks < 100) {
        behind += busy - (ticks++ > 0 ? 1 : 0);
        governor.next(busy, behind);
    }
    EXPECT_LT(behind, 3);
}

TEST(LoadGovernor, GoesDownStepByStepAndNoFurtherThanTheLast) {
    LoadGovernor governor{3, 30};
    EXPECT_EQ(until_change(governor, 0.9, 1.6, 100), 5);
    EXPECT_EQ(governor.step(), 1u);
    EXPECT_EQ(until_change(governor, 1.3, 0, 100), 3);  // it cannot go on like that, late or not
    EXPECT_EQ(governor.step(), 2u);
    EXPECT_EQ(until_change(governor, 2, 2, 1000), -1);
    EXPECT_EQ(governor.step(), 2u);
}

TEST(LoadGovernor, ClimbsBackAfterTenCalmSeconds) {
    LoadGovernor governor{3, 30};
    until_change(governor, 1.1, 2, 100);
    until_change(governor, 1.1, 2, 100);
    ASSERT_EQ(governor.step(), 2u);
    EXPECT_EQ(until_change(governor, 0.7, 0.7, 3000), -1);  // in time, but more would not be
    EXPECT_EQ(until_change(governor, 0.4, 0.4, 3000), 300);
    EXPECT_EQ(until_change(governor, 0.4, 0.4, 3000), 300);
    EXPECT_EQ(governor.step(), 0u);
}

TEST(LoadGovernor, WaitsLongerEachTimeThatClimbingFails) {
    LoadGovernor governor{2, 30};
    until_change(governor, 1.1, 2, 100);
    int wait = 300;
    for (int round = 0; round < 8; ++round) {
        EXPECT_EQ(until_change(governor, 0.4, 0.4, 100000), wait) << round;
        EXPECT_EQ(until_change(governor, 1.1, 2, 100), 5);
        wait = std::min(2 * wait, 9000);
    }
    until_change(governor, 0.4, 0.4, 100000);
    EXPECT_EQ(until_change(governor, 0.4, 0.4, 1000), -1);  // it held, so patience starts anew
    until_change(governor, 1.1, 2, 100);
    EXPECT_EQ(until_change(governor, 0.4, 0.4, 100000), 300);
}

TEST(LoadGovernor, ATierOfOneStepNeverMoves) {
    LoadGovernor governor{1, 30};
    EXPECT_EQ(until_change(governor, 3, 3, 1000), -1);
}

}  // namespace
}  // namespace compere::live
