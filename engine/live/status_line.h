#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "output/sink.h"

namespace compere::live {

// How a room on air does, in one line.
struct AirState {
    struct Output {
        std::string_view name;
        output::State state = output::State::Connecting;
        double bits_per_s = 0;
    };
    std::string_view room;
    double air_s = 0;
    struct Count {
        core::Tick ticks = 0, late = 0, skipped = 0;
        double late_percent() const { return ticks > 0 ? 100.0 * static_cast<double>(late) / static_cast<double>(ticks) : 0.0; }
    };
    Count minute, all;                     // the last minute, and since the start
    double drawing_ms = 0, period_ms = 0;  // of the last second, mean of a tick
    std::string_view effort;               // what is done to spend less; empty: nothing
    std::vector<Output> outputs;
};

// Outputs that do not work come first, before what a narrow terminal cuts off. At most `columns` wide (Chinese letters are two), 0: as long as it is.
std::string status_line(const AirState& air, int columns);

}  // namespace compere::live
