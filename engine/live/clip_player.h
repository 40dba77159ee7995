#pragma once

#include <optional>
#include <string>

#include "core/time.h"
#include "media/clip.h"

namespace compere::live {

// A clip whose file may fail: it then holds its last picture and is silent, and is opened again after 1, 2, 4 … 30 s, where it should be by
// then. Both are said once (clip-lost, clip-resumed). No clock of its own: ticks are its time, so offline it is as deterministic as the file.
// Blocks on the disk; one thread at a time.
class ClipPlayer {
public:
    ClipPlayer(std::string name, core::FrameRate rate, media::Clip clip) : name_{std::move(name)}, rate_{rate}, clip_{std::move(clip)} {}

    signal::SourceTick next(core::Tick tick);  // as of media::Clip
    // Packets that could not be decoded, and times that its file failed.
    std::int64_t faults() const { return clip_.faults() + losses_; }

private:
    void lose(core::Tick tick);
    void try_again(core::Tick tick);

    std::string name_;
    core::FrameRate rate_;
    media::Clip clip_;
    std::optional<core::Tick> next_try_;  // while it is lost
    core::Tick lost_ = 0, reopened_ = 0;
    int pause_s_ = 1;
    std::int64_t losses_ = 0;
};

}  // namespace compere::live
