#include "render/camera.h"

#include <gtest/gtest.h>

namespace compere::render {
namespace {

// A quarter turn of view on the longer side: at distance d it spans d to either side.
Camera straight() {
    return {{0, 0, 10}, {0, 0, 0}, 90};
}

Bounds box(glm::vec3 low, glm::vec3 high) {
    Bounds out;
    out.add(low);
    out.add(high);
    return out;
}

gfx::Box covered(const Camera& camera, const Bounds& bounds, int width, int height, int margin = 0) {
    return covered_box(bounds, camera.view_projection(width, height), width, height, margin);
}

TEST(Camera, TheLongerSideSpansTheAngle) {
    const glm::vec4 wide = straight().view_projection(200, 100) * glm::vec4{10, 5, 0, 1};
    EXPECT_NEAR(wide.x / wide.w, 1, 1e-5f);
    EXPECT_NEAR(wide.y / wide.w, 1, 1e-5f);
    const glm::vec4 tall = straight().view_projection(100, 200) * glm::vec4{5, 10, 0, 1};
    EXPECT_NEAR(tall.x / tall.w, 1, 1e-5f);
    EXPECT_NEAR(tall.y / tall.w, 1, 1e-5f);
}

TEST(CoveredBox, ByHand) {
    // At z = 0 a metre is 10 pixels of a 200x200 picture; the middle is at (100, 100), y runs down.
    const gfx::Box b = covered(straight(), box({1, 2, 0}, {3, 6, 0}), 200, 200);
    EXPECT_NEAR(b.x, 110, 2);
    EXPECT_NEAR(b.y, 40, 2);
    EXPECT_NEAR(b.x + b.width, 130, 2);
    EXPECT_NEAR(b.y + b.height, 80, 2);
    EXPECT_EQ(b.x % 2 + b.y % 2 + b.width % 2 + b.height % 2, 0);
    EXPECT_LE(b.x, 110);
    EXPECT_GE(b.x + b.width, 130);
    const gfx::Box grown = covered(straight(), box({1, 2, 0}, {3, 6, 0}), 200, 200, 8);
    EXPECT_EQ(grown.x, b.x - 8);
    EXPECT_EQ(grown.width, b.width + 16);
}

TEST(CoveredBox, IsCutToThePicture) {
    const gfx::Box b = covered(straight(), box({-100, 2, 0}, {3, 100, 0}), 200, 200, 4);
    EXPECT_EQ(b.x, 0);
    EXPECT_EQ(b.y, 0);
    EXPECT_NEAR(b.width, 134, 2);
    EXPECT_NEAR(b.height, 84, 2);
}

TEST(CoveredBox, OutsideIsEmpty) {
    EXPECT_TRUE(covered(straight(), box({20, 0, 0}, {30, 1, 0}), 200, 200).is_empty());
    EXPECT_TRUE(covered(straight(), box({0, -30, 0}, {1, -20, 0}), 200, 200).is_empty());
    EXPECT_TRUE(covered(straight(), Bounds{}, 200, 200).is_empty());
}

TEST(CoveredBox, ABoxThatReachesBehindTheCameraMayCoverAnything) {
    const gfx::Box b = covered(straight(), box({-1, -1, 0}, {1, 1, 12}), 200, 100);
    EXPECT_EQ(b.width, 200);
    EXPECT_EQ(b.height, 100);
}

TEST(United, HoldsBothAndIgnoresEmptyOnes) {
    const gfx::Box u = united({10, 20, 4, 6}, {2, 24, 6, 10});
    EXPECT_EQ(u.x, 2);
    EXPECT_EQ(u.y, 20);
    EXPECT_EQ(u.width, 12);
    EXPECT_EQ(u.height, 14);
    EXPECT_EQ(united({}, {2, 24, 6, 10}).width, 6);
    EXPECT_EQ(united({2, 24, 6, 10}, {5, 5, 0, 9}).height, 10);
}

}  // namespace
}  // namespace compere::render
