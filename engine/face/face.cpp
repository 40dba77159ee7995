#include "face/face.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "face/blink.h"
#include "face/expression_mix.h"
#include "face/look_at.h"
#include "face/mouth.h"
#include "face/viseme_mix.h"
#include "model/world.h"

namespace compere::face {
namespace {

constexpr std::array<std::string_view, 5> kMoods{"happy", "angry", "sad", "relaxed", "surprised"};

// Range for models that say nothing about their eyes: bones turn a fifth of the way, at most 10°.
model::LookAt default_look_at() {
    model::LookAt look;
    for (model::LookAt::Range* range :
         {&look.horizontal_inner, &look.horizontal_outer, &look.vertical_down, &look.vertical_up})
        *range = {50.0f, 12.0f};
    return look;
}

// A node that is turned after the pose stands, with everything below it.
struct Joint {
    int node = -1;
    glm::quat rest_parent{1.0f, 0.0f, 0.0f, 0.0f}, rest_world{1.0f, 0.0f, 0.0f, 0.0f};
    std::vector<int> below;  // parents first
};

Joint joint_of(const model::Model& model, const std::vector<glm::mat4>& rest, int node) {
    Joint joint;
    joint.node = node;
    if (node < 0) return joint;
    const int parent = model.nodes[static_cast<std::size_t>(node)].parent;
    if (parent >= 0) joint.rest_parent = model::rotation_of(rest[static_cast<std::size_t>(parent)]);
    joint.rest_world = model::rotation_of(rest[static_cast<std::size_t>(node)]);
    std::vector<bool> is_below(model.nodes.size(), false);
    is_below[static_cast<std::size_t>(node)] = true;
    for (std::size_t i = static_cast<std::size_t>(node) + 1; i < model.nodes.size(); ++i) {
        const int above = model.nodes[i].parent;
        if (above < 0 || !is_below[static_cast<std::size_t>(above)]) continue;
        is_below[i] = true;
        joint.below.push_back(static_cast<int>(i));
    }
    return joint;
}

// Moves a joint and all below it rigidly, about the joint's own place.
void turn(const Joint& joint, glm::quat rotation, std::vector<glm::mat4>& world) {
    const glm::vec3 place{world[static_cast<std::size_t>(joint.node)][3]};
    glm::mat4 change = glm::mat4_cast(rotation);
    change[3] = glm::vec4{place - rotation * place, 1.0f};
    auto& own = world[static_cast<std::size_t>(joint.node)];
    own = change * own;
    for (const int node : joint.below)
        world[static_cast<std::size_t>(node)] = change * world[static_cast<std::size_t>(node)];
}

}  // namespace

struct Face::Parts {
    const model::Model& model;
    ExpressionMix mix;
    Mouth mouth;
    std::vector<NamedMorph> blinks;
    std::array<std::vector<NamedMorph>, kMoods.size()> moods;
    model::LookAt look;
    bool looks_by_expression = false;
    Joint head, left_eye, right_eye, jaw;

    explicit Parts(const model::Model& of)
        : model{of}, mix{of}, mouth{find_mouth(of)}, look{of.look_at.value_or(default_look_at())} {
        if (mix.index("blink") < 0 && mix.index("blinkLeft") < 0) blinks = find_blinks(of);
        for (std::size_t m = 0; m < kMoods.size(); ++m) {
            if (mix.index(kMoods[m]) < 0) moods[m] = find_mood(of, kMoods[m]);
        }
        const auto rest = model::rest_world(of);
        head = joint_of(of, rest, model::bone(of, "head"));
        left_eye = joint_of(of, rest, model::bone(of, "leftEye"));
        right_eye = joint_of(of, rest, model::bone(of, "rightEye"));
        if (mouth.kind == Mouth::Kind::Jaw) jaw = joint_of(of, rest, mouth.jaw);
        looks_by_expression = of.look_at && !of.look_at->by_bone;
    }

