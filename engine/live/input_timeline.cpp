#include "live/input_timeline.h"

#include <algorithm>
#include <cmath>

#include "audio/fractional_read.h"

namespace compere::live {
namespace {

constexpr double kWatch_s = 2;          // one correction after so long
constexpr double kMostSpeed = 0.004;    // 7 cents: not heard
constexpr double kMostSlide_s = 0.0001;   // a block of 20 ms: half a percent
constexpr double kMostDelay_s = 2;        // that it is raised to; a longer silence is no stutter
constexpr double kCalm_s = 120;           // without running dry: a raised delay is lowered by kLowered
constexpr double kRaised = 1.5, kLowered = 6.0 / 7;
constexpr double kShareOfBytes = 0.75;    // of the time that the bytes hold: the rest is for what comes in bursts, or sound behind its picture
constexpr double kMostPiledUp_s = 0.5;  // more than that behind: jump
constexpr double kMostPitch_s = 10;     // three of it is how long a picture is held
constexpr double kOtherClock_s = 5;     // a stamp that far from the last of its own, and from the other's, belongs to another clock
constexpr double kReach_s = static_cast<double>(audio::kFractionalReach) / core::kSampleRateHz;
constexpr std::int64_t kLeastBytes = 64 << 10;  // of a picture: without pixels it takes memory too

std::int64_t bytes_of(const media::InputPicture& picture) {
    return std::max(kLeastBytes, media::size_bytes(picture));
}

}  // namespace

bool InputTimeline::follows(Stream& stream, double at_s, double end_s) {
    if (!std::isfinite(at_s)) return false;
    const Stream& other = &stream == &picture_ ? sound_ : picture_;
    // Near what came last, or as far from it as time has passed since: it was away, or is slow, and its clock is the same.
    const auto is_far = [&](const Stream& s) {
        const double ahead_s = at_s - s.newest_s, quiet_s = s.quiet_ticks / rate_.hz();
        return std::min(std::abs(ahead_s), std::abs(ahead_s - quiet_s)) > kOtherClock_s;
    };
    double pitch_s = stream.exists ? std::clamp(at_s - stream.newest_s, 0.9 * stream.pitch_s, kMostPitch_s) : 0;
    if (stream.exists && is_far(stream) && (!other.exists || is_far(other))) {
        forget_all();
        pitch_s = 0;
    } else if (stream.exists && (at_s < stream.newest_s - kOtherClock_s || (&stream == &sound_ && at_s > stream.newest_s + kOtherClock_s))) {
        forget(stream);  // what waits would come too late, or hours of silence be filled in
    }
    stream.pitch_s = pitch_s;
    stream.exists = true;
    stream.newest_s = std::max(stream.newest_s, end_s);
    stream.quiet_ticks = 0;
    quiet_ticks_ = 0;
    return true;
}

void InputTimeline::add(media::InputPicture picture) {
    if (!follows(picture_, picture.at_s, picture.at_s)) return;
    const auto later = std::upper_bound(pictures_.begin(), pictures_.end(), picture.at_s, [](double at_s, const media::InputPicture& p) { return at_s < p.at_s; });
    bytes_ += bytes_of(picture);
    pictures_.insert(later, std::move(picture));
    drop_beyond_bounds();
}

void InputTimeline::drop_beyond_bounds() {
    const double last_s = pictures_.back().at_s, oldest_s = last_s - raised_s_ - kMargin_s;
    const bool is_large = bytes_ > kMostBytes;
    std::size_t dropped = 0;
    for (; dropped + 1 < pictures_.size() && (bytes_ > kMostBytes || pictures_[dropped].at_s < oldest_s); ++dropped) {
        bytes_ -= bytes_of(pictures_[dropped]);
    }
    if (dropped == 0) return;
    if (is_playing_) hold(std::move(pictures_[dropped - 1]));  // early rather than never
    pictures_.erase(pictures_.begin(), pictures_.begin() + static_cast<std::ptrdiff_t>(dropped));
    if (is_large) fits_s_ = kShareOfBytes * (last_s - pictures_.front().at_s);
    if (!is_playing_ || at_s_ >= pictures_.front().at_s || ready_s() <= delay_s()) return;
    at_s_ = newest_s() - delay_s();
    ++jumps_;
    speed_ = 1;
}

void InputTimeline::add(media::InputSound sound) {
    const auto frames = static_cast<std::int64_t>(sound.stereo.size() / 2);
    if (!follows(sound_, sound.at_s, sound.at_s + static_cast<double>(frames) / core::kSampleRateHz)) return;
    const double end_s = stereo_from_s_ + static_cast<double>(stereo_.size() / 2) / core::kSampleRateHz;
    if (stereo_.empty()) stereo_from_s_ = sound.at_s;
    // Stamps are rounded, and the first of a connection may be off: blocks follow each other without a seam, and all of them slide to
    // where their stamps are in the mean. Only a real gap is filled with silence, and only a real overlap cut, to its end.
    const double gap_s = stereo_.empty() ? 0 : sound.at_s - end_s;
    std::size_t skipped = 0;
    if (gap_s > 0.02) stereo_.resize(stereo_.size() + 2 * static_cast<std::size_t>(std::lround(gap_s * core::kSampleRateHz)), 0.0f);
    const bool is_cut = gap_s < -0.02 || (is_overlapping_ && gap_s < 0);
    if (is_cut) skipped = std::min(sound.stereo.size(), 2 * static_cast<std::size_t>(std::lround(-gap_s * core::kSampleRateHz)));
    is_overlapping_ = is_cut && skipped == sound.stereo.size();
    if (!is_cut && gap_s <= 0.02) {
        mean_gap_s_ += 0.1 * (gap_s - mean_gap_s_);
        const double slide_s = has_played_ ? std::clamp(0.1 * mean_gap_s_, -kMostSlide_s, kMostSlide_s) : gap_s;
        stereo_from_s_ += slide_s;
        mean_gap_s_ -= has_played_ ? slide_s : mean_gap_s_;
    }
    stereo_.insert(stereo_.end(), sound.stereo.begin() + static_cast<std::ptrdiff_t>(skipped), sound.stereo.end());
    const auto most = static_cast<std::size_t>((raised_s_ + kMargin_s) * core::kSampleRateHz) * 2;
    if (stereo_.size() <= most) return;
    stereo_from_s_ += static_cast<double>((stereo_.size() - most) / 2) / core::kSampleRateHz;
    stereo_.erase(stereo_.begin(), stereo_.end() - static_cast<std::ptrdiff_t>(most));
}

void InputTimeline::hold(media::InputPicture&& picture) {
    held_ = std::move(picture);
    held_ticks_ = 0;
    hold_s_ = std::max(kHold_s, 3 * picture_.pitch_s);
}

void InputTimeline::restart() {
    forget_all();
    raised_s_ = asked_s_;
    fits_s_ = 1e9;
}

void InputTimeline::forget(Stream& stream) {
    stream = {};
    if (&stream == &sound_) {
        stereo_.clear();
    } else {
        pictures_.clear();
        bytes_ = 0;
    }
}

void InputTimeline::forget_all() {
    forget(picture_);
    forget(sound_);
    is_playing_ = has_played_ = false;
    dry_ticks_ = -1;
    calm_ticks_ = 0;
    speed_ = 1;
    mean_gap_s_ = 0;
    least_ready_s_ = 1e9;
    watched_ticks_ = 0;
}

double InputTimeline::newest_s() const {
    double out = 1e18;
    if (picture_.counts(rate_)) out = std::min(out, picture_.newest_s);
    if (sound_.counts(rate_)) out = std::min(out, sound_.newest_s - kReach_s);
    return out < 1e18 ? out : std::max(picture_.newest_s, sound_.newest_s);
}

void InputTimeline::steer() {
    least_ready_s_ = std::min(least_ready_s_, ready_s());
    if (++watched_ticks_ < kWatch_s * rate_.hz()) return;
    // The least lies below the mean by what the network shakes: half of a short delay, a quarter of a second of a long one.
    const double wanted_s = std::max(delay_s() / 2, delay_s() - kMostPiledUp_s / 2), error_s = least_ready_s_ - wanted_s;
    if (error_s > kMostPiledUp_s) {
        at_s_ += error_s;
        ++jumps_;
        speed_ = 1;
    } else {
        speed_ = 1 + std::clamp(error_s * 0.05, -kMostSpeed, kMostSpeed);
    }
    least_ready_s_ = 1e9;
    watched_ticks_ = 0;
}

void InputTimeline::read_sound(std::int64_t samples, std::vector<float>& out) const {
    if (stereo_.empty()) return;
    out.resize(static_cast<std::size_t>(samples) * 2);
    audio::read_fractional(stereo_, (at_s_ - stereo_from_s_) * core::kSampleRateHz, speed_, out);
}

void InputTimeline::forget_old() {
    const auto frames = static_cast<std::int64_t>(std::floor((at_s_ - stereo_from_s_) * core::kSampleRateHz)) - audio::kFractionalReach;
    if (frames < core::kSampleRateHz / 4) return;
    const auto dropped = std::min(static_cast<std::size_t>(frames) * 2, stereo_.size());
    stereo_.erase(stereo_.begin(), stereo_.begin() + static_cast<std::ptrdiff_t>(dropped));
    stereo_from_s_ += static_cast<double>(dropped / 2) / core::kSampleRateHz;
}

// Begins, or begins again after it ran dry, once enough lies ready.
void InputTimeline::begin() {
    if (!picture_.exists && !sound_.exists) return;
    if (dry_ticks_ >= 0 && quiet_ticks_ == 1) {
        // It goes on: its parts come further apart than what lay ready, and more of it will from now on.
        if (dry_ticks_ < kMostDelay_s * rate_.hz()) raised_s_ = std::max(raised_s_, std::min(kMostDelay_s, raised_s_ * kRaised));
        dry_ticks_ = -1;
    }
    double first_s = pictures_.empty() ? stereo_from_s_ : stereo_.empty() ? pictures_.front().at_s : std::min(pictures_.front().at_s, stereo_from_s_);
    if (has_played_) first_s = std::max(first_s, at_s_);  // sound that was heard is kept for a moment
    const bool is_slow = !sound_.exists && !pictures_.empty() && picture_.quiet_ticks >= delay_s() * rate_.hz();  // slides: the next may be long in coming
    if (newest_s() - first_s < delay_s() && !is_slow) return;
    is_playing_ = true;
    at_s_ = newest_s() - (is_slow ? 0 : delay_s());
}

void InputTimeline::run_dry() {
    if (!sound_.exists && !pictures_.empty()) {  // nothing that they have to wait for
        hold(std::move(pictures_.back()));
        pictures_.clear();
        bytes_ = 0;
    }
    is_playing_ = false;
    dry_ticks_ = 0;
    calm_ticks_ = 0;
}

void InputTimeline::grow_calm() {
    if (++calm_ticks_ < kCalm_s * rate_.hz()) return;
    calm_ticks_ = 0;
    raised_s_ = std::max(asked_s_, raised_s_ * kLowered);
}

void InputTimeline::take(core::Tick tick, signal::SourceTick& out) {
    out.stereo.clear();
    const std::int64_t samples = rate_.samples_in(tick);
    const double length_s = static_cast<double>(samples) / core::kSampleRateHz;
    ++quiet_ticks_;
    ++picture_.quiet_ticks;
    ++sound_.quiet_ticks;
    if (dry_ticks_ >= 0) ++dry_ticks_;
    if (!is_playing_) begin();
    if (is_playing_ && ready_s() < length_s * speed_) run_dry();
    if (is_playing_) has_played_ = true;
    if (has_played_ && !is_playing_ && quiet_ticks_ < kHold_s * rate_.hz()) ++starved_ticks_;
    if (is_playing_) {
        // A picture belongs to the tick in whose middle it would have been shown already.
        const auto later = std::find_if(pictures_.begin(), pictures_.end(), [&](const media::InputPicture& p) { return p.at_s > at_s_ + length_s / 2; });
        for (auto past = pictures_.begin(); past != later; ++past) {
            bytes_ -= bytes_of(*past);
        }
        if (later != pictures_.begin()) hold(std::move(*(later - 1)));
        pictures_.erase(pictures_.begin(), later);
        read_sound(samples, out.stereo);
        at_s_ += length_s * speed_;
        steer();
        grow_calm();
        forget_old();
    }
    const bool is_filling = !is_playing_ && picture_.quiet_ticks < rate_.hz() / 4;  // it comes again, and the last one stays until enough lies ready
    if (!is_filling && ++held_ticks_ > hold_s_ * rate_.hz()) held_.reset();
    if (held_) {
        out.pictures = held_->views;
    } else {
        out.pictures.assign(views_, nullptr);
    }
}

}  // namespace compere::live
