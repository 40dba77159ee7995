#pragma once

#include <array>
#include <cstdint>

#include "room/room.h"

namespace compere::live {

// CPU time of the calling thread, nanoseconds.
std::int64_t thread_cpu_ns();
std::int64_t process_cpu_ns();

// Sums the frame thread's CPU time by step of the tick, and keeps the wall time of the last one. One thread.
class CpuMeter final : public room::Probe {
public:
    void begin();
    void ended(room::Step step) override;
    std::int64_t total_ns(room::Step step) const { return totals_[static_cast<std::size_t>(step)]; }
    // The step between begin_tick and end_tick that took longest on the wall, waiting included; "other" for what is no step's. For a late
    // tick.
    const char* slowest() const;
    // The same of the tick that took longest since a tick was in time: for skipped ticks, which a tick before the last may have caused.
    const char* slowest_while_behind() const { return slowest_while_behind_; }
    void begin_tick();
    void end_tick();
    void in_time() { longest_ns_ = 0; }

private:
    std::array<std::int64_t, 6> totals_{};
    std::array<std::int64_t, 7> tick_{};  // wall, the last what is no step's
    std::int64_t last_ = 0, last_wall_ = 0, tick_from_ = 0, longest_ns_ = 0;
    const char* slowest_while_behind_ = "other";
};

const char* name(room::Step step);

}  // namespace compere::live
