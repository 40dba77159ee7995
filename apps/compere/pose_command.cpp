#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "anim/body.h"
#include "anim/constraints.h"
#include "anim/gestures.h"
#include "anim/motion.h"
#include "compere/command.h"
#include "face/expression_mix.h"
#include "face/look_at.h"
#include "model/import_model.h"
#include "model/world.h"

namespace compere::app {
namespace {

struct Words {
    std::string avatar, motion, gesture;
    std::optional<std::string> clip;
    double at_s = 0.0;
    bool loop = false, as_json = false, body = false;
};

struct Result {
    std::vector<glm::mat4> world;
    std::vector<float> morphs;
    std::map<std::string, float> expressions;
};

core::Result<std::optional<anim::Motion>> motion_for(const Words& words, const model::Model& avatar) {
    const auto some = [](core::Result<anim::Motion> motion) -> core::Result<std::optional<anim::Motion>> {
        if (!motion) return motion.error();
        return std::optional<anim::Motion>{std::move(*motion)};
    };
    if (!words.gesture.empty()) return some(anim::built_in_motion(avatar, words.gesture));
    if (!words.motion.empty()) {
        const auto file = model::import_model(words.motion);
        if (!file) return file.error();
        return some(anim::Motion::from_file(avatar, *file, words.clip.value_or("")));
    }
    if (words.clip) return some(anim::Motion::from_file(avatar, avatar, *words.clip));
    return std::optional<anim::Motion>{};
}

// A VRM's eyes are the look-at's alone: straight ahead unless the motion says otherwise.
void look(const model::Model& avatar, glm::vec2 yaw_pitch_deg, std::vector<signal::Transform>& local,
          face::ExpressionMix& mix) {
    if (!avatar.look_at) return;
    const face::Gaze gaze{yaw_pitch_deg.x, yaw_pitch_deg.y};
    if (!avatar.look_at->by_bone) {
        const face::LookWeights weights = face::look_weights(*avatar.look_at, gaze);
        mix.set("lookLeft", weights.left);
        mix.set("lookRight", weights.right);
        mix.set("lookUp", weights.up);
        mix.set("lookDown", weights.down);
        return;
    }
    const auto rest = model::rest_world(avatar);
    for (const auto& [name, side] : {std::pair{"leftEye", face::Eye::Left}, std::pair{"rightEye", face::Eye::Right}}) {
        const int node = model::bone(avatar, name);
        if (node < 0) continue;
        const model::Node& eye = avatar.nodes[static_cast<std::size_t>(node)];
        const glm::quat parent = eye.parent < 0 ? glm::quat{1.0f, 0.0f, 0.0f, 0.0f}
                                                : model::rotation_of(rest[static_cast<std::size_t>(eye.parent)]);
        local[static_cast<std::size_t>(node)].rotation =
            face::eye_local(face::eye_turn(*avatar.look_at, side, gaze), parent, eye.rest.rotation);
    }
}

// The raw skeleton: no stance, breathing, blinks or springs.
Result pose_at(const model::Model& avatar, const anim::Motion* motion, double time_s) {
    Result out;
    std::vector<signal::Transform> local;
    for (const model::Node& node : avatar.nodes)
        local.push_back(node.rest);
    for (const model::MorphChannel& channel : avatar.morph_channels)
        out.morphs.push_back(channel.default_weight);
    face::ExpressionMix mix{avatar};
    glm::vec2 gaze_deg{0.0f};
    if (motion != nullptr) {
        motion->sample(time_s, local, out.morphs);
        for (std::size_t i = 0; i < motion->expressions().size(); ++i)
            mix.set(motion->expressions()[i].name, motion->expression_weight(i, time_s));
        gaze_deg = motion->gaze_deg(time_s);
    }
    look(avatar, gaze_deg, local, mix);
    mix.reset_bound(out.morphs);
    mix.add_to(out.morphs);
    out.world.resize(avatar.nodes.size());
    model::to_world(avatar, local, out.world);
    anim::apply_constraints(avatar, local, out.world);
    for (std::size_t i = 0; i < avatar.expressions.size(); ++i)
        out.expressions[avatar.expressions[i].name] = mix.weights()[i];
    return out;
}

// As on air: stance, fades and breathing.
Result body_at(const model::Model& avatar, const anim::Motion* motion, double time_s, bool loop) {
    anim::Body body{avatar};
    const anim::Playing playing{motion, 0.0, std::numeric_limits<double>::infinity(), loop};
    signal::Pose pose;
    body.pose({time_s, 1, {&playing, motion == nullptr ? 0u : 1u}, 1.0f}, pose);
    return {std::move(pose.node_world), std::move(pose.morph_weights), {}};
}

nlohmann::json to_json(const model::Model& avatar, const Result& result, double time_s) {
    nlohmann::json out{
        {"time_s", time_s}, {"joints", nlohmann::json::array()}, {"morphs", nlohmann::json::object()}, {"expressions", nlohmann::json::object()}};
    for (std::size_t i = 0; i < avatar.nodes.size(); ++i) {
        const model::Node& node = avatar.nodes[i];
        const bool is_added = node.file_node < 0 && node.parent < 0 && node.name.empty();
        if (is_added) continue;
        nlohmann::json joint{{"name", node.name},
                   {"parent", node.parent < 0 ? "" : avatar.nodes[static_cast<std::size_t>(node.parent)].name}};
        if (node.file_node >= 0) joint["node"] = node.file_node;
        nlohmann::json& world = joint["world"] = nlohmann::json::array();
        for (int k = 0; k < 16; ++k)
            world.push_back(result.world[i][k / 4][k % 4]);
        out["joints"].push_back(std::move(joint));
    }
    for (std::size_t c = 0; c < avatar.morph_channels.size(); ++c) {
        const std::string key = avatar.morph_channels[c].mesh + "/" + avatar.morph_channels[c].name;
        if (!out["morphs"].contains(key)) out["morphs"][key] = result.morphs[c];
    }
    for (const auto& [name, weight] : result.expressions)
        out["expressions"][name] = weight;
    return out;
}

void print_pose(const nlohmann::json& pose) {
    fmt::print("at {:.3f} s\n", pose["time_s"].get<double>());
    for (const nlohmann::json& joint : pose["joints"]) {
        const nlohmann::json& w = joint["world"];
        fmt::print("  {:32} {:8.4f} {:8.4f} {:8.4f}\n", joint["name"].get<std::string>(), w[12].get<double>(),
                   w[13].get<double>(), w[14].get<double>());
    }
    for (const auto& [name, weight] : pose["morphs"].items()) {
        if (weight.get<float>() != 0.0f) fmt::print("  morph {} {:.3f}\n", name, weight.get<double>());
    }
    for (const auto& [name, weight] : pose["expressions"].items()) {
        if (weight.get<float>() != 0.0f) fmt::print("  expression {} {:.3f}\n", name, weight.get<double>());
    }
}

core::Status pose(const Words& words) {
    if (!std::isfinite(words.at_s)) return core::fail("--at: must be a number of seconds");
    const auto avatar = model::import_model(words.avatar);
    if (!avatar) return avatar.error();
    const auto motion = motion_for(words, *avatar);
    if (!motion) return motion.error();
    const anim::Motion* playing = *motion ? &**motion : nullptr;
    const double time_s =
        playing == nullptr ? words.at_s : anim::motion_time(words.at_s, playing->duration_s(), words.loop);
    const Result result =
        words.body ? body_at(*avatar, playing, words.at_s, words.loop) : pose_at(*avatar, playing, time_s);
    const nlohmann::json out = to_json(*avatar, result, words.at_s);
    if (words.as_json) {
        fmt::print("{}\n", out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    } else {
        print_pose(out);
    }
    return {};
}

}  // namespace

void add_pose(Commands& commands) {
    const auto words = std::make_shared<Words>();
    CLI::App* command = commands.line.add_subcommand("pose", "The skeleton and morph weights at a time");
    command->add_option("AVATAR", words->avatar, ".glb .gltf .vrm .fbx")->required();
    command->add_option("--at", words->at_s, "Seconds since the motion began")->required();
    command->add_option("--clip", words->clip, "A clip by name, or \"#2\" by number");
    command->add_option("--motion", words->motion, "A .vrma, or a file whose clips move the same nodes");
    command->add_option("--gesture", words->gesture, "A built-in motion: idle, greet, present, nod, explain");
    command->add_flag("--body", words->body, "As on air: with stance, fades and breathing");
    command->add_flag("--loop", words->loop, "Wrap a time past the end instead of holding the last key");
    command->add_flag("--json", words->as_json, "As one JSON object");
    command->callback([&commands, words] { commands.work = [words] { return pose(*words); }; });
}

}  // namespace compere::app
