#include "composite/layer_cache.h"

#include <algorithm>

namespace compere::composite {

const Layer* LayerCache::find(const std::string& key) {
    for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
        if (entry->key != key) continue;
        entry->tick = tick_;
        entries_.splice(entries_.begin(), entries_, entry);
        return &entries_.front().layer;
    }
    return nullptr;
}

bool LayerCache::has(const std::string& key) const {
    return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.key == key; });
}

Layer LayerCache::make(const Artwork& a) {
    Layer out;
    out.content = ++contents_;
    out.x = a.x;
    out.y = a.y;
    out.width_px = a.width_px;
    out.height_px = a.height_px;
    if (executor_ == gfx::Executor::Gl) {
        out.texture = gfx::make_layer_texture(a.width_px, a.height_px, a.bgra);
    } else {
        out.nv12 = gfx::make_nv12_layer(a.bgra, a.x, a.y, a.width_px, a.height_px);
    }
    return out;
}

void LayerCache::put(const signal::LayerPicturePtr& picture, int x, int y, Layer& layer) {
    if (layer.source == picture) return;
    const bool fits = layer.source && layer.width_px == picture->width_px && layer.height_px == picture->height_px;
    layer.x = x;
    layer.y = y;
    layer.width_px = picture->width_px;
    layer.height_px = picture->height_px;
    layer.content = ++contents_;
    layer.source = picture;
    if (executor_ == gfx::Executor::Cpu) {
        layer.nv12 = {x, y, picture->width_px, picture->height_px, picture->nv12, picture->alpha, picture};
    } else if (fits) {
        gfx::update_layer_texture(layer.texture, picture->width_px, picture->height_px, picture->bgra);
    } else {
        layer.texture = gfx::make_layer_texture(picture->width_px, picture->height_px, picture->bgra);
    }
}

const Layer& LayerCache::add(const std::string& key, const Artwork& artwork) {
    constexpr std::size_t kKept = 32;
    while (entries_.size() >= kKept && entries_.back().tick != tick_) {
        entries_.pop_back();
    }
    ++drawn_;
    entries_.push_front({key, make(artwork), tick_});
    return entries_.front().layer;
}

}  // namespace compere::composite
