#include "live/load_governor.h"

#include <algorithm>

namespace compere::live {
namespace {

constexpr int kWindow = 30, kStrained = 5;
constexpr double kTooMuch = 1.2, kMost = 0.9, kCalm = 0.6;
constexpr double kFirstWait_s = 10, kLongestWait_s = 300, kHolds_s = 30;

}  // namespace

LoadGovernor::LoadGovernor(std::size_t steps, double hz) : steps_{std::max<std::size_t>(1, steps)}, hz_{hz}, wait_s_{kFirstWait_s} {}

void LoadGovernor::go_to(std::size_t step) {
    step_ = step;
    seen_ = strained_ = 0;
    calm_ = 0;
}

std::size_t LoadGovernor::next(double busy, double behind) {
    if (++seen_ > kWindow) seen_ = 1, strained_ = 0;
    if (busy > kMost || (busy > kCalm && behind > kMost)) strained_ += busy > kTooMuch ? 2 : 1;
    calm_ = busy < kCalm && behind < kMost ? calm_ + 1 : 0;
    if (since_up_ >= 0 && static_cast<double>(++since_up_) > kHolds_s * hz_) {
        since_up_ = -1;
        wait_s_ = kFirstWait_s;
    }
    if (strained_ >= kStrained && step_ + 1 < steps_) {
        if (since_up_ >= 0) wait_s_ = std::min(kLongestWait_s, 2 * wait_s_);
        since_up_ = -1;
        go_to(step_ + 1);
    } else if (step_ > 0 && static_cast<double>(calm_) >= wait_s_ * hz_) {
        since_up_ = 0;
        go_to(step_ - 1);
    }
    return step_;
}

}  // namespace compere::live
