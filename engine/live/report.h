#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "live/source_feed.h"
#include "live/cpu_meter.h"
#include "room/room.h"

namespace compere::live {

// What a run or render tells when it is over. Tools outside read its JSON by name: add names freely, rename none.
struct Report {
    std::int64_t late_run_ticks = 0;  // the most late ticks in a row
    std::int64_t ticks = 0, skipped_ticks = 0, late_ticks = 0, late_steal = 0, skipped_steal = 0, audio_samples = 0, av_offset_samples = 0;
    std::int64_t label_ticks = 0, spoken_lines = 0, failed_lines = 0, failed_draws = 0, repeated_pictures = 0, gaps = 0, encoder_restarts = 0, gl_errors = 0;
    std::vector<show::SpokenRecord> lines;  // the last of them: see show::Director::spoken
    std::vector<show::CueRecord> cues;      // the last of them: see show::Director::cues
    using WallTime = std::chrono::system_clock::time_point;
    WallTime started;  // when tick 0 was due
    struct LateTick {
        core::Tick tick = 0;
        WallTime at;           // when it was handed over
        double behind_ms = 0;  // when it began: how far behind its time
        double took_ms = 0;    // from there to its hand-over, wall
        const char* slowest = "";  // step
    };
    static constexpr std::size_t kLateTicks = 100;
    std::vector<LateTick> late_at;  // the last of them
    struct Skip {
        core::Tick tick = 0, ticks = 0;  // the first, and how many in a row
        WallTime at;                     // when the first of them was passed over
        const char* slowest = "";        // step, of the longest tick since one was in time or some were skipped
    };
    static constexpr std::size_t kSkips = 100;
    std::vector<Skip> skipped_at;  // the last of them
    core::FrameRate rate;
    double show_ms = 0, anim_ms = 0, render_ms = 0, composite_ms = 0, convert_ms = 0, audio_ms = 0, encode_ms = 0, other_ms = 0;  // CPU per tick
    double wall_s = 0, cpu_s = 0;
    std::int64_t peak_rss_bytes = 0;
    std::vector<std::int64_t> rss_by_minute;
    std::string tier, tier_reason;
    std::vector<std::string> step_names;      // of the tier, the full one first
    std::vector<std::int64_t> ticks_by_step;  // drawn ticks
    std::int64_t step_changes = 0;
    struct Output {
        std::string name;
        std::int64_t connections = 0, packets = 0, bytes = 0, dropped = 0;
        std::string error;  // the last one; empty: none
    };
    std::vector<Output> outputs;
    std::vector<SourceStatus> sources;  // clips and live inputs
    struct Layer {
        std::string canvas, name;
        double pixels = 0, ms = 0;  // a tick; ms of wall time, 0 where it was not measured
    };
    std::vector<Layer> layers;
    std::int64_t still_pictures = 0;  // that showed the very same as the one before and were sent again undrawn
    double redrawn_pixels = 0;        // a tick, of all canvases

    void add_late(const LateTick& late);  // allocates nothing once `late_at` has room for all
    void add_skipped(core::Tick tick, WallTime at, const char* slowest);  // nor this once `skipped_at` has
    // Per-tick figures from the sums of a meter; `encode_ns` from all renditions, `cpu_s` and `ticks` set before.
    void set_costs(const CpuMeter& meter, std::int64_t encode_ns);
    void set_layers(room::Room& room);  // `ticks` set before
    std::string json() const;
    core::Status write(const std::filesystem::path& file) const;
};

}  // namespace compere::live
