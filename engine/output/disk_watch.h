#pragma once

#include <cstdint>
#include <deque>

namespace compere::output {

// When a disk will be full, by how fast its space goes: other recordings and whoever else writes there take theirs as well. Pure; one thread.
class DiskWatch {
public:
    // `own_bps`: what this one writes, bits a second; the least that is reckoned with.
    explicit DiskWatch(std::int64_t own_bps) : own_bps_{own_bps} {}

    // Once a second or so: seconds until it is full, at the rate of the last minute.
    double seconds_left(std::uintmax_t available_bytes, double now_s);
    // Whether that deserves an alarm: once below ten minutes, and then not again before it was above fifteen.
    bool is_alarm(double seconds_left);

private:
    struct Sample {
        double at_s;
        std::uintmax_t bytes;
    };
    std::int64_t own_bps_;
    std::deque<Sample> samples_;  // ten seconds apart, of the last minute
    bool is_low_ = false;
};

// How long a disk with that much space takes packets at this rate.
double seconds_left(std::uintmax_t available_bytes, std::int64_t bitrate_bps);

}  // namespace compere::output
