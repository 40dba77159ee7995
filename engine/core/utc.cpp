#include "core/utc.h"

#include <fmt/format.h>

#include <ctime>

namespace compere::core {

std::string utc(std::chrono::system_clock::time_point when) {
    using std::chrono::milliseconds;
    const auto whole = std::chrono::floor<std::chrono::seconds>(when.time_since_epoch());
    const std::time_t seconds = whole.count();
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char date[32];
    std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &parts);
    return fmt::format("{}.{:03}Z", date, std::chrono::floor<milliseconds>(when.time_since_epoch() - whole).count());
}

}  // namespace compere::core
