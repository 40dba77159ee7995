#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/time.h"
#include "live/rendition.h"

namespace compere::live {

// The ticks of a canvas that its encoder has no room for yet. Each keeps its sound and its stamp; beyond four they give up their pictures,
// and the encoder repeats its last one: viewers see it, so it is counted and said. The frame thread's.
class EncoderBacklog {
public:
    using Clock = std::chrono::steady_clock;
    using Offer = std::function<bool(EncodeTick&&)>;  // false: full; the tick is untouched

    EncoderBacklog(std::string canvas, core::FrameRate rate, Offer offer);

    void add(EncodeTick&& tick, Clock::time_point now = Clock::now());
    void offer(Clock::time_point now = Clock::now());  // again, without a new one
    // Blocks until no more than 30 wait, or the encoder has been stuck for 5 s: while it catches up the loop is faster than any encoder.
    void wait_until_few();
    // What is left, in order, for whoever may wait.
    std::vector<EncodeTick> take() { return std::move(held_); }

    std::size_t ticks() const { return held_.size(); }
    std::int64_t repeated() const { return repeated_; }  // pictures given up since the start
    // How long the encoder has taken nothing although it was asked: what passes while nothing runs here (a process that is stopped) is not
    // its fault.
    Clock::duration stuck_for() const { return stuck_; }
    static constexpr std::chrono::seconds kStuck{5};

private:
    void tell();

    std::string canvas_;
    core::FrameRate rate_;
    Offer offer_;
    std::vector<EncodeTick> held_;
    std::int64_t repeated_ = 0, repeated_before_ = 0;
    core::Tick calm_ = 0;  // ticks since the last picture that was given up
    bool is_behind_ = false;
    Clock::time_point asked_at_ = Clock::now();
    Clock::duration stuck_{};
};

}  // namespace compere::live
