#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>

namespace compere::media {

// For how long each part of a connection is to be kept back, so that a stream which is sent faster than it plays (a file without pace) costs
// no more than a multiple of what it costs live. A burst is no such thing: what a server kept for those who come (up to kBurst_s), what a
// network held back, and a sender's clock that runs fast pass. Picture and sound are held to one place of the stream, so that neither gets
// ahead of the other by where it began. Called by the threads of both.
class IntakePace {
public:
    using Clock = std::chrono::steady_clock;
    enum class Stream { Picture, Sound };

    static constexpr double kBurst_s = 15;      // ahead of its own time
    static constexpr double kBurstSpeed = 3;    // of its own, in a burst
    static constexpr double kSteadySpeed = 1.01;

    // at_s: the part's stamp. A jump of more than kMostPitch_s is another clock: it counts as kJump_s, one backwards not at all. A stream that
    // lies further than that behind the other has a clock of its own, and is held to that.
    Clock::duration wait(Stream stream, double at_s, Clock::time_point now);
    // It used up its burst: only the steady speed is left.
    bool is_held_back() const { return is_held_back_; }

private:
    static constexpr double kMostPitch_s = 10, kJump_s = 1;
    static double played_s(double from_s, double to_s);
    struct Bucket {
        double speed, slack_s, most_credit_s;
        double ahead_s = 0;
    };
    // How far a clock is ahead of the time that passed.
    struct Lead {
        Bucket burst{kBurstSpeed, 1, 0}, steady{kSteadySpeed, kBurst_s, kBurst_s};
        std::optional<Clock::time_point> last{};

        void add(double played_s, Clock::time_point now);
    };
    struct Track {
        std::optional<double> last_s{};
        Lead lead{};
    };
    std::optional<double> newest_s() const;

    std::mutex mutex_;
    std::array<Track, 2> tracks_;
    Lead together_;
    std::atomic<bool> is_held_back_{false};
};

}  // namespace compere::media
