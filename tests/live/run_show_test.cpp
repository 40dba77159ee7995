#include <glad/gl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <numeric>
#include <thread>

#include "live/live.h"
#include "live/preview_window.h"
#include "output/loopback.h"

namespace compere::live {
namespace {

core::Result<show::Show> small_demo() {
    setenv("COMPERE_HELPER_BINARY", COMPERE_BINARY, 1);
    const std::filesystem::path file = std::filesystem::path{COMPERE_SOURCE_DIR} / "assets/shows/tea-house/show.yaml";
    auto show = load_adjusted(file, {"portrait", 90, 160});
    if (!show) return show;
    show->outputs.clear();
    show->operator_name = "Li";
    show->producer = "Wang";
    return show;
}

TEST(LoadAdjusted, OtherCanvasesKeepTheirShape) {
    const std::filesystem::path file = std::filesystem::path{COMPERE_SOURCE_DIR} / "assets/shows/tea-house/show.yaml";
    const auto sizes = [&](const Adjustments& adjust) {
        const auto show = load_adjusted(file, adjust);
        std::string out;
        for (const show::Canvas& canvas : show->canvases) {
            out += fmt::format("{} {}x{} ", canvas.name, canvas.width_px, canvas.height_px);
        }
        return out;
    };
    EXPECT_EQ(sizes({}), "portrait 720x1280 landscape 1280x720 ");
    EXPECT_EQ(sizes({"", 1080, 1920}), "portrait 1080x1920 landscape 1920x1080 ");
    EXPECT_EQ(sizes({"", 90, 160}), "portrait 90x160 landscape 160x90 ");
    EXPECT_EQ(sizes({"", 2, 4}), "portrait 2x4 landscape 4x2 ");  // 3.56 to the nearest even number
    EXPECT_EQ(sizes({"landscape", 640, 360}), "landscape 640x360 ");
    EXPECT_FALSE(load_adjusted(file, {"upside-down", 90, 160}));
}

TEST(RunShow, RecordsPushesAndShowsAtTheSameTime) {
    auto show = small_demo();
    ASSERT_TRUE(show) << show.error().message;
    const auto file = std::filesystem::temp_directory_path() / ("compere-run-" + std::to_string(getpid()) + ".mp4");
    const int port = test::free_port();
    const core::ChildProcess server = test::rtmp_server(port);
    show::Output push, record;
    push.kind = show::Output::Kind::Push;
    push.url = "rtmp://127.0.0.1:" + std::to_string(port) + "/live";
    push.key = "bench";
    record.folder = file;
    push.canvas = record.canvas = "portrait";
    show->outputs = {push, record};

    // A viewer on a thread of its own, as the preview window is.
    std::mutex mutex;
    signal::VideoFramePtr newest;
    std::int64_t looked = 0, light = 0;
    std::jthread viewer{[&](const std::stop_token& stop) {
        for (; !stop.stop_requested(); std::this_thread::sleep_for(std::chrono::milliseconds{5})) {
            signal::VideoFramePtr picture;
            {
                const std::scoped_lock lock{mutex};
                picture = newest;
            }
            if (!picture) continue;
            ++looked;
            light += std::accumulate(picture->nv12.begin(), picture->nv12.end(), std::int64_t{0});
        }
    }};
    Monitor monitor;
    monitor.show = [&](const signal::VideoFramePtr& picture, const signal::AudioBlock&) {
        const std::scoped_lock lock{mutex};
        if (picture) newest = picture;
    };
    monitor.is_closed = [] { return false; };
    monitor.act = [](room::Room&) {};
    RunOptions options;
    options.seconds = 4;
    options.monitor = &monitor;
    const auto report = run_show(std::move(*show), options);
    viewer.request_stop();
    viewer.join();

    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->ticks, 120);
    EXPECT_EQ(report->audio_samples, 120 * 1600);
    EXPECT_EQ(report->av_offset_samples, 0);
    EXPECT_EQ(report->failed_lines, 0);
    EXPECT_EQ(report->tier, "software");
    EXPECT_NE(report->tier_reason.find("OpenGL is software; drawing takes "), std::string::npos) << report->tier_reason;
    EXPECT_EQ(std::accumulate(report->ticks_by_step.begin(), report->ticks_by_step.end(), std::int64_t{0}), report->ticks - report->skipped_ticks);
    EXPECT_EQ(report->step_names.size(), 3u);
    EXPECT_GT(report->redrawn_pixels, 0);
    EXPECT_LT(report->redrawn_pixels, 90 * 160);
    ASSERT_EQ(report->outputs.size(), 2u);
    EXPECT_EQ(report->outputs[0].connections, 1);
    EXPECT_GT(report->outputs[0].packets, 0);
    EXPECT_GE(report->outputs[1].packets, 120);
    EXPECT_EQ(report->outputs[1].dropped, 0);
    EXPECT_GT(looked, 0);
    EXPECT_GT(light, 0);
    EXPECT_TRUE(std::filesystem::remove(file));
}

TEST(RunShow, AFixedTierIsTakenAndSaidSo) {
    auto show = small_demo();
    ASSERT_TRUE(show) << show.error().message;
    show->tier = show::Tier::Standard;
    RunOptions options;
    options.seconds = 0.5;
    const auto report = run_show(std::move(*show), options);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->tier, "standard");
    EXPECT_EQ(report->tier_reason.rfind("fixed; drawing takes ", 0), 0u) << report->tier_reason;
    EXPECT_EQ(report->step_names.size(), 1u);
}

