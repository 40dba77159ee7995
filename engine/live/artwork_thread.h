#pragma once

#include <span>
#include <thread>
#include <vector>

#include "core/queue.h"
#include "room/artwork_job.h"

namespace compere::live {

// Draws cards and captions beside the frame thread, which would be late by one or two ticks for each, and stands back for it. Jobs: 32; what
// does not fit is left out and drawn by the tick that needs it.
class ArtworkThread {
public:
    ArtworkThread();
    ~ArtworkThread();

    void offer(std::span<const room::ArtworkJob> jobs);
    void take(std::vector<room::DrawnArtwork>& drawn);  // replaces what is in it

private:
    core::Queue<room::ArtworkJob> jobs_{32};
    core::Queue<room::DrawnArtwork> drawn_{64};
    std::jthread thread_;
};

}  // namespace compere::live
