#include "live/report.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/utc.h"

namespace compere::live {

void Report::set_costs(const CpuMeter& meter, std::int64_t encode_ns) {
    const double per = 1e-6 / static_cast<double>(std::max<std::int64_t>(1, ticks));
    const auto ms = [&](room::Step step) { return static_cast<double>(meter.total_ns(step)) * per; };
    show_ms = ms(room::Step::Show);
    anim_ms = ms(room::Step::Anim);
    render_ms = ms(room::Step::Render);
    composite_ms = ms(room::Step::Composite);
    convert_ms = ms(room::Step::Convert);
    audio_ms = ms(room::Step::Audio);
    encode_ms = static_cast<double>(encode_ns) * per;
    const double all = cpu_s * 1e9 * per;
    other_ms = std::max(0.0, all - show_ms - anim_ms - render_ms - composite_ms - convert_ms - audio_ms - encode_ms);
}

void Report::add_late(const LateTick& late) {
    if (late_at.size() == kLateTicks) late_at.erase(late_at.begin());
    late_at.push_back(late);
}

void Report::add_skipped(core::Tick tick, WallTime at, const char* slowest) {
    if (!skipped_at.empty() && skipped_at.back().tick + skipped_at.back().ticks == tick) {
        ++skipped_at.back().ticks;
        return;
    }
    if (skipped_at.size() == kSkips) skipped_at.erase(skipped_at.begin());
    skipped_at.push_back({tick, 1, at, slowest});
}

void Report::set_layers(room::Room& room) {
    const double per = 1 / static_cast<double>(std::max<std::int64_t>(1, ticks));
    for (const room::CanvasView& canvas : room.canvases()) {
        still_pictures += canvas.still_ticks();
        redrawn_pixels += static_cast<double>(canvas.redrawn_pixels()) * per;
        for (const room::CanvasView::Cost& cost : canvas.costs()) {
            layers.push_back({canvas.name(), cost.layer, static_cast<double>(cost.pixels) * per, static_cast<double>(cost.ns) * 1e-6 * per});
        }
    }
}

std::string Report::json() const {
    nlohmann::json out{{"ticks", ticks}, {"skipped_ticks", skipped_ticks}, {"late_ticks", late_ticks}, {"late_run_ticks", late_run_ticks}, {"late_steal", late_steal}, {"skipped_steal", skipped_steal},
                       {"audio_samples", audio_samples}, {"av_offset_samples", av_offset_samples}, {"spoken_lines", spoken_lines}, {"failed_lines", failed_lines},
                       {"failed_draws", failed_draws}, {"repeated_pictures", repeated_pictures}, {"gaps", gaps}, {"encoder_restarts", encoder_restarts}, {"gl_errors", gl_errors}, {"label", {{"visible_ticks", label_ticks}}}, {"wall_s", wall_s}, {"cpu_s", cpu_s}, {"peak_rss_bytes", peak_rss_bytes}, {"rss_by_minute", rss_by_minute}};
    out["cpu_ms_per_tick"] = {{"show", show_ms}, {"anim", anim_ms}, {"render", render_ms}, {"composite", composite_ms}, {"convert", convert_ms}, {"audio", audio_ms}, {"encode", encode_ms}, {"other", other_ms}};
    if (started.time_since_epoch().count() > 0) out["started"] = core::utc(started);
    out["late_at"] = nlohmann::json::array();
    for (const LateTick& late : late_at) {
        out["late_at"].push_back({{"tick", late.tick}, {"at", core::utc(late.at)}, {"behind_ms", late.behind_ms}, {"took_ms", late.took_ms}, {"slowest", late.slowest}});
    }
    out["skipped_at"] = nlohmann::json::array();
    for (const Skip& skip : skipped_at) {
        out["skipped_at"].push_back({{"tick", skip.tick}, {"ticks", skip.ticks}, {"at", core::utc(skip.at)}, {"slowest", skip.slowest}});
    }
    out["lines"] = nlohmann::json::array();
    for (const show::SpokenRecord& line : lines) {
        out["lines"].push_back({{"anchor", line.anchor}, {"text", line.text}, {"start_s", rate.seconds(line.start)}, {"end_s", rate.seconds(line.end)}});
    }
    out["cues"] = nlohmann::json::array();
    for (const show::CueRecord& cue : cues) {
        nlohmann::json told{{"name", cue.name}, {"start_s", rate.seconds(cue.start)}};
        switch (cue.kind) {
            case show::CueRecord::Kind::Gesture:
                told["kind"] = "gesture";
                told["anchor"] = cue.anchor;
                break;
            case show::CueRecord::Kind::Product:
                told["kind"] = "product";
                told["price"] = cue.price;
                break;
        }
        out["cues"].push_back(std::move(told));
    }
    if (!tier.empty()) {
        out["tier"] = {{"name", tier}, {"reason", tier_reason}, {"changes", step_changes}, {"steps", nlohmann::json::array()}};
        for (std::size_t i = 0; i < step_names.size(); ++i) {
            out["tier"]["steps"].push_back({{"name", step_names[i]}, {"ticks", ticks_by_step[i]}});
        }
    }
    out["still_pictures"] = still_pictures;
    out["redrawn_pixels"] = redrawn_pixels;
    out["layers"] = nlohmann::json::array();
    for (const Layer& layer : layers) {
        out["layers"].push_back({{"canvas", layer.canvas}, {"name", layer.name}, {"pixels", layer.pixels}, {"ms", layer.ms}});
    }
    out["sources"] = nlohmann::json::array();
    for (const SourceStatus& source : sources) {
        out["sources"].push_back({{"name", source.name}, {"missed_ticks", source.missed_ticks}, {"connections", source.connections}, {"faults", source.faults}});
    }
    out["outputs"] = nlohmann::json::array();
    for (const Output& output : outputs) {
        out["outputs"].push_back({{"name", output.name}, {"connections", output.connections}, {"packets", output.packets}, {"bytes", output.bytes}, {"dropped", output.dropped}});
        if (!output.error.empty()) out["outputs"].back()["error"] = output.error;
    }
    return out.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

core::Status Report::write(const std::filesystem::path& file) const {
    std::ofstream out{file};
    out << json();
    if (!out) return core::fail("{}: the report cannot be written", file.string());
    return {};
}

}  // namespace compere::live
