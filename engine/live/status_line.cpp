#include "live/status_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace compere::live {
namespace {

bool works(output::State state) { return state == output::State::Live || state == output::State::Ended; }

std::string_view name(output::State state) {
    switch (state) {
        case output::State::Connecting: return "connects";
        case output::State::Live: return "live";
        case output::State::Waiting: return "LOST, tries again";
        case output::State::Failed: return "FAILED";
        case output::State::Ended: return "ended";
    }
    return "";
}

// Of one letter that begins with this byte: Chinese, Japanese, Korean and their punctuation, and pictographs, take two columns.
int columns_of(unsigned char lead) {
    if ((lead & 0xC0) == 0x80) return 0;
    return lead >= 0xE3 && lead != 0xEF ? 2 : 1;
}

std::string cut_to(std::string text, int columns) {
    int used = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const int wide = columns_of(static_cast<unsigned char>(text[at]));
        if (used + wide > columns) return text.substr(0, at);
        used += wide;
    }
    return text;
}

}  // namespace

std::string status_line(const AirState& air, int columns) {
    const auto seconds = static_cast<long>(air.air_s);
    std::string out = fmt::format("{}  {}:{:02}:{:02}", air.room, seconds / 3600, seconds / 60 % 60, seconds % 60);
    const auto end = std::back_inserter(out);
    for (const AirState::Output& o : air.outputs) {
        if (!works(o.state)) fmt::format_to(end, "  {}: {}", name(o.state), o.name);
    }
    fmt::format_to(end, "  late {:.1f} % skipped {} in a minute ({:.1f} %, {} in all)  drawing {:.1f} of {:.1f} ms", air.minute.late_percent(), air.minute.skipped, air.all.late_percent(), air.all.skipped,
                   air.drawing_ms, air.period_ms);
    if (!air.effort.empty()) fmt::format_to(end, " ({})", air.effort);
    for (const AirState::Output& o : air.outputs) {
        if (!works(o.state)) continue;
        fmt::format_to(end, "  {}: {}", name(o.state), o.name);
        if (o.state == output::State::Live) fmt::format_to(end, " {:.1f} Mbit/s", o.bits_per_s * 1e-6);
    }
    return columns > 0 ? cut_to(std::move(out), columns) : out;
}

}  // namespace compere::live