// Nothing of a stage, so nothing moves: after the picture that was drawn before going live not a pixel is drawn again.
TEST(RunShow, AStillLayoutRedrawsNothing) {
    auto show = small_demo();
    ASSERT_TRUE(show) << show.error().message;
    std::vector<show::Layer>& layers = show->layouts.at(show->canvases[0].layout);
    std::erase_if(layers, [](const show::Layer& layer) { return layer.kind == show::Layer::Kind::Stage || layer.kind == show::Layer::Kind::Caption; });
    layers.push_back({show::Layer::Kind::Text, "马上回来", {}, 0, 80, 1, {}});
    for (const show::Tier tier : {show::Tier::Software, show::Tier::Standard}) {
        show->tier = tier;
        RunOptions options;
        options.seconds = 1;
        const auto report = run_show(*show, options);
        ASSERT_TRUE(report) << report.error().message;
        EXPECT_EQ(report->still_pictures, report->ticks - report->skipped_ticks) << show::name(tier);
        EXPECT_EQ(report->redrawn_pixels, 0) << show::name(tier);
    }
}

// Whoever may read a report may not know the keys of what is shown.
TEST(RunShow, ItsReportHasNoKeyOfAnInput) {
#ifdef __SANITIZE_THREAD__
    GTEST_SKIP() << "GStreamer is not built with the sanitizer, which sees races in it that are none";
#endif
    auto show = small_demo();
    ASSERT_TRUE(show) << show.error().message;
    show::Layer camera;
    camera.kind = show::Layer::Kind::Input;
    camera.value = "rtmp://someone:hunter2@127.0.0.1:1/live/the-key?token=the-token";
    camera.fallback = std::filesystem::path{COMPERE_SOURCE_DIR} / "assets/source/tea_house/labels.png";
    camera.at = {340.0f, 900.0f};  // over the host, so that it is drawn again with each of its pictures
    camera.width = 400;
    show->layouts.at(show->canvases[0].layout).push_back(camera);
    RunOptions options;
    options.seconds = 2;
    testing::internal::CaptureStderr();
    const auto report = run_show(std::move(*show), options);
    const std::string told = testing::internal::GetCapturedStderr() + (report ? report->json() : report.error().message);
    ASSERT_TRUE(report) << told;
    EXPECT_NE(told.find("\"name\": \"input rtmp://127.0.0.1:1/live\""), std::string::npos) << told;
    EXPECT_NE(told.find("input rtmp://127.0.0.1:1/live: "), std::string::npos) << told;  // the log
    EXPECT_EQ(report->sources.size(), 1u);
    for (const char* secret : {"someone", "hunter2", "the-key", "the-token"}) {
        EXPECT_EQ(told.find(secret), std::string::npos) << told;
    }
}

TEST(RunShow, WhatTheDriverReportsIsCounted) {
    auto show = small_demo();
    ASSERT_TRUE(show) << show.error().message;
    int acts = 0;
    Monitor monitor;
    monitor.show = [](const signal::VideoFramePtr&, const signal::AudioBlock&) {};
    monitor.is_closed = [] { return false; };
    monitor.act = [&](room::Room&) {
        if (++acts == 5) glEnable(0xdead);
    };
    RunOptions options;
    options.seconds = 2;
    options.monitor = &monitor;
    const auto report = run_show(std::move(*show), options);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->gl_errors, 1);
}

#ifdef COMPERE_FAULT_HOOKS
TEST(RunShow, WhatCannotBeDrawnIsTheLastPictureAgain) {
    auto show = small_demo();
    ASSERT_TRUE(show) << show.error().message;
    int pictures = 0, repeats = 0;
    Monitor monitor;
    monitor.show = [&](const signal::VideoFramePtr& picture, const signal::AudioBlock&) { ++(picture ? pictures : repeats); };
    monitor.is_closed = [] { return false; };
    monitor.act = [](room::Room&) {};
    RunOptions options;
    options.seconds = 2;
    options.monitor = &monitor;
    setenv("COMPERE_FAULT", "draw@1s:error=200ms", 1);
    const auto report = run_show(std::move(*show), options);
    unsetenv("COMPERE_FAULT");
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->ticks, 60);
    EXPECT_GE(report->failed_draws, 1);
    EXPECT_LE(report->failed_draws, 10);  // the ticks of 200 ms, and three that a loaded machine makes up for in that time
    EXPECT_EQ(repeats, report->failed_draws + report->skipped_ticks);
    EXPECT_EQ(pictures + repeats, 60);
}

