#pragma once

#include <string>

#include "model/model.h"

namespace compere::test {

// A hand-made figure in a T-pose, 1.6 m high, facing +Z: the bones that bodies and gestures need. `turned` gives every
// node a rest rotation of its own, which must make no difference.
inline model::Model figure(bool turned = false) {
    model::Model model;
    model.format = "vrm1";
    model.file = "figure";
    std::vector<glm::vec3> places;
    std::vector<glm::quat> turns;
    const auto add = [&](const std::string& bone, const std::string& parent, glm::vec3 place) {
        const auto n = static_cast<float>(model.nodes.size());
        model::Node node;
        node.name = "node " + bone;
        node.parent = parent.empty() ? -1 : model.humanoid.at(parent);
        const glm::quat turn = turned ? glm::normalize(glm::quat{1.0f, 0.3f * n, -0.2f * n, 0.1f + 0.05f * n})
                                      : glm::quat{1.0f, 0.0f, 0.0f, 0.0f};
        const bool has_parent = node.parent >= 0;
        const auto p = static_cast<std::size_t>(has_parent ? node.parent : 0);
        const glm::quat above = has_parent ? turns[p] : glm::quat{1.0f, 0.0f, 0.0f, 0.0f};
        node.rest.rotation = glm::inverse(above) * turn;
        node.rest.translation = has_parent ? glm::inverse(above) * (place - places[p]) : place;
        places.push_back(place);
        turns.push_back(turn);
        model.humanoid[bone] = static_cast<int>(model.nodes.size());
        model.nodes.push_back(node);
    };
    add("hips", "", {0.0f, 0.9f, 0.0f});
    add("spine", "hips", {0.0f, 1.0f, 0.0f});
    add("chest", "spine", {0.0f, 1.15f, 0.0f});
    add("neck", "chest", {0.0f, 1.35f, 0.0f});
    add("head", "neck", {0.0f, 1.45f, 0.02f});
    for (const auto& [side, x] : {std::pair{std::string{"left"}, 1.0f}, std::pair{std::string{"right"}, -1.0f}}) {
        add(side + "Eye", "head", {x * 0.03f, 1.5f, 0.08f});
        add(side + "Shoulder", "chest", {x * 0.05f, 1.32f, 0.0f});
        add(side + "UpperArm", side + "Shoulder", {x * 0.17f, 1.32f, 0.0f});
        add(side + "LowerArm", side + "UpperArm", {x * 0.42f, 1.32f, 0.0f});
        add(side + "Hand", side + "LowerArm", {x * 0.65f, 1.32f, 0.0f});
        add(side + "MiddleProximal", side + "Hand", {x * 0.73f, 1.32f, 0.0f});
        add(side + "UpperLeg", "hips", {x * 0.09f, 0.85f, 0.0f});
        add(side + "LowerLeg", side + "UpperLeg", {x * 0.09f, 0.47f, 0.0f});
        add(side + "Foot", side + "LowerLeg", {x * 0.09f, 0.08f, 0.0f});
    }
    return model;
}

inline glm::vec3 place(const model::Model& model, const std::vector<glm::mat4>& world, const std::string& bone) {
    return glm::vec3{world[static_cast<std::size_t>(model.humanoid.at(bone))][3]};
}

}  // namespace compere::test
