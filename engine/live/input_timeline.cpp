#include "live/input_timeline.h"

#include <algorithm>
#include <cmath>

#include "audio/fractional_read.h"

namespace compere::live {
namespace {

constexpr double kWatch_s = 2;          // one correction after so long
constexpr double kMostSpeed = 0.004;    // 7 cents: not heard
constexpr double kMostSlide_s = 0.0001;   // a block of 20 ms: half a percent
constexpr double kMostDelay_s = 2;        // that it is raised to
constexpr double kMostPiledUp_s = 0.5;  // more than that behind: jump
constexpr double kOtherClock_s = 5;     // a stamp that far from the last belongs to another clock
constexpr double kReach_s = static_cast<double>(audio::kFractionalReach) / core::kSampleRateHz;
constexpr std::size_t kMostPictures = 256;
constexpr double kMostSound_s = 15;

}  // namespace

bool InputTimeline::follows(Stream& stream, double at_s, double end_s) {
    if (!std::isfinite(at_s)) return false;
    if (stream.exists && std::abs(at_s - stream.newest_s) > kOtherClock_s) restart();
    stream.exists = true;
    stream.newest_s = std::max(stream.newest_s, end_s);
    stream.quiet_ticks = 0;
    quiet_ticks_ = 0;
    return true;
}

void InputTimeline::add(media::InputPicture picture) {
    if (!follows(picture_, picture.at_s, picture.at_s)) return;
    const auto later = std::upper_bound(pictures_.begin(), pictures_.end(), picture.at_s, [](double at_s, const media::InputPicture& p) { return at_s < p.at_s; });
    pictures_.insert(later, std::move(picture));
    if (pictures_.size() > kMostPictures) pictures_.erase(pictures_.begin());
}

void InputTimeline::add(media::InputSound sound) {
    const auto frames = static_cast<std::int64_t>(sound.stereo.size() / 2);
    if (!follows(sound_, sound.at_s, sound.at_s + static_cast<double>(frames) / core::kSampleRateHz)) return;
    const double end_s = stereo_from_s_ + static_cast<double>(stereo_.size() / 2) / core::kSampleRateHz;
    if (stereo_.empty()) stereo_from_s_ = sound.at_s;
    // Stamps are rounded, and the first of a connection may be off: blocks follow each other without a seam, and all of them slide to
    // where their stamps are in the mean. Only a real gap is filled with silence, and only a real overlap cut.
    const double gap_s = stereo_.empty() ? 0 : sound.at_s - end_s;
    std::size_t skipped = 0;
    if (gap_s > 0.02) stereo_.resize(stereo_.size() + 2 * static_cast<std::size_t>(std::lround(gap_s * core::kSampleRateHz)), 0.0f);
    if (gap_s < -0.02) skipped = std::min(sound.stereo.size(), 2 * static_cast<std::size_t>(std::lround(-gap_s * core::kSampleRateHz)));
    if (std::abs(gap_s) <= 0.02) {
        mean_gap_s_ += 0.1 * (gap_s - mean_gap_s_);
        const double slide_s = has_played_ ? std::clamp(0.1 * mean_gap_s_, -kMostSlide_s, kMostSlide_s) : gap_s;
        stereo_from_s_ += slide_s;
        mean_gap_s_ -= has_played_ ? slide_s : mean_gap_s_;
    }
    stereo_.insert(stereo_.end(), sound.stereo.begin() + static_cast<std::ptrdiff_t>(skipped), sound.stereo.end());
    const auto most = static_cast<std::size_t>(kMostSound_s * core::kSampleRateHz) * 2;
    if (stereo_.size() <= most) return;
    stereo_from_s_ += static_cast<double>((stereo_.size() - most) / 2) / core::kSampleRateHz;
    stereo_.erase(stereo_.begin(), stereo_.end() - static_cast<std::ptrdiff_t>(most));
}

void InputTimeline::restart() {
    picture_ = sound_ = {};
    pictures_.clear();
    stereo_.clear();
    is_playing_ = has_played_ = false;
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
    const double wanted_s = delay_s_ / 2, error_s = least_ready_s_ - wanted_s;
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

void InputTimeline::take(core::Tick tick, signal::SourceTick& out) {
    out.stereo.clear();
    const std::int64_t samples = rate_.samples_in(tick);
    const double length_s = static_cast<double>(samples) / core::kSampleRateHz;
    ++quiet_ticks_;
    ++picture_.quiet_ticks;
    ++sound_.quiet_ticks;
    if (!is_playing_ && (picture_.exists || sound_.exists)) {
        // Begins, or begins again after it ran dry, once enough lies ready.
        const double first_s = pictures_.empty() ? stereo_from_s_ : stereo_.empty() ? pictures_.front().at_s : std::min(pictures_.front().at_s, stereo_from_s_);
        if (newest_s() - first_s >= delay_s_) {
            is_playing_ = true;
            at_s_ = newest_s() - delay_s_;
        }
    }
    if (is_playing_ && ready_s() < length_s * speed_) {
        is_playing_ = false;
        // Its parts come further apart than what lay ready: more of it will from now on.
        if (picture_.counts(rate_) || sound_.counts(rate_)) delay_s_ = std::min(std::max(kMostDelay_s, delay_s_), delay_s_ * 1.5);
    }
    if (is_playing_) has_played_ = true;
    if (has_played_ && !is_playing_ && quiet_ticks_ < kHold_s * rate_.hz()) ++starved_ticks_;
    if (is_playing_) {
        // A picture belongs to the tick in whose middle it would have been shown already.
        const auto later = std::find_if(pictures_.begin(), pictures_.end(), [&](const media::InputPicture& p) { return p.at_s > at_s_ + length_s / 2; });
        if (later != pictures_.begin()) held_ = std::move(*(later - 1));
        pictures_.erase(pictures_.begin(), later);
        read_sound(samples, out.stereo);
        at_s_ += length_s * speed_;
        steer();
        forget_old();
    }
    if (quiet_ticks_ > kHold_s * rate_.hz()) held_.reset();
    if (held_) {
        out.pictures = held_->views;
    } else {
        out.pictures.assign(views_, nullptr);
    }
}

}  // namespace compere::live
