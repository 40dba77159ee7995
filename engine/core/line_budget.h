#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

namespace compere::core {

// What may happen with every tick is said so often and no more: at most `lines` in each span of `per`, for as long as a room is on air.
// One thread.
class LineBudget {
public:
    using Clock = std::chrono::steady_clock;
    LineBudget(int lines, Clock::duration per) : lines_{lines}, per_{per} {}

    // Nothing: not now. Else: to be said, after so many that were not.
    std::optional<std::int64_t> take(Clock::time_point now = Clock::now()) {
        if (!since_ || now - *since_ >= per_) {
            since_ = now;
            said_ = 0;
        }
        if (said_ >= lines_) {
            ++unsaid_;
            return std::nullopt;
        }
        ++said_;
        return std::exchange(unsaid_, 0);
    }

private:
    int lines_, said_ = 0;
    Clock::duration per_;
    std::optional<Clock::time_point> since_;
    std::int64_t unsaid_ = 0;
};

}  // namespace compere::core
