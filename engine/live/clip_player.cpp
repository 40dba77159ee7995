#include "live/clip_player.h"

#include <algorithm>
#include <cmath>

#include "core/log.h"

namespace compere::live {
namespace {

constexpr int kLongestPause_s = 30;
constexpr double kSteady_s = 10;  // played for so long, it is tried again quickly

}  // namespace

signal::SourceTick ClipPlayer::next(core::Tick tick) {
    if (next_try_ && tick >= *next_try_) try_again(tick);
    signal::SourceTick part = clip_.next(tick);
    if (!next_try_ && !clip_.failure().empty()) lose(tick);
    return part;
}

void ClipPlayer::lose(core::Tick tick) {
    const bool again = losses_ > 0 && rate_.seconds(tick - reopened_) < kSteady_s;
    pause_s_ = again ? std::min(2 * pause_s_, kLongestPause_s) : 1;
    lost_ = tick;
    next_try_ = tick + std::llround(pause_s_ * rate_.hz());
    ++losses_;
    core::warn({"clip-lost", clip_.failure()}, "clip {}: {}; its last picture stays, next try in {} s", name_, clip_.failure(), pause_s_);
}

void ClipPlayer::try_again(core::Tick tick) {
    if (!clip_.reopen(tick)) {
        pause_s_ = std::min(2 * pause_s_, kLongestPause_s);
        next_try_ = tick + std::llround(pause_s_ * rate_.hz());
        return;
    }
    next_try_.reset();
    reopened_ = tick;
    core::info({"clip-resumed"}, "clip {}: plays again after {:.0f} s", name_, rate_.seconds(tick - lost_));
}

}  // namespace compere::live