    void gaze(const FaceInput& input, std::vector<glm::mat4>& world);
    void turn_eye(const Joint& eye, Eye side, Gaze gaze, float share, std::vector<glm::mat4>& world) const;
    Gaze wanted(glm::vec3 target, const std::vector<glm::mat4>& world) const;
    void lids_and_mood(const FaceInput& input, std::vector<float>& weights);
    void speak(const FaceInput& input, signal::Pose& pose);
};

// Angles from the head's own front to the target, in the head's frame: a turned head needs less of its eyes.
Gaze Face::Parts::wanted(glm::vec3 target, const std::vector<glm::mat4>& world) const {
    const glm::mat4& at = world[static_cast<std::size_t>(head.node)];
    const glm::quat to_rest = head.rest_world * glm::inverse(model::rotation_of(at));
    const glm::vec3 direction = target - glm::vec3{at * glm::vec4{look.offset_from_head, 1.0f}};
    if (!(glm::length(direction) > 1e-4f)) return {};
    return gaze_of(to_rest * direction);
}

void Face::Parts::turn_eye(const Joint& eye, Eye side, Gaze gaze, float share, std::vector<glm::mat4>& world) const {
    if (eye.node < 0) return;
    const model::Node& node = model.nodes[static_cast<std::size_t>(eye.node)];
    const glm::quat local = eye_local(eye_turn(look, side, gaze), eye.rest_parent, node.rest.rotation);
    const glm::quat above = node.parent < 0 ? glm::quat{1.0f, 0.0f, 0.0f, 0.0f}
                                            : model::rotation_of(world[static_cast<std::size_t>(node.parent)]);
    const glm::quat change =
        above * local * glm::inverse(model::rotation_of(world[static_cast<std::size_t>(eye.node)]));
    turn(eye, glm::slerp(glm::quat{1.0f, 0.0f, 0.0f, 0.0f}, change.w < 0.0f ? -change : change, share), world);
}

void Face::Parts::gaze(const FaceInput& input, std::vector<glm::mat4>& world) {
    if (head.node < 0 || input.gaze_weight <= 0.0f) return;
    // The head follows a little, and nods with the voice; the eyes do the rest.
    const Gaze first = wanted(input.gaze_target, world);
    const float follow_yaw = std::clamp(0.3f * first.yaw_deg, -9.0f, 9.0f),
                follow_pitch = std::clamp(0.2f * first.pitch_deg, -5.0f, 5.0f);
    const auto beat = static_cast<float>(std::sin(input.time_s * 5.1) + 0.6 * std::sin(input.time_s * 8.3 + 1.0));
    const float nod = 1.1f * input.speaking * beat;
    const glm::quat follow =
        glm::angleAxis(glm::radians(input.gaze_weight * follow_yaw), glm::vec3{0.0f, 1.0f, 0.0f}) *
        glm::angleAxis(glm::radians(input.gaze_weight * follow_pitch + nod), glm::vec3{1.0f, 0.0f, 0.0f});
    turn(head, follow, world);
    Gaze now = wanted(input.gaze_target, world);
    const glm::vec2 wander = eye_wander_deg(input.time_s, input.seed, input.speaking);
    now.yaw_deg += wander.x;
    now.pitch_deg += wander.y;
    if (looks_by_expression) {
        const LookWeights weights = look_weights(look, now);
        mix.set("lookLeft", input.gaze_weight * weights.left);
        mix.set("lookRight", input.gaze_weight * weights.right);
        mix.set("lookUp", input.gaze_weight * weights.up);
        mix.set("lookDown", input.gaze_weight * weights.down);
        return;
    }
    turn_eye(left_eye, Eye::Left, now, input.gaze_weight, world);
    turn_eye(right_eye, Eye::Right, now, input.gaze_weight, world);
}

void Face::Parts::lids_and_mood(const FaceInput& input, std::vector<float>& weights) {
    const float lids = blink(input.time_s, input.seed);
    if (mix.index("blink") >= 0) {
        mix.set("blink", lids);
    } else {
        mix.set("blinkLeft", lids);
        mix.set("blinkRight", lids);
    }
    for (const NamedMorph& morph : blinks)
        weights[static_cast<std::size_t>(morph.channel)] += lids * morph.share;
    if (input.mood.empty()) return;
    const float mood = std::clamp(input.mood_weight, 0.0f, 1.0f);
    mix.set(input.mood, mood);
    for (std::size_t m = 0; m < kMoods.size(); ++m) {
        if (kMoods[m] != input.mood) continue;
        for (const NamedMorph& morph : moods[m])
            weights[static_cast<std::size_t>(morph.channel)] += mood * morph.share;
    }
}

void Face::Parts::speak(const FaceInput& input, signal::Pose& pose) {
    if (mouth.kind == Mouth::Kind::Vrm) {
        const Vowels vowels = to_vowels(input.visemes);
        for (std::size_t v = 0; v < vowels.size(); ++v)
            mix.set(kVowelNames[v], vowels[v]);
    } else if (mouth.kind == Mouth::Kind::Jaw) {
        const float angle = jaw_angle_deg(input.visemes);
        const glm::quat head_turn = head.node < 0
                                        ? glm::quat{1.0f, 0.0f, 0.0f, 0.0f}
                                        : model::rotation_of(pose.node_world[static_cast<std::size_t>(head.node)]) *
                                              glm::inverse(head.rest_world);
        turn(jaw, glm::angleAxis(glm::radians(angle), head_turn * glm::vec3{1.0f, 0.0f, 0.0f}), pose.node_world);
    } else {
        add_visemes(mouth, input.visemes, pose.morph_weights);
    }
}

Face::Face(const model::Model& model) : parts_{std::make_unique<Parts>(model)} {}
Face::~Face() = default;
Face::Face(Face&&) noexcept = default;
Face& Face::operator=(Face&&) noexcept = default;

void Face::apply(const FaceInput& input, signal::Pose& pose) {
    Parts& p = *parts_;
    if (pose.node_world.size() != p.model.nodes.size() || pose.morph_weights.size() != p.model.morph_channels.size())
        return;
    p.mix.clear();
    p.gaze(input, pose.node_world);
    p.lids_and_mood(input, pose.morph_weights);
    p.speak(input, pose);
    p.mix.add_to(pose.morph_weights);
    // A closed eye over a smiling one, a vowel over a mood: sums stay within what the mesh was made for.
    for (float& weight : pose.morph_weights)
        weight = std::clamp(weight, -1.0f, 1.0f);
}

bool Face::has_mouth() const {
    return parts_->mouth.kind != Mouth::Kind::None;
}

std::string Face::mouth_kind() const {
    switch (parts_->mouth.kind) {
        case Mouth::Kind::Vrm:
            return "vrm";
        case Mouth::Kind::Oculus:
            return "oculus";
        case Mouth::Kind::Arkit:
            return "arkit";
        case Mouth::Kind::Vowels:
            return "vowels";
        case Mouth::Kind::Jaw:
            return "jaw bone";
        case Mouth::Kind::None:
            break;
    }
    return "none";
}

std::map<std::string, float> Face::expressions() const {
    std::map<std::string, float> out;
    for (std::size_t i = 0; i < parts_->model.expressions.size(); ++i)
        out[parts_->model.expressions[i].name] = parts_->mix.weights()[i];
    return out;
}

}  // namespace compere::face
