#include <sys/socket.h>
#include <netinet/in.h>
#include <sched.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "core/child_process.h"
#include "gfx/context.h"
#include "live/cpu_meter.h"
#include "live/live.h"
#include "live/offline_room.h"
#include "media/video_encoder.h"

#include <nlohmann/json.hpp>

namespace compere::live {
namespace {

core::Result<int> free_port() {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const bool good = fd >= 0 && bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0 && getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    if (fd >= 0) close(fd);
    if (!good) return core::fail("no free port on loopback");
    return ntohs(address.sin_port);
}

std::int64_t bitrate_bps(const show::Canvas& canvas) {
    return std::min(canvas.width_px, canvas.height_px) >= 1080 ? 6'000'000 : 4'000'000;
}

// The encoders alone on the pictures of the same ticks: they are drawn again in blocks, so that memory stays bounded, and only the
// encoders' own CPU time counts. The yardstick's settings: superfast, zerolatency, one thread, CBR 4 Mbit/s (6 at 1080) with filler.
core::Result<double> encode_alone_ms(show::Show show, double seconds) {
    std::vector<media::VideoEncoder> encoders;
    for (const show::Canvas& canvas : show.canvases) {
        media::VideoSettings settings{canvas.width_px, canvas.height_px, canvas.rate};
        settings.bitrate_bps = bitrate_bps(canvas);
        auto encoder = media::VideoEncoder::create(settings);
        if (!encoder) return encoder.error();
        encoders.push_back(std::move(*encoder));
    }
    const core::Tick end = show.canvases.front().rate.tick_at(seconds);
    auto offline = OfflineRoom::create(std::move(show));
    if (!offline) return offline.error();
    std::int64_t spent_ns = 0;
    std::vector<std::vector<signal::VideoFramePtr>> block;
    std::vector<media::PacketPtr> packets;
    core::Tick encoded = 0;
    for (core::Tick tick = 0; tick < end; ++tick) {
        const room::TickOutput& output = offline->step(tick, room::Draw::Yes);
        block.push_back(output.pictures);
        for (const signal::VideoFramePtr& picture : output.pictures) {
            if (!picture) return core::fail("tick {} could not be drawn", tick);
        }
        if (block.size() < 60 && tick + 1 < end && !output.is_over) continue;
        const std::int64_t from = thread_cpu_ns();
        for (std::size_t i = 0; i < encoders.size(); ++i) {
            for (std::size_t k = 0; k < block.size(); ++k) {
                if (core::Status done = encoders[i].encode(*block[k][i], encoded + static_cast<core::Tick>(k), packets); !done) return done.error();
            }
        }
        spent_ns += thread_cpu_ns() - from;
        encoded += static_cast<core::Tick>(block.size());
        block.clear();
        packets.clear();
        if (output.is_over) break;
    }
    return static_cast<double>(spent_ns) * 1e-6 / static_cast<double>(std::max<core::Tick>(1, encoded));
}

// A push to a server of its own, which comes and goes with the result, and a recording, for each canvas.
core::Result<std::vector<core::ChildProcess>> set_outputs(show::Show& show, const std::filesystem::path& folder) {
    std::vector<core::ChildProcess> servers;
    show.outputs.clear();
    for (const show::Canvas& canvas : show.canvases) {
        const auto port = free_port();
        if (!port) return port.error();
        auto server = core::ChildProcess::start({"loopback-server", std::to_string(*port)});
        if (!server) return server.error();
        servers.push_back(std::move(*server));
        show::Output push, record;
        push.kind = show::Output::Kind::Push;
        push.url = fmt::format("rtmp://127.0.0.1:{}/live", *port);
        push.key = "loopback";
        record.folder = folder;
        push.canvas = record.canvas = canvas.name;
        push.bitrate_bps = record.bitrate_bps = bitrate_bps(canvas);
        show.outputs.insert(show.outputs.end(), {push, record});
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{300});  // until they listen
    return servers;
}

double cpu_ms_per_tick(const Report& report) {
    return report.cpu_s * 1e3 / static_cast<double>(std::max<std::int64_t>(1, report.ticks));
}

// Those that this process may use.
int cores() {
    cpu_set_t mine;
    return sched_getaffinity(0, sizeof mine, &mine) == 0 ? CPU_COUNT(&mine) : 1;
}

}  // namespace

core::Result<BenchResult> bench_show(show::Show show, const BenchOptions& options) {
    const auto folder = std::filesystem::temp_directory_path() / fmt::format("compere-bench-{}", getpid());
    const auto servers = set_outputs(show, folder);
    if (!servers) return servers.error();
    show::Show again = show;
    const double fps = show.canvases.front().rate.hz();
    BenchResult result;
    for (const show::Canvas& canvas : show.canvases) {
        result.size += fmt::format("{}{}x{}", result.size.empty() ? "" : " + ", canvas.width_px, canvas.height_px);
    }
    RunOptions run;
    run.seconds = options.seconds;
    run.announce = false;
    run.time_layers = true;
    auto report = run_show(std::move(show), run);
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    if (!report) return report.error();
    result.report = std::move(*report);
    again.tier = show::tier_named(result.report.tier);
    auto context = gfx::Context::create();
    if (!context) return context.error();
    result.renderer = context->renderer();
    auto alone = encode_alone_ms(std::move(again), std::min(options.seconds, 20.0));
    if (!alone) return alone.error();
    result.encode_alone_cpu_ms = *alone;
    const double tick_ms = cpu_ms_per_tick(result.report);
    result.ratio = tick_ms / *alone;
    result.machine_share = tick_ms * fps * 1e-3 / cores();
    return result;
}

std::string BenchResult::json() const {
    nlohmann::json out = nlohmann::json::parse(report.json());
    out["encode_alone_cpu_ms"] = encode_alone_cpu_ms;
    out["ratio"] = ratio;
    out["machine_share"] = machine_share;
    out["rooms"] = rooms();
    out["renderer"] = renderer;
    out["size"] = size;
    return out.dump(1) + "\n";
}

std::string BenchResult::table() const {
    std::string out = fmt::format("{}  {}  {} ticks, {} late, {} skipped\n", size, renderer, report.ticks, report.late_ticks, report.skipped_ticks);
    out += fmt::format("tier {}: {}\n", report.tier, report.tier_reason);
    for (std::size_t i = 1; i < report.step_names.size(); ++i) {
        if (report.ticks_by_step[i] > 0) out += fmt::format("  fell behind: {} ticks with {}\n", report.ticks_by_step[i], report.step_names[i]);
    }
    const auto row = [&](const char* step, double ms) { out += fmt::format("  {:<14}{:8.2f} ms CPU a tick\n", step, ms); };
    row("show", report.show_ms);
    row("anim", report.anim_ms);
    row("render", report.render_ms);
    row("composite", report.composite_ms);
    row("convert", report.convert_ms);
    row("audio", report.audio_ms);
    row("encode", report.encode_ms);
    row("other", report.other_ms);
    row("all", cpu_ms_per_tick(report));
    for (const Report::Layer& layer : report.layers) {
        out += fmt::format("    {:<34}{:6.3f} ms of composite, {:8.0f} pixels a tick\n", layer.canvas + ": " + layer.name, layer.ms, layer.pixels);
    }
    out += fmt::format("  redrawn       {:8.0f} pixels a tick; {} pictures still, sent again undrawn\n", report.redrawn_pixels, report.still_pictures);
    row("x264 alone", encode_alone_cpu_ms);
    out += fmt::format("  ratio         {:8.2f}\n", ratio);
    out += fmt::format("  rooms         {:8}    that this machine would carry, a quarter to spare\n", rooms());
    out += fmt::format("  peak memory   {:8.0f} MiB\n", static_cast<double>(report.peak_rss_bytes) / (1 << 20));
    return out;
}

}  // namespace compere::live
