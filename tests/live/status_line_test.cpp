#include "live/status_line.h"

#include <gtest/gtest.h>

namespace compere::live {
namespace {

AirState steady() {
    AirState air{"tea-house", 754, 22620, 23, 1, 12.14, 100.0 / 3, {}, {}};
    air.outputs = {{"rtmp://a/live", output::State::Live, 4.02e6}, {"rtmp://b/live", output::State::Waiting, 0}};
    return air;
}

TEST(StatusLine, TellsHowTheRoomDoesAndWhatIsLostFirst) {
    EXPECT_EQ(status_line(steady(), 0), "tea-house  0:12:34  late 0.1 %  skipped 1  drawing 12.1 of 33.3 ms  rtmp://b/live: LOST, tries again  rtmp://a/live: live 4.0 Mbit/s");
}

TEST(StatusLine, TellsThatLessIsSpent) {
    AirState air = steady();
    air.effort = "fewer triangles";
    air.outputs.clear();
    EXPECT_EQ(status_line(air, 0), "tea-house  0:12:34  late 0.1 %  skipped 1  drawing 12.1 of 33.3 ms (fewer triangles)");
}

TEST(StatusLine, IsNoWiderThanTheTerminal) {
    EXPECT_EQ(status_line(steady(), 20), "tea-house  0:12:34  ");
    AirState air = steady();
    air.room = "春茶专场";  // two columns each
    EXPECT_EQ(status_line(air, 5), "春茶");
    EXPECT_EQ(status_line(AirState{}, 8), "  0:00:0");
}

}  // namespace
}  // namespace compere::live
