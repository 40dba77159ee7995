#include "live/source_feed.h"

#include <chrono>
#include <optional>

#include "core/log.h"
#include "core/thread.h"
#include "live/clip_player.h"
#include "live/input_timeline.h"
#include "live/input_watch.h"

namespace compere::live {
namespace {

using namespace std::chrono_literals;

class OfflineClip final : public SourceFeed {
public:
    OfflineClip(std::string name, ClipPlayer clip) : name_{std::move(name)}, clip_{std::move(clip)} {}
    void take(core::Tick tick, signal::SourceTick& out) override { out = clip_.next(tick); }
    SourceStatus status() const override { return {name_, 0, 0, clip_.faults()}; }

private:
    std::string name_;
    ClipPlayer clip_;
};

class NoInput final : public SourceFeed {
public:
    NoInput(std::string name, std::size_t views) : name_{std::move(name)}, views_{views} {}
    void take(core::Tick, signal::SourceTick& out) override {
        out.pictures.assign(views_, nullptr);
        out.stereo.clear();
    }
    SourceStatus status() const override { return {name_}; }

private:
    std::string name_;
    std::size_t views_;
};

// Ring of 4 ticks; full: the decoder waits; empty: the tick keeps the last picture and is silent.
class ClipThread final : public SourceFeed {
public:
    ClipThread(std::string name, ClipPlayer clip) : name_{std::move(name)}, clip_{std::move(clip)} {
        thread_ = std::jthread{[this](const std::stop_token& stop) {
            core::name_thread("clip");
            for (core::Tick tick = 0; !stop.stop_requested(); ++tick) {
                // Ticks that the room has left behind are decoded, since what follows needs them, but not handed over.
                signal::SourceTick part = clip_.next(tick);
                faults_ = clip_.faults();
                if (tick >= wanted_ && !ring_.push({tick, std::move(part)})) return;
            }
        }};
    }
    ~ClipThread() override { ring_.close(); }

    void take(core::Tick tick, signal::SourceTick& out) override {
        wanted_ = tick;
        if (!next_) next_ = ring_.try_pop();
        while (next_ && next_->tick < tick) {
            next_ = ring_.try_pop();
        }
        if (next_ && next_->tick == tick) {
            out = std::move(next_->part);
            next_.reset();
            last_ = out.pictures;
            return;
        }
        ++missed_ticks_;
        out.pictures = last_;
        out.stereo.clear();
    }
    SourceStatus status() const override { return {name_, missed_ticks_, 0, faults_}; }

private:
    struct Part {
        core::Tick tick;
        signal::SourceTick part;
    };
    std::string name_;
    ClipPlayer clip_;
    core::Queue<Part> ring_{4};
    std::atomic<core::Tick> wanted_{0};
    std::atomic<std::int64_t> faults_{0};
    std::optional<Part> next_;
    std::vector<signal::LayerPicturePtr> last_;
    std::int64_t missed_ticks_ = 0;
    std::jthread thread_;
};

// A connection again and again, with a pause between that grows from half a second to five.
class InputThread final : public SourceFeed {
public:
    InputThread(const room::SourceSpec& spec, core::FrameRate rate) : name_{spec.name}, timeline_{rate, spec.views.size(), spec.delay_s}, delay_s_{spec.delay_s} {
        media::InputWish wish{spec.value, {}, spec.as_bgra, std::chrono::milliseconds{static_cast<int>(spec.delay_s * 1e3)}};
        for (const media::ClipWish::View& view : spec.views) {
            wish.boxes.push_back({view.width_px, view.height_px});
        }
        thread_ = std::jthread{[this, wish](const std::stop_token& stop) {
            core::name_thread("input");
            auto pause = 500ms;
            while (!stop.stop_requested()) {
                if (receive(wish, stop) > 3s) pause = 500ms;
                if (stop.stop_requested()) return;
                core::warn({"input-lost", why_}, "input {}: {}; next try in {} ms", name_, why_, pause.count());
                ++faults_;
                nap(stop, pause);
                pause = std::min(2 * pause, std::chrono::milliseconds{5000});
            }
        }};
    }
    ~InputThread() override {
        thread_.request_stop();
        events_.close();
    }

