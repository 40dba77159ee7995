#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "composite/artwork.h"

namespace compere::room {

// A card or a caption that a canvas will show before long. To draw one takes longer than a tick lasts, so whoever drives the room may have
// it drawn on another thread and hand it back; what is not there when its tick comes is drawn by that tick.
struct ArtworkJob {
    std::size_t canvas = 0;
    std::string key;                           // of the canvas's layer cache
    std::function<composite::Artwork()> draw;  // any thread; holds all that it needs
};

struct DrawnArtwork {
    std::size_t canvas = 0;
    std::string key;
    composite::Artwork artwork;
};

}  // namespace compere::room
