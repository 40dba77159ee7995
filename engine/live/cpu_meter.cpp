#include "live/cpu_meter.h"

#include <time.h>

#include <algorithm>

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

void CpuMeter::begin_tick() {
    tick_.fill(0);
    last_wall_ = clock_ns(CLOCK_MONOTONIC);
}

const char* CpuMeter::slowest() const {
    return name(static_cast<room::Step>(std::max_element(tick_.begin(), tick_.end()) - tick_.begin()));
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