    void take(core::Tick tick, signal::SourceTick& out) override {
        while (auto event = events_.try_pop()) {
            waiting_bytes_ -= bytes_of(*event);
            if (event->is_new_connection) timeline_.restart();
            if (auto* picture = std::get_if<media::InputPicture>(&event->event)) timeline_.add(std::move(*picture));
            if (auto* sound = std::get_if<media::InputSound>(&event->event)) timeline_.add(std::move(*sound));
        }
        timeline_.take(tick, out);
        if (timeline_.is_shortened() && !is_shortened_) {
            core::warn({"input-delay-shortened"}, "input {}: its pictures are too large to let {:.1f} s of them lie ready; the delay is {:.1f} s", name_, delay_s_, timeline_.delay_s());
            is_shortened_ = true;
        }
    }
    SourceStatus status() const override { return {name_, timeline_.starved_ticks(), connections_, faults_}; }

private:
    struct Event {
        bool is_new_connection;
        media::InputEvent event;
    };
    // For how long something came. Until the connection ends, or is to be given up.
    std::chrono::steady_clock::duration receive(const media::InputWish& wish, const std::stop_token& stop) {
        auto input = media::LiveInput::open(wish);
        if (!input) {
            why_ = input.error().message;
            return {};
        }
        InputWatch watch{InputWatch::Clock::now()};
        bool is_told_of_pace = false;
        for (why_.clear(); !stop.stop_requested() && input->failure().empty() && why_.empty(); why_ = watch.lost(InputWatch::Clock::now())) {
            auto event = input->next(100ms);
            const auto now = InputWatch::Clock::now();
            const auto of = event && std::holds_alternative<media::InputSound>(*event) ? InputWatch::Stream::Sound : InputWatch::Stream::Picture;
            const auto said = event ? watch.came(of, now) : std::nullopt;
            const bool is_first = said && said->what == InputWatch::Said::What::Live;
            if (said) tell(*said);
            if (input->has_ended_pictures()) watch.ended(InputWatch::Stream::Picture);
            if (input->has_ended_sound()) watch.ended(InputWatch::Stream::Sound);
            if (const auto missed = watch.missed(now)) tell(*missed);
            if (input->is_held_back() && !std::exchange(is_told_of_pace, true)) core::warn({"input-too-fast"}, "input {}: it is sent faster than it plays, and is held back", name_);
            if (is_first) ++connections_;
            if (event) hand_over({is_first, std::move(*event)});
        }
        if (why_.empty()) why_ = input->failure();
        return watch.lasted();
    }
    void tell(const InputWatch::Said& said) const {
        using What = InputWatch::Said::What;
        switch (said.what) {
            case What::Live: core::info({"input-live"}, "input {}: {}", name_, said.words); break;
            case What::Resumed: core::info({"input-resumed"}, "input {}: {}", name_, said.words); break;
            case What::Silent: core::warn({"input-silent"}, "input {}: {}", name_, said.words); break;
        }
    }
    static std::int64_t bytes_of(const Event& event) {
        const auto* picture = std::get_if<media::InputPicture>(&event.event);
        return picture != nullptr ? media::size_bytes(*picture) : 0;
    }
    void hand_over(Event event) {
        const auto drop_oldest = [&] {
            const auto oldest = events_.try_pop();
            if (!oldest) return false;  // empty or closed
            waiting_bytes_ -= bytes_of(*oldest);
            event.is_new_connection |= oldest->is_new_connection;  // the mark of a new clock must not go with it
            return true;
        };
        waiting_bytes_ += bytes_of(event);
        while (waiting_bytes_ > kMostWaiting && drop_oldest()) {
        }
        while (!events_.try_push(std::move(event)) && drop_oldest()) {
        }
    }
    void nap(const std::stop_token& stop, std::chrono::milliseconds pause) {
        for (auto slept = 0ms; slept < pause && !stop.stop_requested(); slept += 50ms) {
            std::this_thread::sleep_for(50ms);
        }
    }

    std::string name_;
    InputTimeline timeline_;
    // Full, or kMostWaiting of pictures: the oldest is dropped. The frame thread empties it each tick.
    static constexpr std::int64_t kMostWaiting = 128 << 20;
    core::Queue<Event> events_{256};
    std::atomic<std::int64_t> waiting_bytes_{0};
    double delay_s_;
    bool is_shortened_ = false;
    std::string why_;
    std::atomic<std::int64_t> connections_{0}, faults_{0};
    std::jthread thread_;
};

}  // namespace

void take_all(std::span<const std::unique_ptr<SourceFeed>> sources, core::Tick tick, std::vector<signal::SourceTick>& out) {
    out.resize(sources.size());
    for (std::size_t i = 0; i < sources.size(); ++i) {
        sources[i]->take(tick, out[i]);
    }
}

std::vector<SourceStatus> status_of(std::span<const std::unique_ptr<SourceFeed>> sources) {
    std::vector<SourceStatus> out;
    for (const auto& source : sources) {
        out.push_back(source->status());
    }
    return out;
}

core::Result<std::vector<std::unique_ptr<SourceFeed>>> open_sources(std::span<const room::SourceSpec> specs, core::FrameRate rate, Pace pace) {
    std::vector<std::unique_ptr<SourceFeed>> out;
    for (const room::SourceSpec& spec : specs) {
        if (spec.kind == show::Layer::Kind::Input) {
            if (pace == Pace::Offline) {
                out.push_back(std::make_unique<NoInput>(spec.name, spec.views.size()));
            } else {
                out.push_back(std::make_unique<InputThread>(spec, rate));
            }
            continue;
        }
        auto clip = media::Clip::open(spec.value, {rate, spec.views, spec.as_bgra, spec.loops});
        if (!clip) return clip.error();
        if (pace == Pace::Offline) {
            out.push_back(std::make_unique<OfflineClip>(spec.name, ClipPlayer{spec.name, rate, std::move(*clip)}));
        } else {
            out.push_back(std::make_unique<ClipThread>(spec.name, ClipPlayer{spec.name, rate, std::move(*clip)}));
        }
    }
    return out;
}

}  // namespace compere::live
