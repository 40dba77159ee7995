#include "live/input_watch.h"

#include <fmt/format.h>

#include "live/input_timeline.h"

namespace compere::live {
namespace {

using namespace std::chrono_literals;

constexpr auto kLongestPitch = 10s;
constexpr std::array<const char*, 2> kNames = {"picture", "sound"};

double seconds(InputWatch::Clock::duration time) { return std::chrono::duration<double>(time).count(); }

}  // namespace

bool InputWatch::is_overdue(const Track& track, Clock::time_point now, Clock::duration by) const {
    return track.last && now - std::max(*track.last, resumed_) > std::max(by, 3 * track.pitch);
}

std::optional<InputWatch::Said> InputWatch::came(Stream stream, Clock::time_point now) {
    const auto index = static_cast<std::size_t>(stream);
    Track& track = tracks_[index];
    const Clock::duration silence = now - last_, own = track.last ? now - *track.last : Clock::duration{};
    if (silence > std::max<Clock::duration>(1s, 3 * track.pitch)) resumed_ = now;
    track.pitch = std::min<Clock::duration>(kLongestPitch, std::max(own, track.pitch * 9 / 10));
    track.last = last_ = now;
    ++track.parts;
    const bool was_silent = std::exchange(is_silent_, false), was_missed = std::exchange(track.is_silent, false);
    if (!first_) {
        first_ = now;
        return Said{Said::What::Live, "connected"};
    }
    if (was_silent) return Said{Said::What::Resumed, fmt::format("comes again after {:.1f} s", seconds(silence))};
    if (was_missed) return Said{Said::What::Resumed, fmt::format("its {} comes again after {:.1f} s", kNames[index], seconds(own))};
    return std::nullopt;
}

std::optional<InputWatch::Said> InputWatch::missed(Clock::time_point now) {
    if (!first_) {
        if (is_silent_ || now - opened_ <= 3s) return std::nullopt;
        is_silent_ = true;
        return Said{Said::What::Silent, "nothing comes yet; its fall-back is shown"};
    }
    if (is_silent_ || (!tracks_[0].last && !tracks_[1].last)) return std::nullopt;
    if (std::all_of(tracks_.begin(), tracks_.end(), [&](const Track& track) { return !track.last || is_overdue(track, now, 1s); })) {
        is_silent_ = true;
        return Said{Said::What::Silent, fmt::format("nothing comes; its last picture stays for {:.0f} s", InputTimeline::kHold_s)};
    }
    for (std::size_t i = 0; i < tracks_.size(); ++i) {
        Track& track = tracks_[i];
        if (track.is_silent || !is_overdue(track, now, 2s)) continue;  // the other one comes: picture and sound may lie apart
        track.is_silent = true;
        return Said{Said::What::Silent, fmt::format("its {} does not come, although the rest does", kNames[i])};
    }
    return std::nullopt;
}

std::string InputWatch::lost(Clock::time_point now) const {
    if (!tracks_[0].last && !tracks_[1].last) return now - last_ > 10s ? "nothing came for 10 s" : "";
    for (std::size_t i = 0; i < tracks_.size(); ++i) {
        const bool is_all = now - std::max(last_, resumed_) > 9s;
        if (!is_overdue(tracks_[i], now, 10s) || (!is_all && tracks_[i].parts < kKnown)) continue;
        return is_all ? "nothing came for 10 s" : fmt::format("its {} did not come for 10 s", kNames[i]);
    }
    return "";
}

}  // namespace compere::live
