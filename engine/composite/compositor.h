#pragma once

#include <memory>
#include <string>

#include "composite/layer_cache.h"
#include "core/error.h"
#include "gfx/context.h"
#include "signal/video_frame.h"

namespace compere::composite {

// Stacks layers over the stage's picture, the AI label last. The label belongs to the compositor: there is no call that leaves it
// out. Two executors do the same: GlCompositor blends in GL and reads back, CpuCompositor blends in NV12. Frame thread only.
class Compositor {
public:
    virtual ~Compositor() = default;

    LayerCache& cache() { return cache_; }
    Scale scale() const { return {width_px_, height_px_}; }

    void draw(const Layer& layer, float opacity = 1);
    void draw_clap();   // one white box in the middle
    void draw_label();  // after it nothing may be drawn
    bool is_label_drawn() const { return label_drawn_; }
    // The picture as the encoder takes it; it has its label.
    void finish(signal::VideoFrame& out);

protected:
    Compositor(int width_px, int height_px, const std::string& label, gfx::Executor executor);
    void begin() { label_drawn_ = false; }
    virtual void blend(const Layer& layer, float opacity) = 0;
    virtual void read(signal::VideoFrame& out) = 0;

    int width_px_, height_px_;

private:
    LayerCache cache_;
    Layer label_;
    Layer white_;
    bool label_drawn_ = false;
};

}  // namespace compere::composite
