#include "anim/gestures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "anim/clip_sampler.h"
#include "anim/poser.h"
#include "anim/stance.h"
#include "model/world.h"

namespace compere::anim {
namespace {

constexpr std::array<std::string_view, 5> kNames{"idle", "greet", "present", "nod", "explain"};
constexpr float kRate_hz = 30.0f;

// A gesture is a row of poses; between two of them every joint turns evenly with a soft start and end.
struct Key {
    float time_s = 0.0f;
    std::function<void(Poser&)> pose;  // from the stance
};

const glm::vec3 kSideways{1.0f, 0.0f, 0.0f}, kUp{0.0f, 1.0f, 0.0f}, kAhead{0.0f, 0.0f, 1.0f};

void stand(Poser&) {}

// One arm by directions of a right arm; the left is its mirror image.
struct Arm {
    glm::vec3 upper, lower, hand, palm;
    float curl_deg = 6.0f;
};
void set_arm(Poser& poser, const std::string& side, const Arm& arm) {
    const glm::vec3 mirror{side == "left" ? -1.0f : 1.0f, 1.0f, 1.0f};
    poser.aim(side + "UpperArm", arm.upper * mirror);
    poser.aim(side + "LowerArm", arm.lower * mirror);
    poser.aim(side + "Hand", arm.hand * mirror);
    poser.face_palm(side, arm.palm * mirror);
    poser.curl(side, arm.curl_deg - 16.0f);  // the stance has bent them by 16°
}

void nod_head(Poser& poser, float down_deg, float tilt_deg = 0.0f) {
    poser.turn("neck", kSideways, 0.4f * down_deg);
    poser.turn("head", kSideways, 0.6f * down_deg);
    if (tilt_deg != 0.0f) poser.turn("head", kAhead, tilt_deg);
}

std::vector<Key> greet() {
    const auto wave = [](float x) {
        return [x](Poser& poser) {
            set_arm(poser, "right",
                    {{-0.46f, -0.87f, 0.18f},
                     {-0.24f + 0.6f * x, 0.86f, 0.42f},
                     {-0.30f + x, 0.94f, 0.10f},
                     {0.25f, 0.1f, 1.0f},
                     4.0f});
            nod_head(poser, 2.0f, 4.0f);
            poser.turn("spine", kAhead, 1.5f);
        };
    };
    return {{0.0f, stand},         {0.55f, wave(0.0f)},  {0.80f, wave(-0.30f)}, {1.05f, wave(0.18f)},
            {1.30f, wave(-0.30f)}, {1.55f, wave(0.18f)}, {1.75f, wave(0.0f)},   {2.5f, stand}};
}

std::vector<Key> present() {
    const auto show = [](float rise) {
        return [rise](Poser& poser) {
            set_arm(poser, "right",
                    {{-0.46f, -0.82f, 0.36f},
                     {-0.34f, 0.10f + rise, 0.90f},
                     {-0.46f, 0.22f + rise, 0.80f},
                     {0.30f, 0.85f, 0.35f},
                     4.0f});
            nod_head(poser, 4.0f, 2.0f);
            poser.turn("head", kUp, -7.0f);
            poser.turn("spine", kUp, -4.0f);
        };
    };
    return {{0.0f, stand}, {0.7f, show(0.0f)}, {1.4f, show(0.05f)}, {2.1f, show(0.0f)}, {2.9f, stand}};
}

std::vector<Key> nod() {
    const auto bow = [](float deg) {
        return [deg](Poser& poser) {
            nod_head(poser, deg);
            poser.turn("chest", kSideways, 0.15f * deg);
        };
    };
    return {{0.0f, stand},      {0.35f, bow(13.0f)}, {0.75f, bow(-1.0f)},
            {1.10f, bow(9.0f)}, {1.55f, bow(0.0f)},  {2.0f, stand}};
}

std::vector<Key> explain() {
    const auto beat = [](float right, float left, float turn) {
        return [=](Poser& poser) {
            set_arm(poser, "right",
                    {{-0.44f, -0.87f, 0.22f},
                     {-0.10f - 0.3f * right, -0.16f + right, 0.92f},
                     {-0.12f - 0.5f * right, 0.05f + right, 0.9f},
                     {0.75f, 0.62f, 0.1f},
                     9.0f});
            set_arm(poser, "left",
                    {{-0.44f, -0.87f, 0.22f},
                     {-0.10f - 0.3f * left, -0.16f + left, 0.92f},
                     {-0.12f - 0.5f * left, 0.05f + left, 0.9f},
                     {0.75f, 0.62f, 0.1f},
                     9.0f});
            nod_head(poser, 2.0f + 10.0f * right);
            poser.turn("head", kUp, turn);
        };
    };
    return {{0.0f, stand},
            {0.5f, beat(0.10f, 0.02f, 2.0f)},
            {0.85f, beat(-0.02f, -0.04f, 0.0f)},
            {1.3f, beat(0.02f, 0.14f, -3.0f)},
            {1.7f, beat(-0.03f, -0.02f, 0.0f)},
            {2.1f, beat(0.10f, 0.08f, 1.0f)},
            {2.8f, stand}};
}

std::vector<Key> idle() {
    const auto sway = [](float side) {
        return [side](Poser& poser) {
            poser.turn("spine", kAhead, 0.6f * side);
            poser.turn("neck", kAhead, -0.5f * side);
            poser.turn("leftLowerArm", kSideways, -1.2f * side);
            poser.turn("rightLowerArm", kSideways, 1.2f * side);
        };
    };
    return {{0.0f, stand}, {1.0f, sway(1.0f)}, {2.0f, stand}, {3.0f, sway(-1.0f)}, {4.0f, stand}};
}

std::vector<Key> keys_named(std::string_view name) {
    if (name == "greet") return greet();
    if (name == "present") return present();
    if (name == "nod") return nod();
    if (name == "explain") return explain();
    return idle();
}

bool is_same(glm::quat a, glm::quat b) {
    return std::abs(glm::dot(a, b)) > 0.9999999f;
}

// Rotation tracks of the joints that any key moves, at kRate_hz.
std::vector<model::Track> tracks_of(const std::vector<std::vector<signal::Transform>>& poses,
                                    const std::vector<Key>& keys) {
    std::vector<model::Track> tracks;
    const auto frames = static_cast<std::size_t>(std::lround(keys.back().time_s * kRate_hz));
    for (std::size_t node = 0; node < poses.front().size(); ++node) {
        const auto moves = [&](const auto& pose) {
            return !is_same(pose[node].rotation, poses.front()[node].rotation);
        };
        if (std::none_of(poses.begin(), poses.end(), moves)) continue;
        model::Track track;
        track.node = static_cast<int>(node);
        for (std::size_t frame = 0; frame <= frames; ++frame) {
            const float time_s = std::min(static_cast<float>(frame) / kRate_hz, keys.back().time_s);
            std::size_t next = 1;
            while (next + 1 < keys.size() && keys[next].time_s < time_s)
                ++next;
            const float share =
                std::clamp((time_s - keys[next - 1].time_s) / (keys[next].time_s - keys[next - 1].time_s), 0.0f, 1.0f);
            const glm::quat q = slerp(poses[next - 1][node].rotation, poses[next][node].rotation,
                                      share * share * (3.0f - 2.0f * share));
            track.times_s.push_back(time_s);
            track.values.insert(track.values.end(), {q.x, q.y, q.z, q.w});
        }
        tracks.push_back(std::move(track));
    }
    return tracks;
}

}  // namespace

std::span<const std::string_view> built_in_motion_names() {
    return kNames;
}

core::Result<Motion> built_in_motion(const model::Model& model, std::string_view name) {
    if (std::find(kNames.begin(), kNames.end(), name) == kNames.end()) {
        return core::fail("there is no built-in motion \"{}\"; there are idle, greet, present, nod and explain", name);
    }
    if (model::bone(model, "rightUpperArm") < 0 || model::bone(model, "rightLowerArm") < 0 ||
        model::bone(model, "head") < 0) {
        return core::fail("{}: has no arms and head that are known, so the motion \"{}\" cannot be made for it",
                          model.file, name);
    }
    const std::vector<Key> keys = keys_named(name);
    const Poser start = standing(model);
    std::vector<std::vector<signal::Transform>> poses;
    for (const Key& key : keys) {
        Poser poser = start;
        key.pose(poser);
        poses.emplace_back(poser.local().begin(), poser.local().end());
    }
    return Motion::from_tracks(std::string{name}, keys.back().time_s, tracks_of(poses, keys));
}

}  // namespace compere::anim
