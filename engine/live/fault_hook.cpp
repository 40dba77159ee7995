#include "live/fault_hook.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <optional>
#include <thread>

#include "core/log.h"

namespace compere::live {
namespace {

using Clock = std::chrono::steady_clock;
using Duration = std::chrono::milliseconds;

struct Fault {
    std::string place;
    Duration at{};
    bool is_stall = false;
    Duration length{};  // of an error: 0 is once
    std::atomic<bool> is_spent{false};
};

// "200ms" or "2s".
std::optional<Duration> duration_of(std::string_view words) {
    const bool is_ms = words.ends_with("ms");
    if (!words.ends_with('s')) return std::nullopt;
    words.remove_suffix(is_ms ? 2 : 1);
    long long count = 0;
    const auto read = std::from_chars(words.data(), words.data() + words.size(), count);
    if (read.ec != std::errc{} || read.ptr != words.data() + words.size() || count < 0) return std::nullopt;
    return Duration{is_ms ? count : 1000 * count};
}

bool add(std::deque<Fault>& faults, std::string_view words) {
    const std::size_t at = words.find('@'), colon = words.find(':'), equals = words.find('=');
    if (at == std::string_view::npos || colon == std::string_view::npos || at > colon) return false;
    const std::string_view kind = words.substr(colon + 1, equals == std::string_view::npos ? equals : equals - colon - 1);
    const auto when = duration_of(words.substr(at + 1, colon - at - 1));
    const auto length = equals == std::string_view::npos ? Duration{0} : duration_of(words.substr(equals + 1));
    if (!when || !length || (kind != "stall" && kind != "error")) return false;
    Fault& fault = faults.emplace_back();
    fault.place = words.substr(0, at);
    fault.at = *when;
    fault.is_stall = kind == "stall";
    fault.length = *length;
    return true;
}

// Made when the room goes on air, while no other thread of it asks; afterwards only `is_spent` changes.
struct Plan {
    std::deque<Fault> faults;
    Clock::time_point start;
};

Plan& plan() {
    static Plan the_plan;
    return the_plan;
}

}  // namespace

void arm_faults() {
    Plan& all = plan();
    all.faults.clear();
    all.start = Clock::now();
    const char* const words = std::getenv("COMPERE_FAULT");
    std::string_view rest = words != nullptr ? words : "";
    while (!rest.empty()) {
        const std::string_view one = rest.substr(0, rest.find(','));
        if (!add(all.faults, one)) core::warn({"fault-unknown"}, "COMPERE_FAULT: \"{}\" is not understood", one);
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    }
}

core::Status fault_at(std::string_view place) {
    Plan& all = plan();
    const Clock::time_point start = all.start, now = Clock::now();
    for (Fault& fault : all.faults) {
        if (fault.place != place || now < start + fault.at) continue;
        if (!fault.is_stall && fault.length.count() > 0) {
            if (now < start + fault.at + fault.length) return core::fail("a fault for so long was asked for");
            continue;
        }
        if (fault.is_spent.exchange(true)) continue;
        if (!fault.is_stall) return core::fail("a fault was asked for");
        std::this_thread::sleep_for(fault.length);
    }
    return {};
}

}  // namespace compere::live
