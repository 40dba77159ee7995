#pragma once

#include <string>
#include <vector>

#include "core/error.h"
#include "media/clip.h"
#include "show/show.h"

namespace compere::room {

// A clip or a live input as a room wants it: opened once, however many layers show it, at each size at which they do.
struct SourceSpec {
    show::Layer::Kind kind = show::Layer::Kind::Clip;
    std::string value;       // file or URI
    std::string name;        // for people and logs: a URI without what may be secret in it
    bool loops = true;
    double delay_s = 0;      // input
    float volume = 1;        // of the first layer that names it
    media::ClipInfo info;    // clip
    std::vector<media::ClipWish::View> views;
    bool as_bgra = false;
};

// Where a layer finds its picture in the ticks of its source.
struct SourceUse {
    std::size_t source = 0, view = 0;
    int x = 0, y = 0;                    // of the box, pixels of the canvas, even
    int width_px = 0, height_px = 0;     // of the box; a clip fills it, an input fits in it
};

// The use of a source that `layer` names, on a canvas whose reference pixels are `scale` of its own; the source is added to `specs` when
// it is a new one. Fails on a clip that cannot be played and on a box too large to scale every picture to.
core::Result<SourceUse> use_source(const show::Layer& layer, float scale, float reference_width, bool as_bgra, std::vector<SourceSpec>& specs);

}  // namespace compere::room
