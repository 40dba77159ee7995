#include "live/air_clock.h"

#include <algorithm>

namespace compere::live {
namespace {

constexpr core::Tick kMostBehind = 3;
constexpr std::chrono::seconds kLongestGap{60};

}  // namespace

core::Tick AirClock::first_drawn(core::Tick tick, Clock::time_point now) const {
    return std::max(tick, rate_.tick_at(elapsed(now).count()) - kMostBehind);
}

std::optional<AirClock::Seconds> AirClock::pass_over_gap(core::Tick tick, Clock::time_point now) {
    const Clock::duration lost = now - due(tick);
    if (lost < kLongestGap) return std::nullopt;
    start_ += lost;
    return lost;
}

}  // namespace compere::live
