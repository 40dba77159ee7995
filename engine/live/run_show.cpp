#include <algorithm>
#include <array>
#include <chrono>
#include <thread>
#include <utility>

#include "core/line_budget.h"
#include "core/log.h"
#include "core/service_manager.h"
#include "gfx/context.h"
#include "live/air_clock.h"
#include "live/artwork_thread.h"
#include "live/audio_pool.h"
#include "live/cpu_meter.h"
#include "live/encoder_backlog.h"
#include "live/fault_hook.h"
#include "live/live.h"
#include "live/load_governor.h"
#include "live/process_stats.h"
#include "live/renditions.h"
#include "live/resume_file.h"
#include "live/source_feed.h"
#include "live/speech_thread.h"
#include "live/status_line.h"
#include "live/tiered_room.h"
#include "show/load_show.h"

namespace compere::live {
namespace {

using Clock = std::chrono::steady_clock;

// An encoder that has taken nothing for so long hangs in its driver, where nothing here can reach it.
constexpr std::chrono::seconds kHung{60};

// Due at the first tick seen in each period: exact ticks may be skipped.
class Every {
public:
    explicit Every(core::Tick period) : period_{period} {}
    bool is_due(core::Tick tick) {
        if (tick < next_) return false;
        next_ = (tick / period_ + 1) * period_;
        return true;
    }

private:
    core::Tick period_, next_ = 0;
};

// The loop of a room on air. Everything here belongs to the frame thread.
class AirLoop {
public:
    AirLoop(room::Room& room, gfx::Context& context, std::vector<std::unique_ptr<SourceFeed>> sources, std::vector<std::unique_ptr<Rendition>>& renditions, const RunOptions& options)
        : room_{room}, context_{context}, sources_{std::move(sources)}, renditions_{renditions}, options_{options}, rate_{room.rate()}, governor_{room.steps().size(), rate_.hz()} {}

    core::Result<Report> run();

private:
    bool is_over(core::Tick tick) const;
    double now_s() const { return clock_.elapsed(Clock::now()).count(); }
    void step(core::Tick tick, room::Draw draw);
    void watch_drawing(core::Tick tick);
    void count_driver_errors();
    void hand_over(core::Tick tick, std::size_t canvas, const room::TickOutput& output, const signal::AudioBlockPtr& sound);
    void feed_watchdog();
    void catch_up(core::Tick& tick);
    void pass_over_gap(core::Tick tick);
    EncoderBacklog::Clock::duration longest_stuck() const;
    void note_lateness(core::Tick tick, double from_s);
    void govern(core::Tick tick, double drawing_s);
    void sample_memory(core::Tick tick);
    void note_segment();
    void tell_status(core::Tick tick);
    void finish();

