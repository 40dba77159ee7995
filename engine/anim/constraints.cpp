#include "anim/constraints.h"

#include "anim/clip_sampler.h"
#include "anim/poser.h"
#include "model/world.h"

namespace compere::anim {
namespace {

using model::Constraint;

glm::quat rest_of(const model::Model& model, int node) {
    return model.nodes[static_cast<std::size_t>(node)].rest.rotation;
}

glm::quat aim_target(const model::Model& model, const Constraint& c, std::span<const glm::mat4> world) {
    const glm::quat rest = rest_of(model, c.node);
    const int parent = model.nodes[static_cast<std::size_t>(c.node)].parent;
    const glm::quat above =
        parent < 0 ? glm::quat{1.0f, 0.0f, 0.0f, 0.0f} : model::rotation_of(world[static_cast<std::size_t>(parent)]);
    const glm::vec3 from = above * (rest * c.axis);
    const glm::vec3 to =
        glm::vec3{world[static_cast<std::size_t>(c.source)][3]} - glm::vec3{world[static_cast<std::size_t>(c.node)][3]};
    return glm::inverse(above) * between(from, to) * above * rest;
}

// The source's turn since its rest, seen from the destination, reduced to the part about the roll axis.
glm::quat roll_target(const model::Model& model, const Constraint& c, glm::quat source) {
    const glm::quat rest = rest_of(model, c.node);
    const glm::quat delta = glm::inverse(rest) * source * glm::inverse(rest_of(model, c.source)) * rest;
    return rest * between(delta * c.axis, c.axis) * delta;
}

}  // namespace

void apply_constraints(const model::Model& model, std::span<signal::Transform> local, std::span<glm::mat4> world) {
    for (const Constraint& c : model.constraints) {
        const glm::quat source = local[static_cast<std::size_t>(c.source)].rotation;
        const glm::quat rest = rest_of(model, c.node);
        glm::quat target = rest;
        switch (c.kind) {
            case Constraint::Kind::Rotation:
                target = rest * glm::inverse(rest_of(model, c.source)) * source;
                break;
            case Constraint::Kind::Roll:
                target = roll_target(model, c, source);
                break;
            case Constraint::Kind::Aim:
                target = aim_target(model, c, world);
                break;
        }
        local[static_cast<std::size_t>(c.node)].rotation = slerp(rest, target, c.weight);
        model::to_world(model, local, world);
    }
}

}  // namespace compere::anim
