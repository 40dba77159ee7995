#include "face/look_at.h"

#include <gtest/gtest.h>

namespace compere::face {
namespace {

model::LookAt range(float input_deg, float output) {
    model::LookAt look;
    for (model::LookAt::Range* r :
         {&look.horizontal_inner, &look.horizontal_outer, &look.vertical_down, &look.vertical_up})
        *r = {input_deg, output};
    return look;
}

// Figures of the VRM standard's tests.
TEST(LookAt, AzimuthAndAltitude) {
    constexpr float kPi = 3.14159265f;
    const auto expect = [](glm::vec3 direction, float azimuth, float altitude) {
        const AzimuthAltitude got = azimuth_altitude(direction);
        EXPECT_NEAR(got.azimuth_rad, azimuth, 2e-3f);
        EXPECT_NEAR(got.altitude_rad, altitude, 2e-3f);
    };
    expect({1, 0, 0}, 0, 0);
    expect({0.707f, 0, -0.707f}, kPi / 4, 0);
    expect({0.25f, 0.866f, -0.433f}, kPi / 3, kPi / 3);
}

TEST(LookAt, ByBoneMapsTheRange) {
    const model::LookAt look = range(30.0f, 5.0f);
    const glm::quat turn = eye_turn(look, Eye::Left, {15.0f, 15.0f});
    const glm::quat wanted =
        glm::angleAxis(glm::radians(2.5f), glm::vec3{0, 1, 0}) * glm::angleAxis(glm::radians(2.5f), glm::vec3{1, 0, 0});
    EXPECT_NEAR(std::abs(glm::dot(turn, wanted)), 1.0f, 1e-6f);
    EXPECT_NEAR(glm::degrees(glm::angle(eye_turn(look, Eye::Left, {400.0f, 0.0f}))), 5.0f, 1e-3f);  // clamped
}

TEST(LookAt, InnerAndOuterDependOnTheEye) {
    model::LookAt look = range(90.0f, 0.0f);
    look.horizontal_outer.output_scale = 9.0f;
    EXPECT_GT(glm::angle(eye_turn(look, Eye::Left, {45.0f, 0.0f})), 0.01f);
    EXPECT_NEAR(glm::angle(eye_turn(look, Eye::Right, {45.0f, 0.0f})), 0.0f, 1e-5f);
    EXPECT_GT(glm::angle(eye_turn(look, Eye::Right, {-45.0f, 0.0f})), 0.01f);
}

TEST(LookAt, AnEyesOwnRestIsKept) {
    const glm::quat turn = glm::angleAxis(0.1f, glm::vec3{0, 1, 0});
    for (const glm::quat& rest :
         {glm::angleAxis(0.9f, glm::normalize(glm::vec3{1, 2, 3})), glm::angleAxis(-1.4f, glm::vec3{1, 0, 0})}) {
        const glm::quat parent = glm::angleAxis(0.5f, glm::normalize(glm::vec3{3, 1, -2}));
        const glm::quat world = parent * eye_local(turn, parent, rest);
        EXPECT_NEAR(std::abs(glm::dot(world, turn * parent * rest)), 1.0f, 1e-6f);
    }
}

TEST(LookAt, ByExpressionGivesTheFullWeightAtTheRange) {
    const model::LookAt look = range(90.0f, 1.0f);
    EXPECT_FLOAT_EQ(look_weights(look, {-90.0f, 90.0f}).right, 1.0f);
    EXPECT_FLOAT_EQ(look_weights(look, {-90.0f, 90.0f}).down, 1.0f);
    EXPECT_FLOAT_EQ(look_weights(look, {45.0f, 0.0f}).left, 0.5f);  // a binary expression stays off at exactly half
    EXPECT_GT(look_weights(look, {46.0f, 0.0f}).left, 0.5f);
    EXPECT_FLOAT_EQ(look_weights(look, {45.0f, -18.0f}).up, 0.2f);
}

TEST(LookAt, GazeOfADirection) {
    EXPECT_NEAR(gaze_of({1, 0, 1}).yaw_deg, 45.0f, 1e-4f);
    EXPECT_NEAR(gaze_of({0, -1, 1}).pitch_deg, 45.0f, 1e-4f);
    EXPECT_NEAR(gaze_of({0, 0, 1}).yaw_deg, 0.0f, 1e-5f);
}

}  // namespace
}  // namespace compere::face
