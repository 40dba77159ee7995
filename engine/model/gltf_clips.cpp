#include <algorithm>

#include "model/gltf_import.h"

namespace compere::model {
namespace {

constexpr std::size_t kMaxKeyFloats = std::size_t{64} << 20;

std::optional<Track::Path> path_of(const std::string& name) {
    if (name == "translation") return Track::Path::Translation;
    if (name == "rotation") return Track::Path::Rotation;
    if (name == "scale") return Track::Path::Scale;
    if (name == "weights") return Track::Path::Weights;
    return std::nullopt;
}

Interpolation interpolation_of(const std::string& name) {
    if (name == "STEP") return Interpolation::Step;
    if (name == "CUBICSPLINE") return Interpolation::CubicSpline;
    return Interpolation::Linear;
}

// Keys must rise; those that do not are dropped with their values.
void keep_rising(Track& track, std::size_t floats_per_key) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < track.times_s.size(); ++i) {
        if (kept > 0 && !(track.times_s[i] > track.times_s[kept - 1])) continue;
        if (kept != i) {
            track.times_s[kept] = track.times_s[i];
            std::copy_n(track.values.begin() + static_cast<std::ptrdiff_t>(i * floats_per_key), floats_per_key,
                        track.values.begin() + static_cast<std::ptrdiff_t>(kept * floats_per_key));
        }
        ++kept;
    }
    track.times_s.resize(kept);
    track.values.resize(kept * floats_per_key);
}

// The track of one channel; nullopt where it moves nothing that we have.
core::Result<std::optional<Track>> read_channel(GltfImport& in, const Json& animation, const Json& channel) {
    const Json& target = member(channel, "target");
    const Json& samplers = items(animation, "samplers");
    const int sampler_number = index(member(channel, "sampler"), samplers.size());
    const auto path = path_of(text(member(target, "path")));
    Track track;
    track.node = in.node(member(target, "node"));
    if (sampler_number < 0 || !path || track.node < 0) return std::optional<Track>{};
    track.path = *path;
    std::size_t floats = track.path == Track::Path::Rotation ? 4 : 3;
    if (track.path == Track::Path::Weights) {
        const auto file_node = static_cast<std::size_t>(in.model.nodes[static_cast<std::size_t>(track.node)].file_node);
        track.first_morph_channel = in.first_channel[file_node];
        track.morph_count = in.morph_count[file_node];
        floats = static_cast<std::size_t>(track.morph_count);
        if (floats == 0) return std::optional<Track>{};
    }
    const Json& sampler = samplers[static_cast<std::size_t>(sampler_number)];
    const std::size_t accessors = in.document.count("accessors");
    auto times = read_floats(in.document, index(member(sampler, "input"), accessors), 1);
    if (!times) return times.error();
    const int components = track.path == Track::Path::Weights ? 1 : static_cast<int>(floats);
    auto values = read_floats(in.document, index(member(sampler, "output"), accessors), components);
    if (!values) return values.error();
    track.interpolation = interpolation_of(text(member(sampler, "interpolation"), "LINEAR"));
    track.times_s = std::move(*times);
    track.values = std::move(*values);
    const std::size_t per_key = floats * (track.interpolation == Interpolation::CubicSpline ? 3 : 1);
    const std::size_t keys = std::min(track.times_s.size(), track.values.size() / per_key);
    if (keys < track.times_s.size()) in.document.warn("has animation channels with fewer values than times");
    track.times_s.resize(keys);
    track.values.resize(keys * per_key);
    keep_rising(track, per_key);
    if (track.times_s.empty()) return std::optional<Track>{};
    return std::optional<Track>{std::move(track)};
}

}  // namespace

core::Status read_clips(GltfImport& in) {
    std::size_t floats = 0;
    for (const Json& animation : in.document.list("animations")) {
        Clip clip;
        clip.name = name_of(animation);
        for (const Json& channel : items(animation, "channels")) {
            auto track = read_channel(in, animation, channel);
            if (!track) return track.error();
            if (!*track) continue;
            floats += (*track)->values.size();
            if (floats > kMaxKeyFloats) return core::fail("{}: its animations are too long", in.document.file.string());
            clip.duration_s = std::max(clip.duration_s, (*track)->times_s.back());
            clip.tracks.push_back(std::move(**track));
        }
        in.model.clips.push_back(std::move(clip));
    }
    return {};
}

}  // namespace compere::model
