#pragma once

#include <cstdint>

namespace compere::core {

// The number of a picture period since show time 0. All times of a show derive from it, so nothing drifts.
using Tick = std::int64_t;

inline constexpr int kSampleRateHz = 48000;

// Pictures per second as a fraction, e.g. 30/1 or 30000/1001. Both parts are positive.
struct FrameRate {
    int num = 30;
    int den = 1;

    friend bool operator==(FrameRate, FrameRate) = default;

    double hz() const { return static_cast<double>(num) / den; }
    double seconds(Tick tick) const { return static_cast<double>(tick) * den / num; }
    // The last tick that starts at or before `seconds`; a hair of tolerance so that 0.1 s · 30 is 3, not 2.
    Tick tick_at(double seconds) const {
        const double ticks = seconds * num / den;
        const auto whole = static_cast<Tick>(ticks + 1e-6);
        return ticks < 0 && static_cast<double>(whole) > ticks ? whole - 1 : whole;
    }
    // First sample of a tick; tick n holds the samples [first_sample(n), first_sample(n + 1)).
    std::int64_t first_sample(Tick tick) const { return tick * kSampleRateHz * den / num; }
    std::int64_t samples_in(Tick tick) const { return first_sample(tick + 1) - first_sample(tick); }
    std::int64_t nanoseconds(Tick tick) const {
        // Whole seconds first: tick · 10^9 · den would overflow after 3.5 days at 30000/1001.
        const std::int64_t ticks = tick * den;
        return ticks / num * 1'000'000'000 + ticks % num * 1'000'000'000 / num;
    }
    // Key pictures fall on multiples of this: 2 s exactly at whole rates.
    Tick ticks_per_key() const { return (2 * num + den / 2) / den; }
};

}  // namespace compere::core
