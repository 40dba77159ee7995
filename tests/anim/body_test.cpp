#include "anim/body.h"

#include <gtest/gtest.h>

#include "anim/gestures.h"
#include "figure.h"

namespace compere::anim {
namespace {

float difference(const signal::Pose& a, const signal::Pose& b) {
    float most = 0.0f;
    for (std::size_t i = 0; i < a.node_world.size(); ++i) {
        for (int c = 0; c < 4; ++c)
            most = std::max(most, glm::length(a.node_world[i][c] - b.node_world[i][c]));
    }
    return most;
}

TEST(Body, SameInputSamePoseWhateverCameBefore) {
    const model::Model model = test::figure();
    const auto greet = built_in_motion(model, "greet");
    ASSERT_TRUE(greet);
    const Playing playing[]{{&*greet, 1.0, 3.5, false}};
    Body used{model}, fresh{model};
    signal::Pose a, b;
    for (double t = 0.0; t < 2.0; t += 0.1)
        used.pose({t, 7, playing, 1.0f}, a);
    used.pose({1.7, 7, playing, 1.0f}, a);
    fresh.pose({1.7, 7, playing, 1.0f}, b);
    EXPECT_EQ(difference(a, b), 0.0f);
}

TEST(Body, FadesInAndOut) {
    const model::Model model = test::figure();
    const auto greet = built_in_motion(model, "greet");
    ASSERT_TRUE(greet);
    const Playing playing[]{{&*greet, 0.0, 1.5, false}};
    Body body{model};
    signal::Pose still, before, during, almost, after;
    body.pose({0.0, 1, {}, 0.0f}, still);
    body.pose({-0.1, 1, playing, 0.0f}, before);
    body.pose({1.0, 1, playing, 0.0f}, during);
    body.pose({1.49, 1, playing, 0.0f}, almost);
    body.pose({1.6, 1, playing, 0.0f}, after);
    EXPECT_EQ(difference(still, before), 0.0f);
    EXPECT_GT(difference(still, during), 0.3f);
    EXPECT_LT(difference(still, almost), 0.02f);
    EXPECT_EQ(difference(still, after), 0.0f);
}

TEST(Body, BreathesSlowlyAndKeepsItsFeet) {
    const model::Model model = test::figure(true);
    Body body{model};
    signal::Pose still, now, next;
    body.pose({0.0, 3, {}, 0.0f}, still);
    float most = 0.0f;
    for (double t = 0.0; t < 20.0; t += 0.1) {
        body.pose({t, 3, {}, 1.0f}, now);
        body.pose({t + 1.0 / 30.0, 3, {}, 1.0f}, next);
        EXPECT_LT(difference(now, next), 0.01f);
        most = std::max(most, glm::length(test::place(model, now.node_world, "head") -
                                          test::place(model, still.node_world, "head")));
        for (const char* foot : {"leftFoot", "rightFoot"}) {
            EXPECT_LT(
                glm::length(test::place(model, now.node_world, foot) - test::place(model, still.node_world, foot)),
                0.003f);
        }
    }
    EXPECT_GT(most, 0.001f);
    EXPECT_LT(most, 0.03f);
}

TEST(Body, MorphsStartFromTheirDefaults) {
    model::Model model = test::figure();
    model.morph_channels = {{"face", "a", 0.25f, 0}, {"face", "b", 0.0f, 0}};
    Body body{model};
    signal::Pose pose;
    body.pose({}, pose);
    EXPECT_EQ(pose.morph_weights, (std::vector<float>{0.25f, 0.0f}));
}

TEST(Body, ThingsWithoutBonesStayAsTheyAre) {
    model::Model lamp;
    lamp.nodes.resize(1);
    lamp.nodes[0].rest.translation = {1, 2, 3};
    Body body{lamp};
    signal::Pose pose;
    body.pose({5.0, 1, {}, 1.0f}, pose);
    EXPECT_EQ(glm::vec3(pose.node_world[0][3]), glm::vec3(1, 2, 3));
}

}  // namespace
}  // namespace compere::anim
