#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/time.h"
#include "signal/source_tick.h"

namespace compere::media {

struct ClipInfo {
    int width_px = 0, height_px = 0;  // upright, with square pixels; 0: it has no pictures
    double duration_s = 0;            // as its container says; 0: it does not
    bool has_sound = false, has_alpha = false;
    std::string codecs;               // "vp9 opus"
};

// What a room wants of a clip.
struct ClipWish {
    struct View {
        int width_px = 2, height_px = 2;  // even
    };
    core::FrameRate rate;
    std::vector<View> views;  // sizes at which its picture is shown
    bool as_bgra = false;     // pictures as premultiplied BGRA instead of NV12
    bool loops = true;
};

// A video file, played by ticks: picture and sound of any tick are those of its time in the file, in the file's own sync. A picture or
// a stretch of sound that cannot be decoded is passed over, the one before it stays. A loop begins again on the tick that follows its
// last picture (or its sound, where that goes on for a quarter of a second more). A file that cannot be read any more, or became shorter,
// has not ended: the clip is lost, holds its picture and is silent until it is opened again. Blocks on the disk; one thread at a time.
class Clip {
public:
    // Fails on what libav cannot open and on a file without a picture or sound that can be decoded.
    static core::Result<ClipInfo> probe(const std::filesystem::path& file);
    static core::Result<Clip> open(const std::filesystem::path& file, ClipWish wish);
    Clip(Clip&&) noexcept;
    Clip& operator=(Clip&&) noexcept;
    ~Clip();

    // The next tick of the room, from `first` on in steps of one. Once it is over, ticks are empty.
    signal::SourceTick next(core::Tick tick);
    bool is_over() const;
    // Why it is lost; empty while it plays.
    const std::string& failure() const;
    // Opens the file again; the next tick will be `tick`, and shows what it would have shown if nothing had happened. Fails, and stays lost,
    // as `open` does. Requires that a tick was given.
    core::Status reopen(core::Tick tick);
    const ClipInfo& info() const;
    std::int64_t faults() const;  // packets that could not be decoded so far

private:
    struct State;
    explicit Clip(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace compere::media
