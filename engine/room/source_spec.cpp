#include "room/source_spec.h"

#include <algorithm>
#include <cmath>

#include "media/live_input.h"

namespace compere::room {
namespace {

constexpr int kLargestSide_px = 4096;

core::Result<std::size_t> find_or_add(const show::Layer& layer, bool as_bgra, std::vector<SourceSpec>& specs) {
    const auto known = std::find_if(specs.begin(), specs.end(), [&](const SourceSpec& s) { return s.kind == layer.kind && s.value == layer.value && s.loops == layer.loops && s.as_bgra == as_bgra; });
    if (known != specs.end()) return static_cast<std::size_t>(known - specs.begin());
    SourceSpec spec{layer.kind, layer.value, layer.value, layer.loops, layer.delay_s, layer.volume, {}, {}, as_bgra};
    if (layer.kind == show::Layer::Kind::Clip) {
        auto info = media::Clip::probe(layer.value);
        if (!info) return info.error();
        spec.info = *info;
    } else {
        spec.name = media::public_name(layer.value);
    }
    specs.push_back(std::move(spec));
    return specs.size() - 1;
}

}  // namespace

core::Result<SourceUse> use_source(const show::Layer& layer, float scale, float reference_width, bool as_bgra, std::vector<SourceSpec>& specs) {
    const auto source = find_or_add(layer, as_bgra, specs);
    if (!source) return source.error();
    SourceSpec& spec = specs[*source];
    const auto even = [&](float reference_px) { return static_cast<int>(std::lround(reference_px * scale / 2)) * 2; };
    const bool is_clip = spec.kind == show::Layer::Kind::Clip;
    const float own = is_clip && spec.info.width_px > 0 ? static_cast<float>(spec.info.width_px) : reference_width;
    const float width = layer.width > 0 ? layer.width : own;
    float height = layer.height > 0 ? layer.height : width * 9 / 16;
    if (is_clip && spec.info.width_px > 0) height = width * static_cast<float>(spec.info.height_px) / static_cast<float>(spec.info.width_px);
    SourceUse use{*source, 0, layer.at ? even((*layer.at)[0]) : 0, layer.at ? even((*layer.at)[1]) : 0, std::max(2, even(width)), std::max(2, even(height))};
    if (use.width_px > kLargestSide_px || use.height_px > kLargestSide_px) {
        return core::fail("{} would be {}x{} pixels, more than {} a side", spec.name, use.width_px, use.height_px, kLargestSide_px);
    }
    const auto known = std::find_if(spec.views.begin(), spec.views.end(), [&](const media::ClipWish::View& v) { return v.width_px == use.width_px && v.height_px == use.height_px; });
    use.view = static_cast<std::size_t>(known - spec.views.begin());
    if (known == spec.views.end() && (!is_clip || spec.info.width_px > 0)) spec.views.push_back({use.width_px, use.height_px});
    return use;
}

}  // namespace compere::room
