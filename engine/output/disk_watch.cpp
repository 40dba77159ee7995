#include "output/disk_watch.h"

#include <algorithm>
#include <utility>

namespace compere::output {

double seconds_left(std::uintmax_t available_bytes, std::int64_t bitrate_bps) {
    return static_cast<double>(available_bytes) * 8 / static_cast<double>(std::max<std::int64_t>(1, bitrate_bps));
}

double DiskWatch::seconds_left(std::uintmax_t available_bytes, double now_s) {
    constexpr double kApart_s = 10, kSpan_s = 60, kEnough_s = 20;
    if (samples_.empty() || now_s - samples_.back().at_s >= kApart_s) samples_.push_back({now_s, available_bytes});
    while (now_s - samples_.front().at_s > kSpan_s) {
        samples_.pop_front();
    }
    const Sample& then = samples_.front();
    auto bps = static_cast<double>(own_bps_);
    if (now_s - then.at_s >= kEnough_s && then.bytes > available_bytes) bps = std::max(bps, 8 * static_cast<double>(then.bytes - available_bytes) / (now_s - then.at_s));
    return static_cast<double>(available_bytes) * 8 / std::max(1.0, bps);
}

bool DiskWatch::is_alarm(double seconds_left) {
    constexpr double kAlarm_s = 600, kOver_s = 900;
    const bool was_low = std::exchange(is_low_, seconds_left < (is_low_ ? kOver_s : kAlarm_s));
    return is_low_ && !was_low;
}

}  // namespace compere::output
