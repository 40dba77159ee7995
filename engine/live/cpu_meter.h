#pragma once

#include <array>
#include <cstdint>

#include "room/room.h"

namespace compere::live {

// CPU time of the calling thread, nanoseconds.
std::int64_t thread_cpu_ns();
std::int64_t process_cpu_ns();

// Sums the frame thread's CPU time by step of the tick, and keeps the wall time of the last one and the longest. One thread.
class CpuMeter final : public room::Probe {
public:
    void begin();
    void ended(room::Step step) override;
    std::int64_t total_ns(room::Step step) const { return totals_[static_cast<std::size_t>(step)]; }
    // The step between begin_tick and end_tick that took longest on the wall, waiting included; "other" for what is no step's. For a late
    // tick.
    const char* slowest() const;
    // The same of the longest tick since `forget_longest`, "other" before one ended: for skipped ticks, which a tick before the last may have
    // caused, drawn or not.
    const char* slowest_of_longest() const { return slowest_of_longest_; }
    void forget_longest();
    void begin_tick();
    void end_tick();

private:
    std::array<std::int64_t, 6> totals_{};
    std::array<std::int64_t, 7> tick_{};  // wall, the last what is no step's
    std::int64_t last_ = 0, last_wall_ = 0, tick_from_ = 0, longest_ns_ = 0;
    const char* slowest_of_longest_ = "other";
};

const char* name(room::Step step);

}  // namespace compere::live
