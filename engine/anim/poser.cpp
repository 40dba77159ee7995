#include "anim/poser.h"

#include <array>
#include <cmath>

#include "model/world.h"

namespace compere::anim {
namespace {

// What a bone points to when its own next humanoid bone is missing is its child node that is furthest away.
const char* next_bone(std::string_view name) {
    if (name == "spine") return "chest";
    if (name == "neck") return "head";
    for (const auto& [from, to] : std::array<std::pair<std::string_view, const char*>, 6>{{{"Shoulder", "UpperArm"},
                                                                                           {"UpperArm", "LowerArm"},
                                                                                           {"LowerArm", "Hand"},
                                                                                           {"Hand", "MiddleProximal"},
                                                                                           {"UpperLeg", "LowerLeg"},
                                                                                           {"LowerLeg", "Foot"}}}) {
        if (name.ends_with(from)) return to;
    }
    return nullptr;
}

}  // namespace

glm::quat between(glm::vec3 from, glm::vec3 to) {
    const float lengths = glm::length(from) * glm::length(to);
    if (!(lengths > 1e-12f)) return {1.0f, 0.0f, 0.0f, 0.0f};
    const float cosine = glm::dot(from, to) / lengths;
    if (cosine < -0.999999f) {
        glm::vec3 axis = glm::cross(
            from, std::abs(from.x) < std::abs(from.y) ? glm::vec3{1.0f, 0.0f, 0.0f} : glm::vec3{0.0f, 1.0f, 0.0f});
        return glm::angleAxis(3.14159265f, glm::normalize(axis));
    }
    const glm::vec3 cross = glm::cross(from, to) / lengths;
    return glm::normalize(glm::quat{1.0f + cosine, cross.x, cross.y, cross.z});
}

Poser::Poser(const model::Model& model) : model_{&model}, local_(model.nodes.size()), world_(model.nodes.size()) {
    reset();
    rest_ = world_;
}

void Poser::reset() {
    for (std::size_t i = 0; i < local_.size(); ++i)
        local_[i] = model_->nodes[i].rest;
    model::to_world(*model_, local_, world_);
}

void Poser::straighten() {
    for (const auto& [side, x] : {std::pair{std::string{"left"}, 1.0f}, std::pair{std::string{"right"}, -1.0f}}) {
        for (const char* part : {"UpperArm", "LowerArm", "Hand"})
            aim(side + part, {x, 0.0f, 0.0f});
        for (const char* part : {"UpperLeg", "LowerLeg"})
            aim(side + part, {0.0f, -1.0f, 0.0f});
    }
    rest_ = world_;
}

void Poser::rotate(int node, glm::quat turn) {
    const auto i = static_cast<std::size_t>(node);
    const int parent = model_->nodes[i].parent;
    const glm::quat above =
        parent < 0 ? glm::quat{1.0f, 0.0f, 0.0f, 0.0f} : model::rotation_of(world_[static_cast<std::size_t>(parent)]);
    local_[i].rotation = glm::normalize(glm::inverse(above) * turn * above * local_[i].rotation);
    model::to_world(*model_, local_, world_);
}

int Poser::follower(const std::string& bone) const {
    const int node = model::bone(*model_, bone);
    const std::string side = bone.starts_with("left") ? "left" : bone.starts_with("right") ? "right" : "";
    if (const char* next = next_bone(bone)) {
        if (const int found = model::bone(*model_, side + next); found >= 0) return found;
    }
    int best = -1;
    float reach = 1e-6f;
    for (std::size_t i = 0; i < model_->nodes.size(); ++i) {
        if (model_->nodes[i].parent != node) continue;
        const float distance =
            glm::length(glm::vec3{rest_[i][3]} - glm::vec3{rest_[static_cast<std::size_t>(node)][3]});
        if (distance > reach) {
            reach = distance;
            best = static_cast<int>(i);
        }
    }
    return best;
}

void Poser::aim(const std::string& bone, glm::vec3 direction) {
    const int node = model::bone(*model_, bone);
    const int next = node < 0 ? -1 : follower(bone);
    if (next < 0) return;
    rotate(node, between(position(next) - position(node), direction));
}

void Poser::turn(const std::string& bone, glm::vec3 axis, float angle_deg) {
    const int node = model::bone(*model_, bone);
    if (node >= 0) rotate(node, glm::angleAxis(glm::radians(angle_deg), glm::normalize(axis)));
}

void Poser::face_palm(const std::string& side, glm::vec3 direction) {
    const int hand = model::bone(*model_, side + "Hand");
    const int next = hand < 0 ? -1 : follower(side + "Hand");
    if (next < 0) return;
    const auto h = static_cast<std::size_t>(hand);
    // In the T-pose the palm looks down, whatever the bone's own axes are.
    const glm::quat since_rest = model::rotation_of(world_[h]) * glm::inverse(model::rotation_of(rest_[h]));
    const glm::vec3 palm = since_rest * glm::vec3{0.0f, -1.0f, 0.0f};
    const glm::vec3 line = position(next) - position(hand);
    if (!(glm::length(line) > 1e-6f)) return;
    const glm::vec3 d = glm::normalize(line);
    const glm::vec3 a = palm - d * glm::dot(palm, d), c = direction - d * glm::dot(direction, d);
    if (glm::length(a) < 1e-5f || glm::length(c) < 1e-5f) return;
    const float angle = std::atan2(glm::dot(d, glm::cross(a, c)), glm::dot(a, c));
    // The forearm carries more than half of a real hand's roll.
    const int forearm = model::bone(*model_, side + "LowerArm");
    if (forearm >= 0) {
        const glm::vec3 arm = position(hand) - position(forearm);
        if (glm::length(arm) > 1e-6f) rotate(forearm, glm::angleAxis(0.5f * angle, glm::normalize(arm)));
    }
    rotate(hand, glm::angleAxis(forearm >= 0 ? 0.5f * angle : angle, d));
}

void Poser::curl(const std::string& side, float angle_deg) {
    static constexpr std::array<std::pair<const char*, float>, 4> kFingers{
        {{"Index", 0.7f}, {"Middle", 0.9f}, {"Ring", 1.1f}, {"Little", 1.3f}}};
    const int hand = model::bone(*model_, side + "Hand");
    if (hand < 0) return;
    const float sign = side == "left" ? -1.0f : 1.0f;
    for (const auto& [finger, share] : kFingers) {
        for (const char* part : {"Proximal", "Intermediate", "Distal"}) {
            const auto h = static_cast<std::size_t>(hand);
            const glm::quat since_rest = model::rotation_of(world_[h]) * glm::inverse(model::rotation_of(rest_[h]));
            turn(side + finger + part, since_rest * glm::vec3{0.0f, 0.0f, 1.0f}, sign * angle_deg * share);
        }
    }
}

}  // namespace compere::anim