    room::Room& room_;
    gfx::Context& context_;
    std::vector<std::unique_ptr<SourceFeed>> sources_;
    std::vector<signal::SourceTick> source_ticks_;
    std::vector<std::unique_ptr<Rendition>>& renditions_;
    const RunOptions& options_;
    core::FrameRate rate_;
    SpeechThread speech_;
    ArtworkThread artwork_;
    std::vector<room::DrawnArtwork> drawn_;  // since the last tick
    std::vector<show::SpeechRequest> waiting_;
    std::vector<room::Performance> arrived_;  // since the last tick
    AudioPool sounds_;
    std::vector<EncoderBacklog> backlogs_;  // per rendition: ticks that did not fit yet
    LoadGovernor governor_;
    std::optional<ResumeFile> resume_;
    std::optional<std::size_t> segment_;  // noted
    CpuMeter meter_;
    StealWatch steal_;
    Report report_;
    AirClock clock_{rate_, {}};
    std::int64_t cpu_start_ns_ = 0;
    std::int64_t failed_before_ = 0;
    bool is_failing_ = false;
    bool over_ = false;
    Every errors_due_{rate_.tick_at(1)}, status_due_{rate_.tick_at(1)}, memory_due_{rate_.tick_at(60)};
    std::optional<std::chrono::microseconds> watchdog_;  // fed four times as often
    Clock::time_point next_feed_;
    static constexpr auto kOften = std::chrono::minutes{10};
    core::LineBudget skip_lines_{20, kOften}, effort_lines_{20, kOften}, driver_lines_{1, kOften};
    core::Tick late_run_ = 0;   // late ticks in a row until now
    double drawing_s_ = 0;      // since the last status line
    AirState air_;
    std::array<AirState::Count, 60> counts_by_second_{};  // of the last minute, a ring
    std::vector<std::int64_t> bytes_before_;  // per output, at the last status line
};

bool AirLoop::is_over(core::Tick tick) const {
    if (over_ || (options_.stop != nullptr && options_.stop->load())) return true;
    if (options_.monitor != nullptr && options_.monitor->is_closed()) return true;
    return options_.seconds && tick >= rate_.tick_at(*options_.seconds);
}

void AirLoop::hand_over(core::Tick tick, std::size_t canvas, const room::TickOutput& output, const signal::AudioBlockPtr& sound) {
    if (renditions_[canvas]) backlogs_[canvas].add({tick, output.pictures[canvas], sound});
}

EncoderBacklog::Clock::duration AirLoop::longest_stuck() const {
    EncoderBacklog::Clock::duration longest{};
    for (const EncoderBacklog& backlog : backlogs_) {
        longest = std::max(longest, backlog.stuck_for());
    }
    return longest;
}

// A room whose encoder hangs is not on air, however well its ticks come: whoever supervises it starts it again, and else it ends here. No
// thread waits for that one; what was recorded until then plays.
void AirLoop::feed_watchdog() {
    const auto stuck = longest_stuck();
    if (stuck > kHung) {
        core::log(core::Level::Error, {"encoder-hung"}, "an encoder has taken nothing for 60 s; the room ends");
        std::_Exit(1);
    }
    if (!watchdog_ || stuck > EncoderBacklog::kStuck || Clock::now() < next_feed_) return;
    core::notify_manager("WATCHDOG=1");
    next_feed_ = Clock::now() + *watchdog_ / 4;
}

void AirLoop::note_lateness(core::Tick tick, double from_s) {
    const bool late = clock_.is_late(tick, Clock::now());
    late_run_ = late ? late_run_ + 1 : 0;
    if (!late) return meter_.forget_longest();
    ++report_.late_ticks;
    report_.add_late({tick, std::chrono::system_clock::now(), 1e3 * (from_s - rate_.seconds(tick)), 1e3 * (now_s() - from_s), meter_.slowest()});
    report_.late_run_ticks = std::max(report_.late_run_ticks, late_run_);
    if (steal_.is_stolen()) ++report_.late_steal;
}

// What could not be drawn is replaced by the last picture, and somebody should know: once when it begins and once when it is over.
void AirLoop::watch_drawing(core::Tick tick) {
    report_.failed_draws = room_.failed_draws();
    const bool failed = report_.failed_draws > failed_before_;
    failed_before_ = report_.failed_draws;
    if (failed && !is_failing_) core::warn({"drawing-failed"}, "the picture could not be drawn and the last one is sent again; next try with the next tick");
    if (!failed && is_failing_) core::info({"drawing-resumed"}, "pictures are drawn again; {} were not", report_.failed_draws);
    is_failing_ = failed;
    if (errors_due_.is_due(tick)) count_driver_errors();
}

void AirLoop::count_driver_errors() {
    const int errors = context_.take_errors();
    if (errors == 0) return;
    report_.gl_errors += errors;
    if (driver_lines_.take()) core::warn({"driver-errors"}, "the graphics driver reports {} errors, {} since the start", errors, report_.gl_errors);
}

// Spends less while the room falls behind, and more again once it does not.
void AirLoop::govern(core::Tick tick, double drawing_s) {
    ++report_.ticks_by_step[governor_.step()];
    double behind = clock_.behind(tick, Clock::now());
    for (const EncoderBacklog& backlog : backlogs_) {
        behind = std::max(behind, static_cast<double>(backlog.ticks()));  // it may want for the time that drawing takes
    }
    const std::size_t before = governor_.step(), now = governor_.next(drawing_s * rate_.hz(), behind);
    if (now == before) return;
    room_.set_step(now);
    ++report_.step_changes;
    if (effort_lines_.take()) core::warn({"effort", now > before ? "falls behind" : "has time again"}, "{} ({})", room_.steps()[now].name, now > before ? "falls behind" : "has time again");
}

void AirLoop::step(core::Tick tick, room::Draw draw) {
    core::set_log_tick(tick);
    meter_.begin_tick();
    (void)fault_at("frame");
    for (room::Performance& performance : speech_.take()) {
        arrived_.push_back(std::move(performance));
    }
    artwork_.take(drawn_);
    take_all(sources_, tick, source_ticks_);
    meter_.begin();
    const room::TickOutput& output = room_.begin({tick, arrived_, draw, &meter_, source_ticks_, drawn_});
    artwork_.offer(output.artworks);
    arrived_.clear();
    for (const show::SpeechRequest& request : output.requests) {
        waiting_.push_back(request);
    }
    speech_.offer(waiting_);
    const signal::AudioBlockPtr sound = sounds_.copy(output.audio);
    for (std::size_t canvas = 0; canvas < renditions_.size(); ++canvas) {
        if (draw == room::Draw::Yes) room_.draw(canvas, fault_at("draw"));
        hand_over(tick, canvas, output, sound);
    }
    if (options_.monitor != nullptr) options_.monitor->show(output.pictures.front(), output.audio);
    ++report_.ticks;
    report_.audio_samples += static_cast<std::int64_t>(output.audio.stereo.size() / 2);
    over_ = output.is_over;
    meter_.end_tick();
}

void AirLoop::sample_memory(core::Tick tick) {
    steal_.sample(now_s());
    if (memory_due_.is_due(tick)) report_.rss_by_minute.push_back(resident_bytes());
}

void AirLoop::note_segment() {
    const auto segment = room_.director().segment();
    if (!resume_ || !segment || segment == segment_) return;
    segment_ = segment;
    resume_->enter(*segment, room_.show().rundown[*segment].name);
}

// Once a second, for whoever watches the terminal or asks the service manager.
void AirLoop::tell_status(core::Tick tick) {
    if (!status_due_.is_due(tick) || tick == 0) return;
    const core::Tick second = rate_.tick_at(1);
    air_.all = {report_.ticks, report_.late_ticks, report_.skipped_ticks};
    const AirState::Count then = std::exchange(counts_by_second_[static_cast<std::size_t>(tick / second) % counts_by_second_.size()], air_.all);
    air_.minute = {air_.all.ticks - then.ticks, air_.all.late - then.late, air_.all.skipped - then.skipped};
    air_.drawing_ms = 1e3 * std::exchange(drawing_s_, 0) / static_cast<double>(second);
    if (core::status_columns() == 0 && !core::has_manager()) return;  // nobody looks
    air_.room = room_.show().name;
    air_.air_s = rate_.seconds(tick);
    air_.period_ms = 1e3 / rate_.hz();
    air_.effort = governor_.step() > 0 ? std::string_view{room_.steps()[governor_.step()].name} : std::string_view{};
    air_.outputs.clear();
    std::size_t at = 0;
    for (const auto& rendition : renditions_) {
        if (!rendition) continue;
        for (const auto& sink : rendition->sinks()) {
            if (bytes_before_.size() <= at) bytes_before_.push_back(0);
            const std::int64_t bytes = sink->status().bytes;
            air_.outputs.push_back({sink->name(), sink->status().state, 8.0 * static_cast<double>(bytes - std::exchange(bytes_before_[at++], bytes))});
        }
    }
    core::set_status_line(status_line(air_, core::status_columns()));
    core::notify_manager(fmt::format("STATUS={}", status_line(air_, 0)));
}

core::Result<Report> AirLoop::run() {
    if (!options_.resume.empty()) resume_.emplace(options_.resume);
    report_.rate = rate_;
    for (const auto& rendition : renditions_) {
        Rendition* const to = rendition.get();
        backlogs_.emplace_back(to != nullptr ? to->canvas() : "", rate_, [to](EncodeTick&& tick) { return to->offer(std::move(tick)); });
    }
    for (const room::EffortStep& step : room_.steps()) {
        report_.step_names.emplace_back(step.name);
    }
    report_.ticks_by_step.resize(report_.step_names.size());
    waiting_ = room_.first_requests();
    const std::size_t first = waiting_.size();
    speech_.offer(waiting_);
    arrived_ = speech_.wait_for(first);
    room_.count_from_now(options_.time_layers);
    cpu_start_ns_ = process_cpu_ns();
    clock_ = {rate_, Clock::now()};
    report_.started = std::chrono::system_clock::now();
    report_.late_at.reserve(Report::kLateTicks);  // a tick takes no memory
    report_.skipped_at.reserve(Report::kSkips);
    arm_faults();
    core::notify_manager(fmt::format("READY=1\nSTATUS=on air: {}", room_.show().name));
    watchdog_ = core::watchdog_period();
    for (core::Tick tick = 0; !is_over(tick); ++tick) {
        std::this_thread::sleep_until(clock_.due(tick));
        sample_memory(tick);
        feed_watchdog();
        pass_over_gap(tick);
        catch_up(tick);
        if (is_over(tick)) break;
        if (options_.monitor != nullptr) options_.monitor->act(room_);
        const double from_s = now_s();
        step(tick, room::Draw::Yes);
        note_lateness(tick, from_s);
        watch_drawing(tick);
        const double drawing_s = now_s() - from_s;
        drawing_s_ += drawing_s;
        govern(tick, drawing_s);
        note_segment();
        tell_status(tick);
    }
    finish();
    return std::move(report_);
}

void AirLoop::pass_over_gap(core::Tick tick) {
    const auto lost = clock_.pass_over_gap(tick, Clock::now());
    if (!lost) return;
    ++report_.gaps;
    core::warn({"time-lost"}, "nothing ran here for {:.0f} s; the show goes on from where it was", lost->count());
}

// Without drawing, up to where drawing may catch up by itself.
void AirLoop::catch_up(core::Tick& tick) {
    const core::Tick drawn = clock_.first_drawn(tick, Clock::now());
    if (drawn == tick) return;
    const char* const slowest = meter_.slowest_of_longest();
    meter_.forget_longest();  // it is paid for; what happens from here on, also in a tick that is not drawn, is the next debt's
    for (; tick < drawn && !is_over(tick); ++tick) {
        step(tick, room::Draw::No);
        ++report_.skipped_ticks;
        report_.add_skipped(tick, std::chrono::system_clock::now(), slowest);
        if (steal_.is_stolen()) ++report_.skipped_steal;
        if (const auto unsaid = skip_lines_.take()) {
            const std::string more = *unsaid > 0 ? fmt::format("; {} more since the last such line", *unsaid) : "";
            core::warn({"tick-skipped", slowest}, "tick {} skipped, slowest step before it: {}{}", tick, slowest, more);
        }
        feed_watchdog();
        for (EncoderBacklog& backlog : backlogs_) {
            backlog.wait_until_few();
        }
    }
}

void AirLoop::finish() {
    core::set_status_line("");
    count_driver_errors();
    core::notify_manager("STOPPING=1");
    if (resume_) resume_->end();
    for (std::size_t i = 0; i < renditions_.size(); ++i) {
        if (!renditions_[i]) continue;
        for (EncodeTick& tick : backlogs_[i].take()) {
            renditions_[i]->push(std::move(tick));
        }
        report_.repeated_pictures += backlogs_[i].repeated();
        if (core::Status done = renditions_[i]->finish(); !done) core::warn({"encoder-failed", done.error().message}, "{}", done.error().message);
    }
    report_.wall_s = now_s();
    report_.cpu_s = static_cast<double>(process_cpu_ns() - cpu_start_ns_) * 1e-9;
    std::int64_t encode_ns = 0;
    for (const auto& rendition : renditions_) {
        if (!rendition) continue;
        encode_ns += rendition->encode_cpu_ns();
        report_.encoder_restarts += rendition->encoder_restarts();
        report_.av_offset_samples = rendition->samples() - rate_.first_sample(rendition->ticks());
        for (const auto& sink : rendition->sinks()) {
            const output::SinkStatus& s = sink->status();
            report_.outputs.push_back({sink->name(), s.connections, s.packets, s.bytes, s.dropped, core::without_secrets(sink->last_error())});
        }
    }
    report_.sources = status_of(sources_);
    report_.set_costs(meter_, encode_ns);
    report_.peak_rss_bytes = peak_resident_bytes();
    report_.label_ticks = room_.label_ticks();
    report_.set_layers(room_);
    report_.lines = room_.director().spoken();
    report_.cues = room_.director().cues();
    report_.spoken_lines = room_.director().spoken_lines();
    report_.failed_lines = room_.director().failed_lines();
}

}  // namespace

core::Result<Report> run_show(show::Show show, const RunOptions& options) {
    core::set_log_room(show.name);
    for (const show::Problem& problem : show::check_show(show)) {
        const std::string place = problem.mark.line > 0 ? fmt::format("{}:{}:{}", problem.file, problem.mark.line, problem.mark.column) : problem.file;
        if (problem.severity == show::Severity::Error) return core::fail("{}: {}", place, problem.message);
        if (options.announce) core::warn({"show-problem", problem.message}, "{}: {}", place, problem.message);
    }
    if (!options.resume.empty()) show.starts_at = resumed_segment(options.resume, show);
    if (show.starts_at > 0) core::info({"resumed"}, "resumed at segment {}", show.rundown[show.starts_at].name);
    auto context = gfx::Context::create();
    if (!context) return context.error();
    auto renditions = make_renditions(show, options);
    if (!renditions) return renditions.error();
    auto tiered = make_tiered_room(std::move(show), *context);
    if (!tiered) return tiered.error();
    room::Room& room = *tiered->room;
    auto sources = open_sources(room.sources(), room.rate(), Pace::OnAir);
    if (!sources) return sources.error();
    for (auto& rendition : *renditions) {
        if (rendition) rendition->start();
    }
    if (options.announce) core::info({"on-air"}, "on air: {} · tier {} ({}) · {}", room.show().name, show::name(room.tier()), tiered->reason, context->renderer());
    AirLoop loop{room, *context, std::move(*sources), *renditions, options};
    auto ran = loop.run();
    core::set_log_tick(-1);
    if (!ran) return ran.error();
    Report report = std::move(*ran);
    report.tier = show::name(room.tier());
    report.tier_reason = tiered->reason;
    if (options.announce) core::info({"over"}, "over after {:.1f} s: {} ticks, {} late, {} skipped", report.wall_s, report.ticks, report.late_ticks, report.skipped_ticks);
    return report;
}

}  // namespace compere::live
