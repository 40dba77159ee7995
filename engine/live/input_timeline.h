#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/time.h"
#include "media/live_input.h"
#include "signal/source_tick.h"

namespace compere::live {

// Plays what comes from a live input, tick by tick, from one place on the sender's clock: its picture and its sound cannot part. The
// place lies `delay` behind what came last, so that a network may stutter. Where it ran dry and the same connection goes on within 2 s, the
// delay is raised by half, up to 2 s; each two minutes without that take a seventh of it back, a new connection all. It runs up to 0.4 %
// faster or slower to stay there, since the sender's clock is not ours, and jumps only when half a second has piled up.
// When no picture comes any more the last one is held, for kHold_s or three of its pitches (at most 30 s), and then there is none; sound that
// still comes goes on. No clock of its own: ticks are its time. Frame thread only.
//
// What waits is bounded by time (delay and kMargin_s) and by kMostBytes of pictures, each counted as 64 KiB at least. Where the bytes do not
// hold the delay that the show asked for, the delay is shortened to three quarters of what they hold (is_shortened), all pictures stay.
class InputTimeline {
public:
    static constexpr double kHold_s = 3, kMargin_s = 5;
    static constexpr std::int64_t kMostBytes = 512 << 20;

    InputTimeline(core::FrameRate rate, std::size_t views, double delay_s) : rate_{rate}, views_{views}, asked_s_{delay_s}, raised_s_{delay_s} {}

    void add(media::InputPicture picture);
    void add(media::InputSound sound);
    void restart();  // a new connection: its clock may be another
    // Every tick once, rising by one. `out` keeps its memory.
    void take(core::Tick tick, signal::SourceTick& out);

    bool is_lost() const { return !held_; }
    std::int64_t starved_ticks() const { return starved_ticks_; }  // that got nothing new although it was connected
    std::int64_t jumps() const { return jumps_; }
    double speed() const { return speed_; }
    double at_s() const { return at_s_; }  // on the sender's clock: where the next tick begins
    double ready_s() const { return newest_s() - at_s_; }  // how much lies ready
    double delay_s() const { return std::min(raised_s_, fits_s_); }  // as it is now
    bool is_shortened() const { return fits_s_ < asked_s_; }
    std::int64_t waiting_bytes() const { return bytes_; }  // of pictures

private:
    struct Stream {
        bool exists = false;
        double newest_s = 0;  // end of what came
        int quiet_ticks = 0;  // since something came
        double pitch_s = 0;   // from part to part, the longest of late
        bool counts(core::FrameRate rate) const { return exists && quiet_ticks < 2 * rate.hz() && pitch_s < 1; }  // the other one waits for it
    };
    bool follows(Stream& stream, double at_s, double end_s);
    void hold(media::InputPicture&& picture);
    void forget(Stream& stream);
    void forget_all();
    void drop_beyond_bounds();
    void begin();
    void run_dry();
    void grow_calm();
    double newest_s() const;
    void steer();
    void forget_old();
    void read_sound(std::int64_t samples, std::vector<float>& out) const;

    core::FrameRate rate_;
    std::size_t views_;
    double asked_s_, raised_s_;  // the delay
    double fits_s_ = 1e9;        // the longest for which there are bytes
    int dry_ticks_ = -1;         // since it ran dry; negative: it plays, or has not begun
    int calm_ticks_ = 0;         // since it last ran dry
    Stream picture_, sound_;
    bool is_playing_ = false, has_played_ = false;  // since it connected
    double at_s_ = 0, speed_ = 1;  // on the sender's clock: where the next tick begins
    std::vector<media::InputPicture> pictures_;  // oldest first
    std::int64_t bytes_ = 0;                     // of those
    std::vector<float> stereo_;
    double stereo_from_s_ = 0, mean_gap_s_ = 0;  // of stamps behind what came before them
    bool is_overlapping_ = false;                // the last block was cut away whole: the rest of the overlap is cut too
    std::optional<media::InputPicture> held_;
    int held_ticks_ = 0;  // since it became the one
    double hold_s_ = kHold_s;
    int quiet_ticks_ = 0;
    double least_ready_s_ = 1e9;  // in this stretch of watching
    int watched_ticks_ = 0;
    std::int64_t starved_ticks_ = 0, jumps_ = 0;
};

}  // namespace compere::live
