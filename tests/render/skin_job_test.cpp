#include "render/skin_job.h"

#include <gtest/gtest.h>

#include <glm/gtc/matrix_transform.hpp>

namespace compere::render {
namespace {

struct Skin {
    model::Mesh mesh;
    std::vector<glm::mat4> joints;
    std::vector<float> weights;
    glm::mat4 node{1};
    std::vector<SkinnedVertex> scratch, out;
    Bounds bounds;

    void run() {
        scratch.resize(mesh.positions.size());
        out.resize(mesh.positions.size());
        SkinJob{&mesh, joints, node, weights, scratch, out, &bounds}.run();
    }
};

model::Mesh one_vertex(glm::vec3 position, glm::vec3 normal) {
    model::Mesh mesh;
    mesh.positions = {position};
    mesh.normals = {normal};
    return mesh;
}

void expect_near(glm::vec3 a, glm::vec3 b) {
    EXPECT_NEAR(a.x, b.x, 1e-5f);
    EXPECT_NEAR(a.y, b.y, 1e-5f);
    EXPECT_NEAR(a.z, b.z, 1e-5f);
}

TEST(SkinJob, TwoJointsByHand) {
    Skin skin{one_vertex({1, 2, 3}, {1, 0, 0}), {}, {}, glm::mat4{1}, {}, {}, {}};
    skin.mesh.joints = {{0, 1, 0, 0}};
    skin.mesh.weights = {{0.25f, 0.75f, 0, 0}};
    // Joint 0 moves by (4, 0, 8); joint 1 turns a quarter about +Z: (x, y, z) to (−y, x, z).
    skin.joints = {glm::translate(glm::mat4{1}, {4, 0, 8}), glm::rotate(glm::mat4{1}, glm::radians(90.0f), glm::vec3{0, 0, 1})};
    skin.run();
    expect_near(skin.out[0].position, {0.25f * 5 + 0.75f * -2, 0.25f * 2 + 0.75f * 1, 0.25f * 11 + 0.75f * 3});
    expect_near(skin.out[0].normal, {0.25f, 0.75f, 0});
    expect_near(skin.bounds.low, skin.out[0].position);
    expect_near(skin.bounds.high, skin.out[0].position);
}

TEST(SkinJob, WithoutASkinTheNodeCarriesIt) {
    Skin skin{one_vertex({1, 2, 3}, {0, 0, 1}), {}, {}, glm::scale(glm::translate(glm::mat4{1}, {10, 20, 30}), glm::vec3{2}), {}, {}, {}};
    skin.run();
    expect_near(skin.out[0].position, {12, 24, 36});
    // A mesh with joints of its own but no matrices is rigid too.
    skin.mesh.joints = {{0, 0, 0, 0}};
    skin.mesh.weights = {{1, 0, 0, 0}};
    skin.run();
    expect_near(skin.out[0].position, {12, 24, 36});
}

TEST(SkinJob, MorphsComeBeforeTheSkin) {
    Skin skin{one_vertex({1, 2, 3}, {0, 0, 1}), {}, {0.5f, -1.0f}, glm::translate(glm::mat4{1}, {100, 0, 0}), {}, {}, {}};
    skin.mesh.positions.push_back({7, 7, 7});
    skin.mesh.normals.push_back({0, 1, 0});
    skin.mesh.morphs = {{0, {0}, {{2, 4, 6}}, {{1, 0, 0}}}, {1, {0, 1}, {{0, 0, 1}, {3, 0, 0}}, {}}};
    skin.run();
    expect_near(skin.out[0].position, {102, 4, 5});  // 1 + 0.5·2, 2 + 0.5·4, 3 + 0.5·6 − 1
    expect_near(skin.out[0].normal, {0.5f, 0, 1});
    expect_near(skin.out[1].position, {104, 7, 7});
    skin.weights = {0, 0};
    skin.run();
    expect_near(skin.out[0].position, {101, 2, 3});
}

TEST(SkinJob, NoVerticesNoBounds) {
    Skin skin;
    skin.run();
    EXPECT_TRUE(skin.bounds.is_empty());
}

}  // namespace
}  // namespace compere::render
