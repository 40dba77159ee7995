#include "anim/constraints.h"

#include <gtest/gtest.h>

#include "model/world.h"

namespace compere::anim {
namespace {

struct Scene {
    model::Model model;
    std::vector<signal::Transform> local;
    std::vector<glm::mat4> world;

    explicit Scene(model::Constraint constraint) {
        model.nodes.resize(2);  // 0 follows 1
        constraint.node = 0;
        constraint.source = 1;
        model.constraints.push_back(constraint);
        local.resize(2);
        world.resize(2);
    }
    glm::quat solve() {
        model::to_world(model, local, world);
        apply_constraints(model, local, world);
        return local[0].rotation;
    }
};

void expect_quat(glm::quat q, float x, float y, float z, float w) {
    EXPECT_NEAR(q.x, x, 1e-3f);
    EXPECT_NEAR(q.y, y, 1e-3f);
    EXPECT_NEAR(q.z, z, 1e-3f);
    EXPECT_NEAR(q.w, w, 1e-3f);
}

TEST(Constraints, AimFollowsItsSource) {
    Scene scene{{model::Constraint::Kind::Aim, 0, 1, {0, 1, 0}, 1.0f}};
    scene.local[1].translation = {1, 0, 0};
    expect_quat(scene.solve(), 0, 0, -0.707f, 0.707f);
    scene.model.constraints[0].weight = 0.5f;
    expect_quat(scene.solve(), 0, 0, -0.383f, 0.924f);
}

TEST(Constraints, RotationTakesTheChangeFromRest) {
    Scene scene{{model::Constraint::Kind::Rotation, 0, 1, {1, 0, 0}, 1.0f}};
    scene.model.nodes[0].rest.rotation = glm::angleAxis(glm::radians(90.0f), glm::vec3{0, 1, 0});
    scene.model.nodes[1].rest.rotation = glm::angleAxis(glm::radians(30.0f), glm::vec3{1, 0, 0});
    scene.local[1].rotation = glm::angleAxis(glm::radians(90.0f), glm::vec3{1, 0, 0});
    const glm::quat wanted = glm::angleAxis(glm::radians(90.0f), glm::vec3{0, 1, 0}) *
                             glm::angleAxis(glm::radians(60.0f), glm::vec3{1, 0, 0});
    expect_quat(scene.solve(), wanted.x, wanted.y, wanted.z, wanted.w);
}

TEST(Constraints, RollTakesOnlyTheTurnAboutItsAxis) {
    Scene scene{{model::Constraint::Kind::Roll, 0, 1, {1, 0, 0}, 1.0f}};
    scene.local[1].rotation = glm::angleAxis(glm::radians(40.0f), glm::vec3{1, 0, 0});
    expect_quat(scene.solve(), 0.342f, 0, 0, 0.940f);  // sin and cos of 20°
    scene.local[1].rotation = glm::angleAxis(glm::radians(40.0f), glm::vec3{0, 0, 1});
    expect_quat(scene.solve(), 0, 0, 0, 1);
}

}  // namespace
}  // namespace compere::anim
