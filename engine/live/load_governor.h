#pragma once

#include <cstddef>

namespace compere::live {

// Lowers what a room spends before ticks are skipped, and raises it again. Pure: the same figures give the same steps. One thread.
class LoadGovernor {
public:
    // `steps`: how many the tier has; 0 is the full one, where it starts. `hz`: ticks a second.
    LoadGovernor(std::size_t steps, double hz);

    // After each drawn tick: how long it took to draw and how far behind its time it was handed over, both in periods. Returns the step
    // for the next. A tick that comes late costs viewers nothing, a coarser picture does: down only where ticks would soon be skipped,
    // after 5 of 30 that took over 0.6 and came over 1.5 behind; those that took over 1.2 count twice, however late. A stall alone is no
    // reason. Up after 10 s without such a tick in which one took 0.65 in the mean. Each time that a step up did not hold for 30 s, the wait before the next doubles, up to 5 minutes.
    std::size_t next(double busy, double behind);
    std::size_t step() const { return step_; }

private:
    void go_to(std::size_t step);

    std::size_t steps_, step_ = 0;
    double hz_;
    double wait_s_;
    int seen_ = 0, strained_ = 0;  // of the window for going down
    long calm_ = 0;                // ticks in a row that were not strained
    double busy_ = 0;              // of those, the sum
    long since_up_ = -1;           // ticks since the last step up; below 0: none that could fail
};

}  // namespace compere::live
