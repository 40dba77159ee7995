#include "media/intake_pace.h"

namespace compere::media {
namespace {

double seconds(IntakePace::Clock::time_point now, std::optional<IntakePace::Clock::time_point> since) {
    return std::chrono::duration<double>(now - since.value_or(now)).count();
}

}  // namespace

void IntakePace::Bucket::add(double played_s, double elapsed_s) {
    ahead_s = std::max(-most_credit_s, ahead_s - speed * elapsed_s) + std::min(played_s, most_at_once_s);
}

void IntakePace::Lead::add(double played_s, Clock::time_point now) {
    for (Bucket* bucket : {&burst, &steady}) {
        bucket->add(played_s, seconds(now, last));
    }
    last = now;
}

double IntakePace::played_s(double from_s, double to_s) {
    return to_s - from_s > kMostPitch_s ? kJump_s : std::max(0.0, to_s - from_s);
}

std::optional<double> IntakePace::newest_s() const {
    if (!tracks_[0].last_s || !tracks_[1].last_s) return tracks_[0].last_s ? tracks_[0].last_s : tracks_[1].last_s;
    return std::max(*tracks_[0].last_s, *tracks_[1].last_s);
}

IntakePace::Clock::duration IntakePace::wait(Stream stream, double at_s, double length_s, Clock::time_point now) {
    const std::lock_guard lock{mutex_};
    Track& own = tracks_[static_cast<std::size_t>(stream)];
    const double before_s = newest_s().value_or(at_s);
    own.lead.add(played_s(own.last_s.value_or(at_s), at_s), now);
    own.lengths.add(stream == Stream::Picture ? std::min(length_s, kLongestPicture_s) : length_s, seconds(now, own.when));
    own.last_s = at_s;
    own.when = now;
    const double newest = *newest_s(), behind_s = newest - at_s;
    together_.add(played_s(before_s, newest), now);

    const bool is_apart = behind_s > kApart_s;
    const Lead& lead = is_apart ? own.lead : together_;
    const double by_s = is_apart ? 0 : behind_s, stamps_s = std::max(lead.burst.too_early_s(by_s), lead.steady.too_early_s(by_s)), lengths_s = own.lengths.too_early_s();
    if (lengths_s > stamps_s) own.pressed_s += lengths_s;
    if (own.lengths.ahead_s < own.lengths.slack_s / 2) own.pressed_s = 0;
    if (lead.steady.too_early_s(by_s) > 0 || own.pressed_s > kPressed_s) is_held_back_ = true;
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(std::max(stamps_s, lengths_s)));
}

}  // namespace compere::media
