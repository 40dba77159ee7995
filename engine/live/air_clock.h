#pragma once

#include <chrono>
#include <optional>

#include "core/time.h"

namespace compere::live {

// When each tick of a room on air is due, and what is to be done about one that is behind. Times are handed in, so a day passes in a test.
// The frame thread's.
class AirClock {
public:
    using Clock = std::chrono::steady_clock;
    using Seconds = std::chrono::duration<double>;

    // Tick 0 is due at `start`.
    AirClock(core::FrameRate rate, Clock::time_point start) : rate_{rate}, start_{start} {}

    Clock::time_point due(core::Tick tick) const { return start_ + std::chrono::nanoseconds{rate_.nanoseconds(tick)}; }
    // What has passed on air, without the gaps.
    Seconds elapsed(Clock::time_point now) const { return now - start_; }
    // How far behind its time a tick is, in periods; below 0 it is early.
    double behind(core::Tick tick, Clock::time_point now) const { return Seconds{now - due(tick)}.count() * rate_.hz(); }
    // A tick that is handed over after the next one is due is late.
    bool is_late(core::Tick tick, Clock::time_point now) const { return behind(tick, now) > 1; }
    // The first tick from this one on that is drawn: those before it are skipped. Up to three whole periods behind, the loop draws faster
    // than time and catches up, which costs viewers nothing.
    core::Tick first_drawn(core::Tick tick, Clock::time_point now) const;
    // Nobody watches a minute of one picture: where a tick is a minute or more behind (the process was stopped, its virtual machine paused),
    // it becomes due now and all later ones with it, so that ticks and samples go on without a hole. What was lost, if so.
    std::optional<Seconds> pass_over_gap(core::Tick tick, Clock::time_point now);

private:
    core::FrameRate rate_;
    Clock::time_point start_;
};

}  // namespace compere::live
