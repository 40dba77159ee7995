#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>

namespace compere::media {

// For how long each part of a connection is to be kept back, so that a stream which is sent faster than it plays (a file without pace) costs
// no more than a multiple of what it costs live. A burst is no such thing: what a server kept for those who come (up to kBurst_s), what a
// network held back, slides, and a sender's clock that runs fast pass. Picture and sound are held to one place of the stream, so that neither gets
// ahead of the other by where it began. Called by the threads of both.
class IntakePace {
public:
    using Clock = std::chrono::steady_clock;
    enum class Stream { Picture, Sound };

    static constexpr double kBurst_s = 30;      // ahead of its own time
    static constexpr double kBurstSpeed = 3;    // of its own, in a burst
    static constexpr double kSteadySpeed = 1.05;

    // at_s: the part's stamp; length_s: how long it plays. A jump of more than kMostPitch_s is another clock: it counts as kJump_s, one backwards not at all. A stream that
    // lies more than kApart_s behind the other has a clock of its own, and is held to that. GStreamer presses the stamps of a transport stream
    // together where it comes too fast: there the lengths count, of a picture kLongestPicture_s at most, for what a stream says of its rate may be wrong.
    Clock::duration wait(Stream stream, double at_s, double length_s, Clock::time_point now);
    // It has used up its burst, or was kept back by its lengths for kPressed_s on end.
    bool is_held_back() const { return is_held_back_; }

private:
    static constexpr double kMostPitch_s = 10, kJump_s = 1, kApart_s = 30, kMostLength_s = 1, kLongestPicture_s = 1.0 / 24, kPressed_s = 14;
    static double played_s(double from_s, double to_s);
    struct Bucket {
        double speed, slack_s, most_credit_s;
        double most_at_once_s;  // that one part counts: what comes seldom comes late rather than early
        double ahead_s = 0;

        void add(double played_s, double elapsed_s);
        double too_early_s(double behind_s = 0) const { return std::max(0.0, ahead_s - behind_s - slack_s) / speed; }
    };
    // How far a clock is ahead of the time that passed.
    struct Lead {
        Bucket burst{kBurstSpeed, 1, 0, 1}, steady{kSteadySpeed, kBurst_s, kBurst_s, kMostPitch_s};
        std::optional<Clock::time_point> last{};

        void add(double played_s, Clock::time_point now);
    };
    struct Track {
        std::optional<double> last_s{};
        Lead lead{};
        Bucket lengths{kBurstSpeed, 3, 0, kMostLength_s};
        std::optional<Clock::time_point> when{};
        double pressed_s = 0;  // for how long lengths kept it back, since they last did not
    };
    std::optional<double> newest_s() const;

    std::mutex mutex_;
    std::array<Track, 2> tracks_;
    Lead together_;
    std::atomic<bool> is_held_back_{false};
};

}  // namespace compere::media
