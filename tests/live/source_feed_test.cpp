#include "live/source_feed.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <thread>

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
    const std::string command = "ffmpeg -v error -y -f lavfi -i \"color=black:size=64x48:rate=30,format=yuv420p,geq=lum='40+6*N':cb=128:cr=128\" -f lavfi -i sine=440 -frames:v 30 -shortest -c:v libx264 "
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
