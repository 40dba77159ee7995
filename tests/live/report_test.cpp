#include "live/report.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace compere::live {
namespace {

TEST(Report, JsonHasEveryField) {
    Report report;
    report.ticks = 90;
    report.skipped_ticks = 1;
    report.late_ticks = 2;
    report.late_steal = 3;
    report.skipped_steal = 4;
    report.audio_samples = 144000;
    report.av_offset_samples = 5;
    report.label_ticks = 89;
    report.failed_lines = 6;
    report.wall_s = 3.5;
    report.cpu_s = 1.25;
    report.peak_rss_bytes = 1000;
    report.rss_by_minute = {7, 8};
    report.rate = {30, 1};
    report.lines = {{"tang", "你好 \xff", 24, 54}};  // broken bytes do no harm
    report.cues = {{show::CueRecord::Kind::Gesture, "greet", "tang", {}, 24}, {show::CueRecord::Kind::Product, "TEA", {}, "19.9", 54}};
    report.outputs = {{"a.mp4", 1, 2, 3, 4, ""}, {"rtmp://h/live", 0, 0, 0, 9, "h: Connection refused"}};
    report.show_ms = 0.5;
    report.started = std::chrono::system_clock::time_point{std::chrono::milliseconds{1'769'846'400'250}};
    report.add_late({12, report.started + std::chrono::milliseconds{436}, 1.5, 35.25, "render"});
    report.add_skipped(20, report.started, "render");
    report.add_skipped(21, report.started, "render");
    report.add_skipped(30, report.started, "composite");
    const auto json = nlohmann::json::parse(report.json());
    EXPECT_EQ(json["ticks"], 90);
    EXPECT_EQ(json["skipped_ticks"], 1);
    EXPECT_EQ(json["late_ticks"], 2);
    EXPECT_EQ(json["late_steal"], 3);
    EXPECT_EQ(json["skipped_steal"], 4);
    EXPECT_EQ(json["audio_samples"], 144000);
    EXPECT_EQ(json["av_offset_samples"], 5);
    EXPECT_EQ(json["label"]["visible_ticks"], 89);
    EXPECT_EQ(json["failed_lines"], 6);
    EXPECT_EQ(json["started"], "2026-01-31T08:00:00.250Z");
    EXPECT_EQ(json["late_at"], (nlohmann::json{{{"tick", 12}, {"at", "2026-01-31T08:00:00.686Z"}, {"behind_ms", 1.5}, {"took_ms", 35.25}, {"slowest", "render"}}}));
    EXPECT_EQ(json["wall_s"], 3.5);
    EXPECT_EQ(json["cpu_s"], 1.25);
    EXPECT_EQ(json["peak_rss_bytes"], 1000);
    EXPECT_EQ(json["rss_by_minute"], (std::vector<int>{7, 8}));
    EXPECT_EQ(json["lines"][0]["anchor"], "tang");
    EXPECT_DOUBLE_EQ(json["lines"][0]["start_s"], 0.8);
    EXPECT_DOUBLE_EQ(json["lines"][0]["end_s"], 1.8);
    EXPECT_EQ(json["cues"], nlohmann::json::parse(R"([{"kind": "gesture", "name": "greet", "anchor": "tang", "start_s": 0.8},
                                                      {"kind": "product", "name": "TEA", "price": "19.9", "start_s": 1.8}])"));
    EXPECT_EQ(json["outputs"][0]["dropped"], 4);
    EXPECT_FALSE(json["outputs"][0].contains("error"));
    EXPECT_EQ(json["outputs"][1]["error"], "h: Connection refused");
    EXPECT_EQ(json["skipped_at"], nlohmann::json::parse(R"([{"tick": 20, "ticks": 2, "at": "2026-01-31T08:00:00.250Z", "slowest": "render"},
                                                            {"tick": 30, "ticks": 1, "at": "2026-01-31T08:00:00.250Z", "slowest": "composite"}])"));
    EXPECT_EQ(json["cpu_ms_per_tick"]["show"], 0.5);
    for (const char* step : {"show", "anim", "render", "composite", "convert", "audio", "encode", "other"})
        EXPECT_TRUE(json["cpu_ms_per_tick"].contains(step)) << step;
}

TEST(Report, OtherCostsAreWhatIsLeft) {
    Report report;
    report.ticks = 100;
    report.cpu_s = 0.5;                           // 5 ms a tick
    report.set_costs(CpuMeter{}, 200'000'000);    // 2 ms a tick for encoding
    EXPECT_NEAR(report.encode_ms, 2, 1e-9);
    EXPECT_NEAR(report.other_ms, 3, 1e-9);
    Report empty;
    empty.set_costs(CpuMeter{}, 0);  // no tick: no division by nothing
    EXPECT_EQ(empty.other_ms, 0);
}

TEST(Report, KeepsTheLastLateAndSkippedTicks) {
    Report report;
    for (core::Tick tick = 0; tick < 250; ++tick) {
        report.add_late({tick, {}, 0, 40, "render"});
    }
    ASSERT_EQ(report.late_at.size(), 100u);
    EXPECT_EQ(report.late_at.front().tick, 150);
    EXPECT_EQ(report.late_at.back().tick, 249);
    for (core::Tick tick = 0; tick < 500; tick += 2) {
        report.add_skipped(tick, {}, "render");
    }
    ASSERT_EQ(report.skipped_at.size(), 100u);
    EXPECT_EQ(report.skipped_at.back().tick, 498);
}

TEST(Report, AnUnwritablePlaceIsNamed) {
    const auto done = Report{}.write("/nowhere/report.json");
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().message, "/nowhere/report.json: the report cannot be written");
}

}  // namespace
}  // namespace compere::live
