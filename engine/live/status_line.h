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
    core::Tick ticks = 0, late = 0, skipped = 0;
    double drawing_ms = 0, period_ms = 0;  // of the last second, mean of a tick
    std::string_view effort;               // what is done to spend less; empty: nothing
    std::vector<Output> outputs;
};

// Outputs that do not work come first. At most `columns` wide (Chinese letters are two), 0: as long as it is.
std::string status_line(const AirState& air, int columns);

}  // namespace compere::live
