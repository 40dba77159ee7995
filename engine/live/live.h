#pragma once

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/error.h"
#include "live/report.h"
#include "media/stream_info.h"
#include "show/show.h"
#include "signal/audio_block.h"
#include "signal/video_frame.h"

namespace compere::live {

// What the words of a command change in a show.
struct Adjustments {
    std::string canvas;  // keep only this one; empty: all
    int width_px = 0, height_px = 0;  // of the first canvas; the others keep their shape and get its shorter side. 0: as the show has it
    std::optional<show::Tier> tier{};
};
core::Result<show::Show> load_adjusted(const std::filesystem::path& file, const Adjustments& adjust);

// A viewer beside the outputs (the preview window): gets every tick's picture and sound, says what its person wants. Called on the
// frame thread; must return at once.
struct Monitor {
    std::function<void(const signal::VideoFramePtr&, const signal::AudioBlock&)> show;
    std::function<bool()> is_closed;
    std::function<void(room::Room&)> act;
};

struct RunOptions {
    std::optional<double> seconds;
    const std::atomic<bool>* stop = nullptr;  // set by the first Ctrl-C
    bool with_outputs = true;
    const Monitor* monitor = nullptr;
    bool announce = true;  // one line when on air, one when over
    std::filesystem::path resume;  // where the segment on air is noted while it is, and where a start looks for it; empty: nowhere
    bool time_layers = false;  // Report::layers get their time
    media::EncoderWish encoder = media::EncoderWish::X264;
};

// On air: real time, all outputs, until the rundown ends, `seconds` are over or `stop` is set.
core::Result<Report> run_show(show::Show show, const RunOptions& options);

struct RenderOptions {
    double seconds = 10;
    std::filesystem::path out;
    int picture_every = 1;
    std::int64_t bitrate_bps = 4'000'000;
    const std::atomic<bool>* stop = nullptr;
};

// Offline and deterministic: as fast as the machine allows.
core::Result<Report> render_file(show::Show show, const RenderOptions& options);

// The picture that `render` gives at `at_s`, as a PNG.
core::Status render_frame(show::Show show, double at_s, const std::filesystem::path& out);

struct BenchOptions {
    double seconds = 20;
};
struct BenchResult {
    Report report;
    double encode_alone_cpu_ms = 0;
    double ratio = 0;
    double machine_share = 0;  // of the cores that this process may use
    int rooms() const { return static_cast<int>(0.75 / std::max(machine_share, 1e-6)); }  // such ones, with a quarter of the cores to spare
    std::string renderer, size;
    std::string json() const;
    std::string table() const;
};
// Runs as run_show does, every canvas pushing to a loopback server and recording, then the encoders alone on the same pictures.
core::Result<BenchResult> bench_show(show::Show show, const BenchOptions& options);

// The hidden verb `loopback-server PORT`: accepts one RTMP push on 127.0.0.1, reads it to the end, writes nothing.
core::Status run_loopback_server(int port);

}  // namespace compere::live
