#pragma once

#include <string>
#include <vector>

#include "composite/layer_cache.h"
#include "core/error.h"
#include "gfx/target.h"
#include "signal/video_frame.h"

namespace compere::composite {

// Stacks layers over the stage's picture in GL, the AI label last, and reads the result back as NV12. The label belongs to the
// compositor: there is no call that leaves it out. Frame thread only.
class Compositor {
public:
    static core::Result<Compositor> create(int width_px, int height_px, const std::string& label);

    const gfx::Target& picture() const { return picture_; }  // the stage is drawn into it first
    LayerCache& cache() { return cache_; }
    Scale scale() const { return {picture_.width_px(), picture_.height_px()}; }

    void begin();
    void draw(const Layer& layer, float opacity = 1);
    void draw_clap();    // one white box in the middle
    void draw_label();   // after it nothing may be drawn
    bool is_label_drawn() const { return label_drawn_; }

    void read(signal::VideoFrame& out);
    const std::vector<std::uint8_t>& bgra() const { return bgra_; }  // of the last read

private:
    Compositor(gfx::Target picture);

    gfx::Target picture_;
    gfx::ProgramName plain_, faded_;
    gfx::VertexArrayName empty_;
    Layer label_;
    Layer white_;
    LayerCache cache_;
    std::vector<std::uint8_t> bgra_;
    bool label_drawn_ = false;
};

}  // namespace compere::composite
