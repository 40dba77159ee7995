#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "composite/layer_cache.h"
#include "core/error.h"
#include "gfx/context.h"
#include "gfx/nv12.h"
#include "signal/video_frame.h"

namespace compere::composite {

// What a layer took since counting began.
struct LayerCost {
    std::int64_t pixels = 0;  // blended; a GL executor counts whole layers
    std::int64_t ns = 0;      // of wall time, only while measured; by GL only what it takes to ask for it
};

// Stacks layers over the stage's picture, the AI label last. The label belongs to the compositor: there is no call that leaves it
// out. A tick first says what it shows, then the picture is made of it, unless it is the last one again. Two executors do the same:
// GlCompositor blends in GL and reads back, CpuCompositor blends in NV12. Frame thread only.
class Compositor {
public:
    // Costs are told by slot, which whoever draws may give; these are the compositor's own.
    enum Slot : int { kStill, kMoving, kLabel, kClap, kFirstSlot };

    virtual ~Compositor() = default;

    LayerCache& cache() { return cache_; }
    Scale scale() const { return {width_px_, height_px_}; }

    // The layer must live until compose(): those of the cache do.
    void draw(const Layer& layer, float opacity = 1, int slot = kFirstSlot);
    void draw_clap();   // one white box in the middle
    void draw_label();  // after it nothing may be drawn
    bool is_label_drawn() const { return label_drawn_; }
    // What was drawn since the tick began is what the last finished picture shows: it can go out again.
    bool is_unchanged() const;
    // Blends what was drawn, the label with it, and makes of it the picture as the encoder takes it. `out` may hold an older picture of
    // this compositor; both steps get the same.
    void compose(signal::VideoFrame& out);
    void finish(signal::VideoFrame& out);

    void count_from_now(bool with_time);
    const std::vector<LayerCost>& costs() const { return costs_; }  // by slot
    std::int64_t redrawn_pixels() const { return redrawn_pixels_; }

protected:
    struct Item {
        const Layer* layer;
        std::uint64_t content;
        float opacity;
        int slot;
        gfx::Box box;
        bool shows_the_same_as(const Item& other) const { return content == other.content && opacity == other.opacity; }
    };

    Compositor(int width_px, int height_px, const std::string& label, gfx::Executor executor);
    void begin_tick();
    void note_movement() { moves_ = true; }  // this tick's picture is another, whatever its layers
    void forget() { moved_ = true; }         // so is the next
    virtual void blend_stack(signal::VideoFrame& out) = 0;
    virtual void read(signal::VideoFrame& out) = 0;
    // Runs `blend` and counts it for the slot.
    template <class Blend>
    void count(int slot, std::int64_t pixels, const Blend& blend) {
        LayerCost& cost = cost_of(slot);
        cost.pixels += pixels;
        const std::int64_t from = with_time_ ? now_ns() : 0;
        blend();
        if (with_time_) cost.ns += now_ns() - from;
    }

    int width_px_, height_px_;
    std::vector<Item> stack_;  // of this tick, in order
    std::int64_t redrawn_pixels_ = 0;

private:
    LayerCost& cost_of(int slot);
    static std::int64_t now_ns();

    LayerCache cache_;
    Layer label_;
    Layer white_;
    bool label_drawn_ = false, is_composed_ = false;
    bool moves_ = false, moved_ = true;
    std::vector<Item> shown_;  // by the last finished picture
    std::vector<LayerCost> costs_;
    bool with_time_ = false;
};

}  // namespace compere::composite
