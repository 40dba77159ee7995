#pragma once

#include <glm/glm.hpp>
#include <glm/gtc/quaternion.hpp>
#include <span>
#include <string>
#include <vector>

#include "model/model.h"
#include "signal/transform.h"

namespace compere::anim {

// Builds a pose bone by bone, parents first, in the character's frame (+X its left, +Y up, +Z ahead). Bones that the
// model lacks are passed over. For load time: it allocates.
class Poser {
public:
    explicit Poser(const model::Model& model);

    // Points a bone, that is the line from it to what follows it, by the smallest turn.
    void aim(const std::string& bone, glm::vec3 direction);
    // Turns a bone about an axis of the character through the bone.
    void turn(const std::string& bone, glm::vec3 axis, float angle_deg);
    // Rolls a hand about its own line until the palm looks as far as it can to `direction`.
    void face_palm(const std::string& side, glm::vec3 direction);
    // Bends the fingers of a hand into the palm; negative spreads them back.
    void curl(const std::string& side, float angle_deg);
    void reset();
    // Straightens arms and legs to a T-pose, for rigs that rest otherwise, and takes that as the rest that palms refer
    // to.
    void straighten();

    std::span<const signal::Transform> local() const { return local_; }

private:
    glm::vec3 position(int node) const { return glm::vec3{world_[static_cast<std::size_t>(node)][3]}; }
    int follower(const std::string& bone) const;
    void rotate(int node, glm::quat turn);

    const model::Model* model_;
    std::vector<signal::Transform> local_;
    std::vector<glm::mat4> world_;
    std::vector<glm::mat4> rest_;
};

// The smallest rotation from one direction to another; a half turn goes about an axis square to both.
glm::quat between(glm::vec3 from, glm::vec3 to);

}  // namespace compere::anim
