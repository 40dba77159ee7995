// What clips and live inputs give to a tick is handed over without new memory on the frame thread.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "allocation_watch.h"
#include "live/source_feed.h"
#include "scratch_folder.h"

namespace compere::live {
namespace {

using namespace std::chrono_literals;

TEST(SteadySources, AllocateNothingOnTheFrameThread) {
#ifdef COMPERE_SANITIZED
    GTEST_SKIP() << "the sanitizer's own operator new is in the way";
#endif
    const test::ScratchFolder folder;
    room::SourceSpec clip, input;
    clip.value = folder.path() / "clip.mp4";
    const std::string command = "ffmpeg -v error -f lavfi -i testsrc2=size=64x48:rate=25:duration=3 -f lavfi -i sine=duration=3 -c:v libx264 -pix_fmt yuv420p -c:a aac '" + clip.value + "' </dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
    input.kind = show::Layer::Kind::Input;
    input.value = "testbin://video,caps=[video/x-raw,width=64,height=48,framerate=25/1]+audio";
    input.delay_s = 0.2;
    clip.views = input.views = {{64, 48}};
    const std::vector<room::SourceSpec> specs{clip, input};
    auto feeds = open_sources(specs, {30, 1}, Pace::OnAir);
    ASSERT_TRUE(feeds) << feeds.error().message;
    std::vector<signal::SourceTick> ticks;
    constexpr core::Tick kFirst = 120, kTicks = 300;
    int pictures[2] = {}, sounds[2] = {};
    test::allocations = {};
    const auto start = std::chrono::steady_clock::now();
    for (core::Tick tick = 0; tick < kFirst + kTicks; ++tick) {
        std::this_thread::sleep_until(start + tick * 33ms);
        test::allocations.is_on = tick >= kFirst;
        take_all(*feeds, tick, ticks);
        test::allocations.is_on = false;
        for (std::size_t i = 0; i < 2; ++i) {
            pictures[i] += !ticks[i].pictures.empty() && ticks[i].pictures[0] != nullptr;
            sounds[i] += !ticks[i].stereo.empty();
        }
    }
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_GT(pictures[i], kTicks) << i;
        EXPECT_GT(sounds[i], kTicks) << i;
    }
    EXPECT_EQ(test::allocations.count, 0) << "in " << kTicks << " ticks; see the calls on standard error (addr2line -Cfie live_test …)";
    test::print_allocations();
}

}  // namespace
}  // namespace compere::live
