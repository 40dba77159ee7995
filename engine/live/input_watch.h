#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string>

namespace compere::live {

// What of one connection of a live input comes and what does not, and when that is worth a line. A stream that has a long pitch (a picture every few
// seconds) is not called silent between two of its parts. No clock of its own. One thread.
class InputWatch {
public:
    using Clock = std::chrono::steady_clock;
    enum class Stream { Picture, Sound };
    struct Said {
        enum class What { Live, Silent, Resumed } what = What::Silent;
        std::string words;
    };

    explicit InputWatch(Clock::time_point now) : opened_{now}, last_{now} {}

    // Something came; what there is to say about that.
    std::optional<Said> came(Stream stream, Clock::time_point now);
    // As often as wanted.
    std::optional<Said> missed(Clock::time_point now);
    // Why the connection is to be given up: nothing, or nothing of a stream that had come, for ten seconds (or three pitches of it). Empty: it is not.
    std::string lost(Clock::time_point now) const;
    Clock::duration lasted() const { return first_ ? last_ - *first_ : Clock::duration{}; }  // from the first to the last that came

private:
    struct Track {
        std::optional<Clock::time_point> last;
        Clock::duration pitch{};  // the longest of late
        bool is_silent = false;
        bool is_overdue(Clock::time_point now, Clock::duration by) const { return last && now - *last > std::max(by, 3 * pitch); }
    };
    std::array<Track, 2> tracks_;
    Clock::time_point opened_, last_;
    std::optional<Clock::time_point> first_;
    bool is_silent_ = false;  // as a whole
};

}  // namespace compere::live
