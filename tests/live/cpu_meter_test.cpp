#include "live/cpu_meter.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string_view>
#include <thread>

namespace compere::live {
namespace {

using namespace std::chrono_literals;

void tick(CpuMeter& meter, room::Step step, std::chrono::milliseconds took) {
    meter.begin_tick();
    meter.begin();
    std::this_thread::sleep_for(took);
    meter.ended(step);
    meter.end_tick();
}

TEST(CpuMeter, NamesTheStepThatTookLongestWaitingIncluded) {
    CpuMeter meter;
    tick(meter, room::Step::Convert, 20ms);
    EXPECT_EQ(std::string_view{meter.slowest()}, "convert");
    EXPECT_LT(meter.total_ns(room::Step::Convert), 20'000'000);  // of CPU time
}

TEST(CpuMeter, WhatIsNoStepsIsOther) {
    CpuMeter meter;
    meter.begin_tick();
    std::this_thread::sleep_for(20ms);
    meter.begin();
    meter.ended(room::Step::Show);
    meter.end_tick();
    EXPECT_EQ(std::string_view{meter.slowest()}, "other");
}

TEST(CpuMeter, ShortTicksAfterALongOneDoNotHideItUntilItIsForgotten) {
    CpuMeter meter;
    tick(meter, room::Step::Audio, 400ms);
    tick(meter, room::Step::Render, 20ms);
    EXPECT_EQ(std::string_view{meter.slowest()}, "render");
    EXPECT_EQ(std::string_view{meter.slowest_of_longest()}, "audio");
    meter.forget_longest();
    EXPECT_EQ(std::string_view{meter.slowest_of_longest()}, "other");
    tick(meter, room::Step::Render, 20ms);
    EXPECT_EQ(std::string_view{meter.slowest_of_longest()}, "render");
}

}  // namespace
}  // namespace compere::live
