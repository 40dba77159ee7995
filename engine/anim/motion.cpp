#include "anim/motion.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include "anim/clip_sampler.h"
#include "anim/retarget.h"
#include "model/world.h"

namespace compere::anim {
namespace {

using model::Clip;
using model::Model;
using model::Track;

// Calls change(values of one vector) for every key and tangent.
template <class Change>
void for_each_vector(Track& track, std::size_t floats, Change change) {
    for (std::size_t i = 0; i + floats <= track.values.size(); i += floats)
        change(track.values.data() + i);
}

void map_rotations(Track& track, glm::quat before, glm::quat after) {
    for_each_vector(track, 4, [&](float* v) {
        const glm::quat q = before * glm::quat{v[3], v[0], v[1], v[2]} * after;
        v[0] = q.x;
        v[1] = q.y;
        v[2] = q.z;
        v[3] = q.w;
    });
}

// Spline tangents are directions: the map's translation does not reach them.
void map_points(Track& track, const glm::mat4& map) {
    std::size_t part = 0;
    const bool is_cubic = track.interpolation == model::Interpolation::CubicSpline;
    for_each_vector(track, 3, [&](float* v) {
        const bool is_tangent = is_cubic && part++ % 3 != 1;
        const glm::vec3 p{map * glm::vec4{v[0], v[1], v[2], is_tangent ? 0.0f : 1.0f}};
        for (int i = 0; i < 3; ++i)
            v[i] = p[i];
    });
}

core::Result<const Clip*> pick(const Model& motion, std::string_view wanted) {
    if (motion.clips.empty()) return core::fail("{}: holds no motion", motion.file);
    if (wanted.empty()) return &motion.clips.front();
    if (wanted.front() == '#') {
        std::size_t number = 0;
        const auto [end, error] = std::from_chars(wanted.data() + 1, wanted.data() + wanted.size(), number);
        if (error == std::errc{} && end == wanted.data() + wanted.size() && number < motion.clips.size())
            return &motion.clips[number];
        return core::fail("{}: has no clip {}; it has {}", motion.file, wanted, motion.clips.size());
    }
    std::string names;
    for (const Clip& clip : motion.clips) {
        if (clip.name == wanted) return &clip;
        names += (names.empty() ? "" : ", ") + clip.name;
    }
    return core::fail("{}: has no clip \"{}\"; there are: {}", motion.file, wanted, names);
}

std::vector<Track> by_humanoid(const Model& model, const Model& motion, const Clip& clip) {
    const std::vector<BoneMap> maps = bone_maps(motion, model);
    const auto hips = hips_map(motion, model);
    std::vector<Track> tracks;
    for (const Track& from : clip.tracks) {
        if (from.path == Track::Path::Translation && hips && from.node == hips->from) {
            tracks.push_back(from);
            tracks.back().node = hips->to;
            map_points(tracks.back(), hips->point);
        }
        if (from.path != Track::Path::Rotation) continue;
        const auto map = std::find_if(maps.begin(), maps.end(), [&](const BoneMap& m) { return m.from == from.node; });
        if (map == maps.end()) continue;
        tracks.push_back(from);
        tracks.back().node = map->to;
        map_rotations(tracks.back(), map->before, map->after);
    }
    return tracks;
}

bool is_measured_anew(const Model& model) {
    return model.format == "fbx" || model.format == "bvh";
}

// Between files of different units or axes, what hangs on the root is turned and scaled, the rest only scaled.
void change_frame(const Model& model, const Model& motion, const Track& from, Track& to) {
    if (!is_measured_anew(model) && !is_measured_anew(motion)) return;
    const int above_from = motion.nodes[static_cast<std::size_t>(from.node)].parent,
              above_to = model.nodes[static_cast<std::size_t>(to.node)].parent;
    const auto is_top = [](const Model& m, int parent) {
        return parent < 0 || m.nodes[static_cast<std::size_t>(parent)].parent < 0;
    };
    glm::mat4 map{motion.unit_m / model.unit_m};
    map[3][3] = 1.0f;
    if (is_top(motion, above_from) && is_top(model, above_to)) {
        const glm::mat4 up =
            above_from < 0 ? glm::mat4{1.0f} : motion.nodes[static_cast<std::size_t>(above_from)].rest.matrix();
        const glm::mat4 down =
            above_to < 0 ? glm::mat4{1.0f} : model.nodes[static_cast<std::size_t>(above_to)].rest.matrix();
        map = glm::inverse(down) * up;
    }
    if (to.path == Track::Path::Translation) map_points(to, map);
    if (to.path == Track::Path::Rotation) map_rotations(to, model::rotation_of(map), {1.0f, 0.0f, 0.0f, 0.0f});
}

bool bind_weights(const Model& model, const Model& motion, Track& track) {
    if (track.first_morph_channel < 0) return false;
    const auto first = static_cast<std::size_t>(track.first_morph_channel);
    for (std::size_t c = 0; c + static_cast<std::size_t>(track.morph_count) <= model.morph_channels.size(); ++c) {
        bool fits = true;
        for (std::size_t m = 0; m < static_cast<std::size_t>(track.morph_count) && fits; ++m)
            fits = model.morph_channels[c + m].name == motion.morph_channels[first + m].name;
        if (!fits) continue;
        track.first_morph_channel = static_cast<int>(c);
        return true;
    }
    return false;
}

std::vector<Track> by_names(const Model& model, const Model& motion, const Clip& clip) {
    std::map<std::string, int> named;
    for (std::size_t i = 0; i < model.nodes.size(); ++i)
        named.emplace(model.nodes[i].name, static_cast<int>(i));
    std::vector<Track> tracks;
    for (const Track& from : clip.tracks) {
        const auto found = named.find(motion.nodes[static_cast<std::size_t>(from.node)].name);
        if (found == named.end() || found->first.empty()) continue;
        Track track = from;
        track.node = found->second;
        if (track.path == Track::Path::Weights && !bind_weights(model, motion, track)) continue;
        change_frame(model, motion, from, track);
        tracks.push_back(std::move(track));
    }
    return tracks;
}

// The share of a clip's moved nodes whose names the model has.
float name_share(const Model& model, const Model& motion, const Clip& clip) {
    std::set<std::string> names;
    for (const model::Node& node : model.nodes)
        names.insert(node.name);
    std::set<int> moved;
    for (const Track& track : clip.tracks)
        moved.insert(track.node);
    const auto known = std::count_if(moved.begin(), moved.end(), [&](int node) {
        const std::string& name = motion.nodes[static_cast<std::size_t>(node)].name;
        return !name.empty() && names.count(name) != 0;
    });
    return moved.empty() ? 0.0f : static_cast<float>(known) / static_cast<float>(moved.size());
}

// The x of an expression node's translation is the weight.
Track weight_track(const Track& from) {
    Track track = from;
    track.path = Track::Path::Weights;
    track.morph_count = 1;
    track.values.clear();
    for (std::size_t i = 0; i < from.values.size(); i += 3)
        track.values.push_back(from.values[i]);
    return track;
}

}  // namespace

core::Result<Motion> Motion::from_clip(const Model& model, const Clip& clip) {
    for (const Track& track : clip.tracks) {
        if (track.node < 0 || static_cast<std::size_t>(track.node) >= model.nodes.size())
            return core::fail("{}: clip \"{}\" moves a node of another model", model.file, clip.name);
    }
    return from_tracks(clip.name, clip.duration_s, clip.tracks);
}

Motion Motion::from_tracks(std::string name, float duration_s, std::vector<Track> tracks) {
    Motion motion;
    motion.name_ = std::move(name);
    motion.duration_s_ = duration_s;
    motion.tracks_ = std::move(tracks);
    return motion;
}

core::Result<Motion> Motion::from_file(const Model& model, const Model& motion_file, std::string_view clip_name) {
    const auto clip = pick(motion_file, clip_name);
    if (!clip) return clip.error();
    const bool has_bones = !model.humanoid.empty() && !motion_file.humanoid.empty();
    const bool is_vrma = motion_file.format == "vrma";
    std::vector<Track> tracks;
    if (&model == &motion_file) {
        tracks = (*clip)->tracks;  // its own clip: nodes need no names
    } else if (has_bones && (is_vrma || name_share(model, motion_file, **clip) < 0.5f)) {
        tracks = by_humanoid(model, motion_file, **clip);
    } else if (!is_vrma) {
        tracks = by_names(model, motion_file, **clip);
    }
    Motion motion = from_tracks((*clip)->name, (*clip)->duration_s, std::move(tracks));
    for (const Track& track : (*clip)->tracks) {
        if (track.node == motion_file.look_at_node && track.path == Track::Path::Rotation) motion.look_at_ = track;
        for (const auto& [name, node] : motion_file.expression_nodes) {
            if (node == track.node && track.path == Track::Path::Translation)
                motion.expressions_.push_back({name, weight_track(track)});
        }
    }
    if (motion.tracks_.empty() && motion.expressions_.empty() && !motion.has_gaze()) {
        return core::fail("{}: moves nothing that {} has, neither by node names nor by humanoid bones",
                          motion_file.file, model.file);
    }
    return motion;
}

void Motion::sample(double time_s, std::span<signal::Transform> local, std::span<float> morph_weights) const {
    for (const Track& track : tracks_) {
        const auto node = static_cast<std::size_t>(track.node);
        switch (track.path) {
            case Track::Path::Translation:
                local[node].translation = sample_vec3(track, time_s);
                break;
            case Track::Path::Rotation:
                local[node].rotation = sample_rotation(track, time_s);
                break;
            case Track::Path::Scale:
                local[node].scale = sample_vec3(track, time_s);
                break;
            case Track::Path::Weights:
                sample_weights(track, time_s,
                               morph_weights.subspan(static_cast<std::size_t>(track.first_morph_channel),
                                                     static_cast<std::size_t>(track.morph_count)));
                break;
        }
    }
}

float Motion::expression_weight(std::size_t i, double time_s) const {
    float weight = 0.0f;
    sample_weights(expressions_[i].track, time_s, {&weight, 1});
    return std::clamp(weight, 0.0f, 1.0f);
}

glm::vec2 Motion::gaze_deg(double time_s) const {
    if (!has_gaze()) return glm::vec2{0.0f};
    const glm::vec3 ahead = sample_rotation(look_at_, time_s) * glm::vec3{0.0f, 0.0f, 1.0f};
    return {glm::degrees(std::atan2(ahead.x, ahead.z)), glm::degrees(std::asin(std::clamp(-ahead.y, -1.0f, 1.0f)))};
}

double motion_time(double since_start_s, float duration_s, bool loop) {
    const auto duration = static_cast<double>(duration_s);
    if (!(duration > 0.0) || since_start_s <= 0.0) return 0.0;
    return loop ? std::fmod(since_start_s, duration) : std::min(since_start_s, duration);
}

}  // namespace compere::anim
