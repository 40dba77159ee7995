#include "face/blink.h"

#include <gtest/gtest.h>

#include <vector>

namespace compere::face {
namespace {

TEST(Blink, TwoToSixSecondsApartAndAThirdLong) {
    for (const std::uint64_t seed : {1u, 42u, 99999u}) {
        std::vector<double> starts;
        double shut_s = 0.0;
        float last = 0.0f, most = 0.0f;
        constexpr double kStep_s = 0.005;
        for (double t = 0.0; t < 300.0; t += kStep_s) {
            const float now = blink(t, seed);
            if (now > 0.0f && last == 0.0f) starts.push_back(t);
            if (now > 0.0f) shut_s += kStep_s;
            most = std::max(most, now);
            last = now;
        }
        ASSERT_GT(starts.size(), 50u);
        EXPECT_FLOAT_EQ(most, 1.0f);
        EXPECT_NEAR(shut_s / static_cast<double>(starts.size()), 0.3, 0.02);
        for (std::size_t i = 1; i < starts.size(); ++i) {
            EXPECT_GE(starts[i] - starts[i - 1], 1.99);
            EXPECT_LE(starts[i] - starts[i - 1], 6.01);
        }
    }
}

TEST(Blink, AFunctionOfTimeAndSeed) {
    bool differs = false;
    for (double t = 0.0; t < 20.0; t += 0.05) {
        EXPECT_EQ(blink(t, 5), blink(t, 5));
        differs = differs || blink(t, 5) != blink(t, 6);
    }
    EXPECT_TRUE(differs);
}

TEST(EyeWander, StaysSmallAndJumps) {
    for (double t = 0.0; t < 60.0; t += 0.01) {
        const glm::vec2 deg = eye_wander_deg(t, 3, 1.0f);
        EXPECT_LT(std::abs(deg.x), 17.0f);
        EXPECT_LT(std::abs(deg.y), 9.0f);
    }
    EXPECT_NE(eye_wander_deg(1.0, 3, 0.0f), eye_wander_deg(8.0, 3, 0.0f));
}

}  // namespace
}  // namespace compere::face
