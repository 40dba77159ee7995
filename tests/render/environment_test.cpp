#include "render/environment.h"

#include <gtest/gtest.h>

#include <functional>

namespace compere::render {
namespace {

// As shaders/common evaluates it: bare polynomials of the direction.
glm::vec3 irradiance(const Environment& e, glm::vec3 n) {
    const auto& c = e.irradiance;
    return c[0] + c[1] * n.y + c[2] * n.z + c[3] * n.x + c[4] * (n.x * n.y) + c[5] * (n.y * n.z) + c[6] * (3 * n.z * n.z - 1) + c[7] * (n.x * n.z) + c[8] * (n.x * n.x - n.y * n.y);
}

image::Panorama sky_of(const std::function<glm::vec3(int x, int y)>& colour) {
    image::Panorama sky{64, 32, {}};
    for (int y = 0; y < 32; ++y) {
        for (int x = 0; x < 64; ++x) {
            const glm::vec3 c = colour(x, y);
            sky.linear_rgb.insert(sky.linear_rgb.end(), {c.r, c.g, c.b});
        }
    }
    return sky;
}

const glm::vec3 kDirections[]{{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}, glm::normalize(glm::vec3{1, 2, 3}), glm::normalize(glm::vec3{-3, 1, -2})};

TEST(Environment, AConstantWhiteSkyReadsOneEverywhere) {
    const Environment e = make_environment(sky_of([](int, int) { return glm::vec3{1}; }), 1, 0);
    for (const glm::vec3& n : kDirections) {
        const glm::vec3 i = irradiance(e, n);
        EXPECT_NEAR(i.r, 1, 0.01f);
        EXPECT_NEAR(i.b, 1, 0.01f);
    }
    for (std::size_t level = 0; level < Environment::kLevels; ++level) {
        const std::size_t width = Environment::kWidth >> level;
        ASSERT_EQ(e.levels[level].size(), width * width / 2 * 3);
        for (const float v : e.levels[level])
            ASSERT_NEAR(v, 1, 1e-3f);
    }
}

TEST(Environment, StrengthAndColourArePerChannel) {
    const Environment e = make_environment(sky_of([](int, int) { return glm::vec3{0.5f, 1, 3}; }), 2, 0);
    for (const glm::vec3& n : kDirections) {
        const glm::vec3 i = irradiance(e, n);
        EXPECT_NEAR(i.r, 1, 0.02f);
        EXPECT_NEAR(i.g, 2, 0.02f);
        EXPECT_NEAR(i.b, 6, 0.06f);
    }
}

TEST(Environment, LightFromAboveFallsOnWhatLooksUp) {
    // A white upper half: (1 + n.y)/2 in the exact theory, which nine coefficients meet closely.
    const Environment e = make_environment(sky_of([](int, int y) { return glm::vec3{y < 16 ? 1.0f : 0.0f}; }), 1, 0);
    EXPECT_NEAR(irradiance(e, {0, 1, 0}).g, 1, 0.03f);
    EXPECT_NEAR(irradiance(e, {0, -1, 0}).g, 0, 0.03f);
    EXPECT_NEAR(irradiance(e, {1, 0, 0}).g, 0.5f, 0.03f);
}

TEST(Environment, TheMiddleOfThePanoramaIsPlusZAndTurnsWithIt) {
    const auto sky = sky_of([](int x, int) { return glm::vec3{x >= 16 && x < 48 ? 1.0f : 0.0f}; });  // the half around +Z
    const Environment still = make_environment(sky, 1, 0);
    EXPECT_NEAR(irradiance(still, {0, 0, 1}).g, 1, 0.05f);
    EXPECT_NEAR(irradiance(still, {0, 0, -1}).g, 0, 0.05f);
    const Environment turned = make_environment(sky, 1, glm::radians(90.0f));
    EXPECT_NEAR(irradiance(turned, {1, 0, 0}).g, 1, 0.05f);  // a quarter about +Y takes +Z to +X
    EXPECT_NEAR(irradiance(turned, {0, 0, 1}).g, 0.5f, 0.05f);
}

TEST(Environment, ASunIsClamped) {
    const Environment e = make_environment(sky_of([](int x, int y) { return glm::vec3{x == 10 && y == 10 ? 1e6f : 0.0f}; }), 1, 0);
    for (const float v : e.levels[0])
        ASSERT_LE(v, 60.0f);
}

TEST(Environment, TheStudioIsLighterAbove) {
    const Environment e = make_studio(1);
    EXPECT_GT(irradiance(e, {0, 1, 0}).g, 1.5f * irradiance(e, {0, -1, 0}).g);
    EXPECT_GT(irradiance(e, {0, -1, 0}).g, 0.1f);
}

}  // namespace
}  // namespace compere::render
