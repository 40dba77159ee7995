#pragma once

#include <chrono>
#include <string>

namespace compere::core {

// A moment of the wall clock as 2026-01-31T08:00:00.250Z, for logs and reports.
std::string utc(std::chrono::system_clock::time_point when);

}  // namespace compere::core
