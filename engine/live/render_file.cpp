#include <chrono>

#include "gfx/context.h"
#include "live/audio_pool.h"
#include "live/cpu_meter.h"
#include "live/live.h"
#include "live/offline_room.h"
#include "live/process_stats.h"
#include "live/rendition.h"
#include "media/aigc.h"
#include "output/recording.h"
#include "show/load_show.h"

namespace compere::live {
namespace {

// A file has no clock: the same show gives the same identity, and with it the same bytes.
std::string render_label(const show::Show& show) {
    return media::aigc_label(show.producer, show.name + "-render");
}

}  // namespace

core::Result<Report> render_file(show::Show show, const RenderOptions& options) {
    for (const show::Problem& problem : show::check_show(show)) {
        if (problem.severity == show::Severity::Error && problem.rule == "file-missing") return core::fail("{}: {}", problem.file, problem.message);
    }
    auto context = gfx::Context::create();
    if (!context) return context.error();
    const show::Canvas canvas = show.canvases.front();
    show.canvases.resize(1);
    media::VideoSettings settings{canvas.width_px, canvas.height_px, canvas.rate};
    settings.bitrate_bps = options.bitrate_bps;
    auto rendition = Rendition::create(canvas.name, settings, render_label(show));
    if (!rendition) return rendition.error();
    auto recording = output::Recording::create(options.out, (*rendition)->info());
    if (!recording) return recording.error();
    const output::Recording& file = **recording;
    (*rendition)->add_sink(std::move(*recording));
    auto offline = OfflineRoom::create(std::move(show));
    if (!offline) return offline.error();
    (*rendition)->start();

    Report report;
    report.rate = canvas.rate;
    CpuMeter meter;
    AudioPool sounds;
    const auto start = std::chrono::steady_clock::now();
    const std::int64_t cpu_start = process_cpu_ns();
    const core::Tick end = canvas.rate.tick_at(options.seconds);
    for (core::Tick tick = 0; tick < end && (options.stop == nullptr || !options.stop->load()); ++tick) {
        const bool drawn = tick % options.picture_every == 0;
        meter.begin();
        const room::TickOutput& output = offline->step(tick, drawn ? room::Draw::Yes : room::Draw::No, &meter);
        report.audio_samples += static_cast<std::int64_t>(output.audio.stereo.size() / 2);
        (*rendition)->push({tick, output.pictures.front(), sounds.copy(output.audio)});
        ++report.ticks;
        if (output.is_over) break;
    }
    if (core::Status done = (*rendition)->finish(); !done) return done.error();
    if (file.failure()) return *file.failure();
    report.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    report.cpu_s = static_cast<double>(process_cpu_ns() - cpu_start) * 1e-9;
    report.av_offset_samples = (*rendition)->samples() - canvas.rate.first_sample((*rendition)->ticks());
    report.set_costs(meter, (*rendition)->encode_cpu_ns());
    report.peak_rss_bytes = peak_resident_bytes();
    report.label_ticks = offline->room().label_ticks();
    report.failed_draws = offline->room().failed_draws();
    report.set_layers(offline->room());
    report.sources = offline->source_status();
    report.spoken_lines = offline->room().director().spoken_lines();
    report.lines = offline->room().director().spoken();
    report.cues = offline->room().director().cues();
    report.failed_lines = offline->room().director().failed_lines();
    return report;
}

}  // namespace compere::live
