#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/time.h"
#include "media/live_input.h"
#include "signal/source_tick.h"

namespace compere::live {

// Plays what comes from a live input, tick by tick, from one place on the sender's clock: its picture and its sound cannot part. The
// place lies `delay` behind what came last, so that a network may stutter (half as much more each time that it runs dry, up to 2 s). It
// runs up to 0.4 % faster or slower to stay there, since the sender's clock is not ours, and jumps only when half a second has piled up.
// When nothing comes any more the last picture is held, and after kHold_s there is none. No clock of its own: ticks are its time. Frame
// thread only.
class InputTimeline {
public:
    static constexpr double kHold_s = 3;

    InputTimeline(core::FrameRate rate, std::size_t views, double delay_s) : rate_{rate}, views_{views}, delay_s_{delay_s} {}

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

private:
    struct Stream {
        bool exists = false;
        double newest_s = 0;  // end of what came
        int quiet_ticks = 0;  // since something came
        bool counts(core::FrameRate rate) const { return exists && quiet_ticks < 2 * rate.hz(); }
    };
    bool follows(Stream& stream, double at_s, double end_s);
    double newest_s() const;
    void steer();
    void forget_old();
    void read_sound(std::int64_t samples, std::vector<float>& out) const;

    core::FrameRate rate_;
    std::size_t views_;
    double delay_s_;
    Stream picture_, sound_;
    bool is_playing_ = false, has_played_ = false;  // since it connected
    double at_s_ = 0, speed_ = 1;  // on the sender's clock: where the next tick begins
    std::vector<media::InputPicture> pictures_;  // a few, oldest first
    std::vector<float> stereo_;
    double stereo_from_s_ = 0, mean_gap_s_ = 0;  // of stamps behind what came before them
    std::optional<media::InputPicture> held_;
    int quiet_ticks_ = 0;
    double least_ready_s_ = 1e9;  // in this stretch of watching
    int watched_ticks_ = 0;
    std::int64_t starved_ticks_ = 0, jumps_ = 0;
};

}  // namespace compere::live
