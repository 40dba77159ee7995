#include "media/intake_pace.h"

#include <algorithm>

namespace compere::media {

void IntakePace::Lead::add(double played_s, Clock::time_point now) {
    const double elapsed_s = std::chrono::duration<double>(now - last.value_or(now)).count();
    last = now;
    for (Bucket* bucket : {&burst, &steady}) {
        bucket->ahead_s = std::max(-bucket->most_credit_s, bucket->ahead_s - bucket->speed * elapsed_s) + played_s;
    }
}

double IntakePace::played_s(double from_s, double to_s) {
    return to_s - from_s > kMostPitch_s ? kJump_s : std::max(0.0, to_s - from_s);
}

std::optional<double> IntakePace::newest_s() const {
    if (!tracks_[0].last_s || !tracks_[1].last_s) return tracks_[0].last_s ? tracks_[0].last_s : tracks_[1].last_s;
    return std::max(*tracks_[0].last_s, *tracks_[1].last_s);
}

IntakePace::Clock::duration IntakePace::wait(Stream stream, double at_s, Clock::time_point now) {
    const std::lock_guard lock{mutex_};
    Track& own = tracks_[static_cast<std::size_t>(stream)];
    const double before_s = newest_s().value_or(at_s);
    own.lead.add(played_s(own.last_s.value_or(at_s), at_s), now);
    own.last_s = at_s;
    const double newest = *newest_s(), behind_s = newest - at_s;
    together_.add(played_s(before_s, newest), now);

    const bool is_apart = behind_s > kMostPitch_s;
    const Lead& lead = is_apart ? own.lead : together_;
    const auto too_early_s = [&](const Bucket& bucket) { return std::max(0.0, bucket.ahead_s - (is_apart ? 0 : behind_s) - bucket.slack_s) / bucket.speed; };
    if (too_early_s(lead.steady) > 0) is_held_back_ = true;
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(std::max(too_early_s(lead.burst), too_early_s(lead.steady))));
}

}  // namespace compere::media
