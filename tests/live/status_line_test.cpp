#include "live/status_line.h"

#include <gtest/gtest.h>

namespace compere::live {
namespace {

AirState steady() {
    AirState air{"tea-house", 754, {1800, 9, 0}, {22620, 23, 1}, 12.14, 100.0 / 3, {}, {}};
    air.outputs = {{"rtmp://a/live", output::State::Live, 4.02e6}, {"rtmp://b/live", output::State::Waiting, 0}};
    return air;
}

TEST(StatusLine, TellsHowTheRoomDoesAndWhatIsLostFirst) {
    EXPECT_EQ(status_line(steady(), 0), "tea-house  0:12:34  LOST, tries again: rtmp://b/live  late 0.5 % skipped 0 in a minute (0.1 %, 1 in all)  drawing 12.1 of 33.3 ms  live: rtmp://a/live 4.0 Mbit/s");
}

TEST(StatusLine, TellsThatLessIsSpent) {
    AirState air = steady();
    air.effort = "fewer triangles";
    air.outputs.clear();
    EXPECT_EQ(status_line(air, 0), "tea-house  0:12:34  late 0.5 % skipped 0 in a minute (0.1 %, 1 in all)  drawing 12.1 of 33.3 ms (fewer triangles)");
}

TEST(StatusLine, IsNoWiderThanTheTerminal) {
    EXPECT_EQ(status_line(steady(), 58), "tea-house  0:12:34  LOST, tries again: rtmp://b/live  late");
    AirState air = steady();
    air.room = "春茶专场";  // two columns each
    EXPECT_EQ(status_line(air, 5), "春茶");
    EXPECT_EQ(status_line(AirState{}, 8), "  0:00:0");
}

}  // namespace
}  // namespace compere::live
