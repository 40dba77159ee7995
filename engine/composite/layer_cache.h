#pragma once

#include <cstdint>
#include <list>
#include <string>

#include "composite/artwork.h"
#include "gfx/context.h"
#include "gfx/nv12.h"
#include "gfx/texture.h"
#include "signal/source_tick.h"

namespace compere::composite {

// A layer as its executor takes it: a texture, or NV12.
struct Layer {
    int x = 0, y = 0, width_px = 0, height_px = 0;
    std::uint64_t content = 0;  // another for every picture that a cache made
    gfx::TextureName texture;
    gfx::Nv12Layer nv12;
    signal::LayerPicturePtr source{};  // of a clip or a live input: the picture that it shows
};

// Pictures of texts, cards and stills by what they show: drawn once, kept until 32 newer ones were asked for or added, and those of a tick until
// its end. Frame thread only.
class LayerCache {
public:
    explicit LayerCache(gfx::Executor executor) : executor_{executor} {}

    void begin_tick() { ++tick_; }
    // Valid until the next tick begins. The layer of `key`, made by `draw` (returning Artwork) when it is not there.
    template <class Draw>
    const Layer& get(const std::string& key, Draw&& draw) {
        if (const Layer* found = find(key)) return *found;
        return add(key, draw());
    }
    bool has(const std::string& key) const;
    // What a later `get` of that key will give, drawn ahead.
    const Layer& add(const std::string& key, const Artwork& artwork);
    Layer make(const Artwork& artwork);  // one that is not kept here
    // A clip's or an input's picture in a layer that its caller keeps from tick to tick; nothing is done while it is the same one. Even
    // places; the picture is in the executor's form.
    void put(const signal::LayerPicturePtr& picture, int x, int y, Layer& layer);
    std::int64_t drawn() const { return drawn_; }  // how many pictures were made so far

private:
    struct Entry {
        std::string key;
        Layer layer;
        std::int64_t tick;  // that asked for it last
    };
    const Layer* find(const std::string& key);

    gfx::Executor executor_;
    std::list<Entry> entries_;  // the latest used first
    std::int64_t drawn_ = 0, tick_ = 0;
    std::uint64_t contents_ = 0;
};

}  // namespace compere::composite
