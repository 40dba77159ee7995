#include "live/load_governor.h"

#include <algorithm>

namespace compere::live {
namespace {

constexpr int kWindow = 30, kStrained = 5;
constexpr double kTooMuch = 1.2, kBusy = 0.6, kBehind = 1.5, kCalm = 0.65;
constexpr double kFirstWait_s = 10, kLongestWait_s = 300, kHolds_s = 30;

}  // namespace

LoadGovernor::LoadGovernor(std::size_t steps, double hz) : steps_{std::max<std::size_t>(1, steps)}, hz_{hz}, wait_s_{kFirstWait_s} {}

void LoadGovernor::go_to(std::size_t step) {
    step_ = step;
    seen_ = strained_ = 0;
    calm_ = 0;
    busy_ = 0;
}

std::size_t LoadGovernor::next(double busy, double behind) {
    if (++seen_ > kWindow) seen_ = 1, strained_ = 0;
    const bool is_strained = busy > kTooMuch || (busy > kBusy && behind > kBehind);
    if (is_strained) strained_ += busy > kTooMuch ? 2 : 1;
    calm_ = is_strained ? 0 : calm_ + 1;
    busy_ = is_strained ? 0 : busy_ + busy;
    const bool is_calm = static_cast<double>(calm_) >= wait_s_ * hz_;
    if (since_up_ >= 0 && static_cast<double>(++since_up_) > kHolds_s * hz_) {
        since_up_ = -1;
        wait_s_ = kFirstWait_s;
    }
    if (strained_ >= kStrained && step_ + 1 < steps_) {
        if (since_up_ >= 0) wait_s_ = std::min(kLongestWait_s, 2 * wait_s_);
        since_up_ = -1;
        go_to(step_ + 1);
    } else if (is_calm && step_ > 0 && busy_ < kCalm * static_cast<double>(calm_)) {
        since_up_ = 0;
        go_to(step_ - 1);
    } else if (is_calm) {
        calm_ = 0;  // the next ten seconds may be calmer
        busy_ = 0;
    }
    return step_;
}

}  // namespace compere::live
