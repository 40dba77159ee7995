#include "composite/layer_cache.h"

namespace compere::composite {

const Layer* LayerCache::find(const std::string& key) {
    for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
        if (entry->key != key) continue;
        entries_.splice(entries_.begin(), entries_, entry);
        return &entries_.front().layer;
    }
    return nullptr;
}

const Layer& LayerCache::add(const std::string& key, const Artwork& artwork) {
    constexpr std::size_t kKept = 32;
    if (entries_.size() >= kKept) entries_.pop_back();
    ++drawn_;
    const int width_px = artwork.shown_width_px > 0 ? artwork.shown_width_px : artwork.width_px;
    const int height_px = artwork.shown_height_px > 0 ? artwork.shown_height_px : artwork.height_px;
    entries_.push_front({key, {artwork.x, artwork.y, width_px, height_px, gfx::make_layer_texture(artwork.width_px, artwork.height_px, artwork.bgra)}});
    return entries_.front().layer;
}

}  // namespace compere::composite
