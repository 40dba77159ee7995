// The frame thread takes no memory in the steady state: what a driver or a codec takes by malloc is its own affair.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>

#include "allocation_watch.h"
#include "live/live.h"
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

// The whole loop of a room on air, with both canvases recorded, after its line: the host breathes and blinks, the card stands. (That
// speaking takes none within a piece of a caption is the room's own test.)
TEST(SteadyRun, AllocatesNothingOnTheFrameThread) {
#ifdef COMPERE_SANITIZED
    GTEST_SKIP() << "the sanitizer's own operator new is in the way";
#endif
    setenv("COMPERE_HELPER_BINARY", COMPERE_BINARY, 1);
    const test::ScratchFolder folder;
    auto show = load_adjusted(std::filesystem::path{COMPERE_SOURCE_DIR} / "assets/shows/tea-house/show.yaml", {"", 90, 160});
    ASSERT_TRUE(show) << show.error().message;
    show->rundown.erase(show->rundown.begin());  // the first product's segment is the first: its card is shown
    show->rundown[0].lines.resize(1);
    show->rundown[0].lines[0].text = "好。";
    show->outputs.clear();
    for (const char* canvas : {"portrait", "landscape"}) {
        show::Output record;
        record.folder = folder.path() / canvas;
        record.canvas = canvas;
        show->outputs.push_back(record);
    }
    show->operator_name = show->producer = "test";
    constexpr int kFirst = 120, kTicks = 300;
    int ticks = 0;
    test::allocations = {};
    Monitor monitor;
    monitor.show = [&](const signal::VideoFramePtr&, const signal::AudioBlock&) {  // on the frame thread, once a tick
        ++ticks;
        test::allocations.is_on = ticks >= kFirst && ticks < kFirst + kTicks;
    };
    monitor.is_closed = [] { return false; };
    monitor.act = [](room::Room& room) { room.director().hold(true); };  // the line that has begun is the only one
    RunOptions options;
    options.seconds = (kFirst + kTicks + 10) / 30.0;
    options.monitor = &monitor;
    // What waits for an encoder that is a moment behind takes memory once: it has been that before the count begins, by as many ticks as keep
    // their pictures.
    setenv("COMPERE_FAULT", "encode@1s:stall=230ms", 1);
    const auto report = run_show(std::move(*show), options);
    unsetenv("COMPERE_FAULT");
    test::allocations.is_on = false;
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_GE(ticks, kFirst + kTicks);
    EXPECT_GT(report->redrawn_pixels, 0);
    ASSERT_EQ(report->outputs.size(), 2u);
    if (report->skipped_ticks + report->repeated_pictures > 0) GTEST_SKIP() << "a machine so busy that ticks are skipped or pictures given up is in no steady state";
    EXPECT_EQ(test::allocations.count, 0) << "in " << kTicks << " ticks; see the calls on standard error (addr2line -Cfie live_test …)";
    test::print_allocations();
}

}  // namespace
}  // namespace compere::live
