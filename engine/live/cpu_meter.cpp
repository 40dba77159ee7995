#include "live/cpu_meter.h"

#include <time.h>

#include <algorithm>
#include <numeric>

namespace compere::live {
namespace {

std::int64_t clock_ns(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

}  // namespace

std::int64_t thread_cpu_ns() {
    return clock_ns(CLOCK_THREAD_CPUTIME_ID);
}

std::int64_t process_cpu_ns() {
    return clock_ns(CLOCK_PROCESS_CPUTIME_ID);
}

void CpuMeter::ended(room::Step step) {
    const std::int64_t now = thread_cpu_ns();
    totals_[static_cast<std::size_t>(step)] += now - last_;
    last_ = now;
    const std::int64_t wall = clock_ns(CLOCK_MONOTONIC);
    tick_[static_cast<std::size_t>(step)] += wall - last_wall_;
    last_wall_ = wall;
}

void CpuMeter::begin() {
    last_ = thread_cpu_ns();
    last_wall_ = clock_ns(CLOCK_MONOTONIC);
}

void CpuMeter::begin_tick() {
    tick_.fill(0);
    tick_from_ = clock_ns(CLOCK_MONOTONIC);
}

void CpuMeter::end_tick() {
    const std::int64_t took = clock_ns(CLOCK_MONOTONIC) - tick_from_;
    tick_.back() = took - std::accumulate(tick_.begin(), tick_.end() - 1, std::int64_t{0});
    if (took <= longest_ns_) return;
    longest_ns_ = took;
    slowest_of_longest_ = slowest();
}

void CpuMeter::forget_longest() {
    longest_ns_ = 0;
    slowest_of_longest_ = "other";
}

const char* CpuMeter::slowest() const {
    const auto most = std::max_element(tick_.begin(), tick_.end());
    return most == tick_.end() - 1 ? "other" : name(static_cast<room::Step>(most - tick_.begin()));
}

const char* name(room::Step step) {
    switch (step) {
        case room::Step::Show: return "show";
        case room::Step::Anim: return "anim";
        case room::Step::Render: return "render";
        case room::Step::Composite: return "composite";
        case room::Step::Convert: return "convert";
        case room::Step::Audio: return "audio";
    }
    return "";
}

}  // namespace compere::live
