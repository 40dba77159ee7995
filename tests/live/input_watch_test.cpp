#include "live/input_watch.h"

#include <gtest/gtest.h>

namespace compere::live {
namespace {

using namespace std::chrono_literals;
using Stream = InputWatch::Stream;

// A connection in time: parts come each so often until a time.
struct Play {
    InputWatch::Clock::time_point start{};
    InputWatch watch{start};
    std::vector<std::string> said;
    std::string lost;

    void until(std::chrono::milliseconds from, std::chrono::milliseconds to, std::optional<std::chrono::milliseconds> picture, std::optional<std::chrono::milliseconds> sound) {
        for (auto at = from; at < to && lost.empty(); at += 10ms) {
            if (picture && at % *picture == 0ms) came(Stream::Picture, at);
            if (sound && at % *sound == 0ms) came(Stream::Sound, at);
            ask(at);
            if (!lost.empty()) said.push_back(std::to_string(at.count()) + " lost: " + lost);
        }
    }
    void came(Stream stream, std::chrono::milliseconds at) {
        keep(watch.came(stream, start + at), at);
        ask(at);  // between the two, as a thread does
    }
    void ask(std::chrono::milliseconds at) {
        keep(watch.missed(start + at), at);
        if (lost.empty()) lost = watch.lost(start + at);
    }
    void keep(const std::optional<InputWatch::Said>& one, std::chrono::milliseconds at) {
        if (one) said.push_back(std::to_string(at.count()) + " " + one->words);
    }
};

using Words = std::vector<std::string>;

TEST(InputWatch, SaysOnceThatNothingComesAndThatItComesAgain) {
    Play play;
    play.until(0ms, 4000ms, {}, {});
    play.until(4000ms, 6000ms, 40ms, 20ms);
    play.until(6000ms, 9000ms, {}, {});
    play.until(9000ms, 12'000ms, 40ms, 20ms);
    EXPECT_EQ(play.said, (Words{"3010 nothing comes yet; its fall-back is shown", "4000 connected", "6990 nothing comes; its last picture stays for 3 s", "9000 comes again after 3.0 s"}));
}

TEST(InputWatch, APictureThatStopsIsMissedAlthoughItsSoundGoesOn) {
    Play play;
    play.until(0ms, 6000ms, 40ms, 20ms);
    play.until(6000ms, 10'000ms, {}, 20ms);
    play.until(10'000ms, 20'000ms, 40ms, 20ms);
    play.until(20'000ms, 40'000ms, {}, 20ms);
    EXPECT_EQ(play.said, (Words{"0 connected", "7970 its picture does not come, although the rest does", "10000 its picture comes again after 4.0 s", "21970 its picture does not come, although the rest does",
                                "29970 lost: its picture did not come for 10 s"}));
    EXPECT_EQ(play.watch.lasted(), 29'960ms);
}

TEST(InputWatch, SoundThatStopsIsMissedToo) {
    Play play;
    play.until(0ms, 6000ms, 40ms, 20ms);
    play.until(6000ms, 20'000ms, 40ms, {});
    EXPECT_EQ(play.said, (Words{"0 connected", "7990 its sound does not come, although the rest does", "15990 lost: its sound did not come for 10 s"}));
}

TEST(InputWatch, AfterASilenceOfAllEachHasItsTimeAgain) {
    Play play;
    play.until(0ms, 6000ms, 40ms, 20ms);
    play.until(30'000ms, 31'000ms, 40ms, 20ms);  // nobody asked meanwhile: the process stood still
    EXPECT_EQ(play.said, (Words{"0 connected"}));
}

TEST(InputWatch, AStreamThatIsOverIsNotMissed) {
    Play play;
    play.until(0ms, 6000ms, 40ms, 20ms);
    play.watch.ended(Stream::Sound);
    play.until(6000ms, 60'000ms, 40ms, {});
    EXPECT_EQ(play.said, (Words{"0 connected"}));
}

TEST(InputWatch, OneThatNeverHadAPictureLacksNone) {
    Play play;
    play.until(0ms, 60'000ms, {}, 20ms);
    EXPECT_EQ(play.said, (Words{"0 connected"}));
}

TEST(InputWatch, SlidesEveryFewSecondsAreNotSilentBetween) {
    Play play;
    play.until(0ms, 60'000ms, 4000ms, 20ms);
    EXPECT_EQ(play.said, (Words{"0 connected", "2010 its picture does not come, although the rest does", "4000 its picture comes again after 4.0 s"}));
    Play slow;
    slow.until(0ms, 200'000ms, 14'000ms, 20ms);
    EXPECT_EQ(slow.said, (Words{"0 connected", "2010 its picture does not come, although the rest does", "14000 its picture comes again after 14.0 s"}));
}

TEST(InputWatch, SoundThatDiesBesideSlidesIsMissedToo) {
    Play play;
    play.until(0ms, 60'000ms, 4000ms, 20ms);
    play.until(60'000ms, 200'000ms, 4000ms, {});
    EXPECT_EQ(play.said.size(), 5u);
    EXPECT_EQ(play.said.back(), "69990 lost: its sound did not come for 10 s");
}

TEST(InputWatch, WhereAllIsOverItIsLostInTheEnd) {
    Play play;
    play.until(0ms, 6000ms, 40ms, {});
    play.watch.ended(Stream::Picture);
    play.until(6000ms, 60'000ms, {}, {});
    EXPECT_EQ(play.said, (Words{"0 connected", "15970 lost: nothing came for 10 s"}));
}

TEST(InputWatch, NothingForTenSecondsIsLost) {
    Play silent;
    silent.until(0ms, 60'000ms, {}, {});
    EXPECT_EQ(silent.said, (Words{"3010 nothing comes yet; its fall-back is shown", "10010 lost: nothing came for 10 s"}));
    Play dead;
    dead.until(0ms, 1000ms, 40ms, 20ms);
    dead.until(1000ms, 60'000ms, {}, {});
    EXPECT_EQ(dead.said.back(), "10970 lost: nothing came for 10 s");
}

}  // namespace
}  // namespace compere::live