TEST(RunShow, ALateTickThatNoStepMadeLateSaysOther) {
    auto show = small_demo();
    ASSERT_TRUE(show) << show.error().message;
    // A stall longer than any step, at a rate that is kept: under a sanitizer as well. It may else fall into a tick that is skipped.
    for (show::Canvas& canvas : show->canvases) {
        canvas.rate = {5, 1};
    }
    RunOptions options;
    options.seconds = 2;
    setenv("COMPERE_FAULT", "frame@500ms:stall=900ms", 1);
    const auto report = run_show(std::move(*show), options);
    unsetenv("COMPERE_FAULT");
    ASSERT_TRUE(report) << report.error().message;
    const auto stalled = std::find_if(report->late_at.begin(), report->late_at.end(), [](const Report::LateTick& late) { return late.took_ms > 900 && std::string_view{late.slowest} == "other"; });
    ASSERT_NE(stalled, report->late_at.end());
    EXPECT_GT(stalled->at, report->started + std::chrono::milliseconds{1400});
}

TEST(RunShow, ASkippedTickNamesTheStepThatTookTheTime) {
    auto show = small_demo();
    ASSERT_TRUE(show) << show.error().message;
    RunOptions options;
    options.seconds = 2;
    setenv("COMPERE_FAULT", "draw@1s:stall=400ms", 1);
    testing::internal::CaptureStderr();
    const auto report = run_show(std::move(*show), options);
    const std::string said = testing::internal::GetCapturedStderr();
    unsetenv("COMPERE_FAULT");
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->ticks, 60);
    EXPECT_GE(report->skipped_ticks, 5);
    const auto stalled = std::find_if(report->late_at.begin(), report->late_at.end(), [](const Report::LateTick& late) { return late.took_ms > 400 && std::string_view{late.slowest} == "render"; });
    EXPECT_NE(stalled, report->late_at.end());
    EXPECT_NE(said.find(" skipped, slowest step before it: render\n"), std::string::npos) << said;
}

TEST(RunShow, EachStallIsNamedByTheTicksThatItCostAndByNoOthers) {
    auto show = small_demo();
    ASSERT_TRUE(show) << show.error().message;
    for (show::Canvas& canvas : show->canvases) {
        canvas.rate = {5, 1};  // kept between the stalls: under a sanitizer as well
    }
    RunOptions options;
    options.seconds = 6;
    setenv("COMPERE_FAULT", "draw@600ms:stall=1200ms,frame@3600ms:stall=1200ms", 1);
    const auto report = run_show(std::move(*show), options);
    unsetenv("COMPERE_FAULT");
    ASSERT_TRUE(report) << report.error().message;
    ASSERT_FALSE(report->skipped_at.empty());
    EXPECT_TRUE(std::any_of(report->skipped_at.begin(), report->skipped_at.end(), [](const Report::Skip& skip) { return std::string_view{skip.slowest} == "render"; }));
    EXPECT_EQ(std::string_view{report->skipped_at.back().slowest}, "other");
}
#endif

TEST(RunShow, AStopFromAnotherThreadEndsIt) {
    auto show = small_demo();
    ASSERT_TRUE(show) << show.error().message;
    std::atomic<int> shown{0};
    std::atomic<bool> stop{false};
    std::jthread hand{[&](const std::stop_token& given_up) {
        while (shown < 10 && !given_up.stop_requested())
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        stop = true;
    }};
    Monitor monitor;
    monitor.show = [&](const signal::VideoFramePtr&, const signal::AudioBlock&) { ++shown; };
    monitor.is_closed = [] { return false; };
    monitor.act = [](room::Room&) {};
    RunOptions options;
    options.stop = &stop;
    options.monitor = &monitor;
    const auto report = run_show(std::move(*show), options);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_GE(report->ticks, 10);
}

TEST(PreviewShow, ShowsUntilItsTimeIsOver) {
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    setenv("SDL_AUDIODRIVER", "dummy", 1);
    auto show = small_demo();
    ASSERT_TRUE(show) << show.error().message;
    const auto done = preview_show(std::move(*show), 2.0, std::atomic<bool>{false});
    EXPECT_TRUE(done) << done.error().message;
}

}  // namespace
}  // namespace compere::live
