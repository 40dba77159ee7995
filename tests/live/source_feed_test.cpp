#include "live/source_feed.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "live/long_clip.h"
#include "scratch_folder.h"

namespace compere::live {
namespace {

signal::SourceTick taken(SourceFeed& feed, core::Tick tick) {
    signal::SourceTick out;
    feed.take(tick, out);
    return out;
}

using namespace std::chrono_literals;
constexpr core::FrameRate k30{30, 1};

room::SourceSpec counting_clip(const test::ScratchFolder& folder) {
    const auto file = folder.path() / "counting.mp4";
    const std::string command = "ffmpeg -v error -y -f lavfi -i \"color=black:size=64x48:rate=30,format=yuv420p,geq=lum='40+6*N':cb=128:cr=128\" -f lavfi -i sine=440:duration=1 -frames:v 30 -c:v libx264 "
                                "-preset ultrafast -qp 4 '" + file.string() + "' </dev/null";
    EXPECT_EQ(std::system(command.c_str()), 0);
    room::SourceSpec spec;
    spec.value = spec.name = file.string();
    spec.views = {{64, 48}};
    return spec;
}

int number(const signal::SourceTick& part) {
    if (part.pictures.empty() || !part.pictures[0]) return -1;
    return (part.pictures[0]->nv12[24 * 64 + 32] - 40 + 3) / 6;
}

TEST(SourceFeed, AClipOnAirGivesWhatItGivesOffline) {
    const test::ScratchFolder folder;
    const std::vector<room::SourceSpec> specs{counting_clip(folder)};
    auto offline = open_sources(specs, k30, Pace::Offline), on_air = open_sources(specs, k30, Pace::OnAir);
    ASSERT_TRUE(offline && on_air);
    for (core::Tick tick = 0; tick < 50; ++tick) {
        std::this_thread::sleep_for(20ms);
        const signal::SourceTick a = taken(*(*offline)[0], tick), b = taken(*(*on_air)[0], tick);
        EXPECT_EQ(number(a), tick % 30);
        if ((*on_air)[0]->status().missed_ticks > 0) continue;  // a busy machine
        EXPECT_EQ(number(b), number(a));
        EXPECT_EQ(b.stereo, a.stereo);
    }
    EXPECT_LT((*on_air)[0]->status().missed_ticks, 10);
}

TEST(SourceFeed, TicksThatWereSkippedDoNotShiftTheClip) {
    const test::ScratchFolder folder;
    const std::vector<room::SourceSpec> specs{counting_clip(folder)};
    auto feeds = open_sources(specs, k30, Pace::OnAir);
    ASSERT_TRUE(feeds);
    std::this_thread::sleep_for(200ms);
    for (core::Tick tick = 0; tick < 20; ++tick) {  // a burst: only the first four lie ready
        taken(*(*feeds)[0], tick);
    }
    EXPECT_GT((*feeds)[0]->status().missed_ticks, 5);
    for (core::Tick tick = 20; tick < 28; ++tick) {
        std::this_thread::sleep_for(100ms);
        const int shown = number(taken(*(*feeds)[0], tick));
        if (tick > 22) {
            EXPECT_EQ(shown, tick);
        }
    }
}

TEST(SourceFeed, EndsWhileItsDecoderWaits) {
    const test::ScratchFolder folder;
    const std::vector<room::SourceSpec> specs{counting_clip(folder)};
    const auto from = std::chrono::steady_clock::now();
    {
        auto feeds = open_sources(specs, k30, Pace::OnAir);
        ASSERT_TRUE(feeds);
        std::this_thread::sleep_for(300ms);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - from, 5s);
}

// What is logged while it lives.
class Log {
public:
    Log() { testing::internal::CaptureStderr(); }
    ~Log() { lines(); }
    const std::string& lines() {
        if (!is_read_) lines_ = testing::internal::GetCapturedStderr();
        is_read_ = true;
        return lines_;
    }

private:
    bool is_read_ = false;
    std::string lines_;
};

std::size_t count_of(const std::string& what, const std::string& in) {
    std::size_t count = 0;
    for (std::size_t at = in.find(what); at != std::string::npos; at = in.find(what, at + 1)) {
        ++count;
    }
    return count;
}

TEST(SourceFeed, AClipWhoseFileFailsHoldsItsPictureAndGoesOnWhereItShouldBe) {
    const test::ScratchFolder folder;
    const test::LongClip clip{folder};
    auto feeds = open_sources(std::vector<room::SourceSpec>{clip.spec}, k30, Pace::Offline);
    ASSERT_TRUE(feeds);
    Log captured;
    int held = -1, lost_at = -1;
    for (core::Tick tick = 0; tick < 500; ++tick) {
        if (tick == 200) clip.cut();   // in its third round
        if (tick == 280) clip.mend();  // tries are 1, 3 and 7 s after it was lost
        const signal::SourceTick part = taken(*(*feeds)[0], tick);
        if (tick >= 200 && lost_at < 0 && part.stereo.empty()) {
            lost_at = static_cast<int>(tick);
            held = test::LongClip::number(part);
        }
        const bool is_lost = lost_at >= 0 && tick < lost_at + 90;
        ASSERT_EQ(test::LongClip::number(part), is_lost ? held : tick % 90) << tick;
        ASSERT_EQ(part.stereo.empty(), is_lost) << tick;
    }
    EXPECT_GE(held, 20);
    const std::string& log = captured.lines();
    EXPECT_EQ(count_of("long.mov: it became shorter, 1000 bytes of " + std::to_string(clip.bytes.size()) + "; its last picture stays, next try in 1 s", log), 1u) << log;
    EXPECT_EQ(count_of("long.mov: plays again after 3 s", log), 1u) << log;
    EXPECT_EQ(count_of("next try", log), 1u) << log;
    EXPECT_EQ((*feeds)[0]->status().faults, 1);
}

// The file is empty when the next round would begin.
TEST(SourceFeed, ALoopWhoseNextRoundCannotBeReadIsNotOver) {
    const test::ScratchFolder folder;
    const test::LongClip clip{folder};
    auto feeds = open_sources(std::vector<room::SourceSpec>{clip.spec}, k30, Pace::Offline);
    ASSERT_TRUE(feeds);
    Log captured;
    for (core::Tick tick = 0; tick < 300; ++tick) {
        if (tick == 90) clip.cut(0);
        if (tick == 100) clip.mend();
        const int shown = test::LongClip::number(taken(*(*feeds)[0], tick));
        EXPECT_GE(shown, 0) << tick;
        if (tick > 130) {
            EXPECT_EQ(shown, tick % 90) << tick;
        }
    }
    EXPECT_EQ(count_of("plays again", captured.lines()), 1u);
}

TEST(SourceFeed, OnAirAClipWhoseFileFailsComesBack) {
    const test::ScratchFolder folder;
    const test::LongClip clip{folder};
    auto feeds = open_sources(std::vector<room::SourceSpec>{clip.spec}, k30, Pace::OnAir);
    ASSERT_TRUE(feeds);
    Log captured;
    const auto start = std::chrono::steady_clock::now();
    int right = 0;
    for (core::Tick tick = 0; tick < 150; ++tick) {
        std::this_thread::sleep_until(start + 200ms + tick * 33ms);
        if (tick == 20) clip.cut();
        if (tick == 45) clip.mend();
        const int shown = test::LongClip::number(taken(*(*feeds)[0], tick));
        EXPECT_GE(shown, 0) << tick;
        right += tick > 100 && shown == tick % 90;
    }
    const std::string& log = captured.lines();
    EXPECT_EQ(count_of("; its last picture stays", log), 1u) << log;
    EXPECT_EQ(count_of("plays again", log), 1u) << log;
    EXPECT_GT(right, 40);
}

TEST(SourceFeed, OfflineNothingIsSeenOfALiveInput) {
    room::SourceSpec spec;
    spec.kind = show::Layer::Kind::Input;
    spec.value = "srt://127.0.0.1:9";
    spec.views = {{64, 48}};
    auto feeds = open_sources(std::vector<room::SourceSpec>{spec}, k30, Pace::Offline);
    ASSERT_TRUE(feeds);
    const signal::SourceTick part = taken(*(*feeds)[0], 0);
    EXPECT_EQ(part.pictures.at(0), nullptr);
    EXPECT_TRUE(part.stereo.empty());
}

TEST(SourceFeed, ABrokenClipIsTold) {
    room::SourceSpec spec;
    spec.value = "/there/is/no/clip.mp4";
    const auto feeds = open_sources(std::vector<room::SourceSpec>{spec}, k30, Pace::OnAir);
    ASSERT_FALSE(feeds);
    EXPECT_NE(feeds.error().message.find("/there/is/no/clip.mp4"), std::string::npos);
}

}  // namespace
}  // namespace compere::live
