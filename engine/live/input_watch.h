#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

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
    // The source said that there is no more of it: it is not missed.
    void ended(Stream stream) { tracks_[static_cast<std::size_t>(stream)] = {}; }
    // As often as wanted.
    std::optional<Said> missed(Clock::time_point now);
    // Why the connection is to be given up: nothing, or nothing of a stream that had come, for ten seconds (or three pitches of it). Empty: it is not.
    std::string lost(Clock::time_point now) const;
    Clock::duration lasted() const { return first_ ? last_ - *first_ : Clock::duration{}; }  // from the first to the last that came

private:
    struct Track {
        std::optional<Clock::time_point> last;
        Clock::duration pitch{};  // the longest of late
        int parts = 0;            // until there are kKnown its pitch is a guess
        bool is_silent = false;
    };
    static constexpr int kKnown = 10;
    bool is_overdue(const Track& track, Clock::time_point now, Clock::duration by) const;
    std::array<Track, 2> tracks_;
    Clock::time_point opened_, last_;
    Clock::time_point resumed_ = opened_;  // after a silence as a whole each has its time again
    std::optional<Clock::time_point> first_;
    bool is_silent_ = false;  // as a whole
};

}  // namespace compere::live
