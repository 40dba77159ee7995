#include "anim/clip_sampler.h"

#include <gtest/gtest.h>

namespace compere::anim {
namespace {

using model::Interpolation;
using model::Track;

Track track(Track::Path path, Interpolation interpolation, std::vector<float> times, std::vector<float> values) {
    Track out;
    out.path = path;
    out.interpolation = interpolation;
    out.times_s = std::move(times);
    out.values = std::move(values);
    return out;
}

TEST(ClipSampler, LinearBetweenAndHeldOutside) {
    const Track t = track(Track::Path::Translation, Interpolation::Linear, {1, 3}, {0, 10, -4, 4, 20, -8});
    EXPECT_EQ(sample_vec3(t, 1.5), glm::vec3(1, 12.5f, -5));
    EXPECT_EQ(sample_vec3(t, 0.0), glm::vec3(0, 10, -4));
    EXPECT_EQ(sample_vec3(t, 9.0), glm::vec3(4, 20, -8));
}

TEST(ClipSampler, StepHoldsUntilTheNextKey) {
    const Track t = track(Track::Path::Translation, Interpolation::Step, {0, 1}, {1, 2, 3, 4, 5, 6});
    EXPECT_EQ(sample_vec3(t, 0.999), glm::vec3(1, 2, 3));
    EXPECT_EQ(sample_vec3(t, 1.0), glm::vec3(4, 5, 6));
}

TEST(ClipSampler, CubicByTheStandardsFormula) {
    // Keys 0 and 2 s; x: value 1, out-tangent 3; in-tangent −1, value 5. At t = 0.25:
    // (2/64 − 3/16 + 1)·1 + 2·(1/64 − 2/16 + 1/4)·3 + (3/16 − 2/64)·5 + 2·(1/64 − 1/16)·(−1) = 0.84375 + 0.84375 +
    // 0.78125 + 0.09375
    const Track t = track(Track::Path::Translation, Interpolation::CubicSpline, {0, 2},
                          {9, 9, 9, 1, 0, 0, 3, 0, 0, -1, 0, 0, 5, 0, 0, 9, 9, 9});
    EXPECT_NEAR(sample_vec3(t, 0.5).x, 2.5625f, 1e-5f);
    EXPECT_EQ(sample_vec3(t, 7.0), glm::vec3(5, 0, 0));
}

TEST(ClipSampler, SlerpTakesTheShorterWayAtConstantSpeed) {
    const float s = std::sqrt(0.5f);
    // 0° to 90° about Z; the second key with its sign turned over is the same rotation.
    const Track t = track(Track::Path::Rotation, Interpolation::Linear, {0, 1}, {0, 0, 0, 1, 0, 0, -s, -s});
    const glm::quat third = sample_rotation(t, 1.0 / 3.0);
    EXPECT_NEAR(2.0f * std::atan2(std::abs(third.z), std::abs(third.w)), glm::radians(30.0f), 1e-5f);
    EXPECT_NEAR(glm::length(third), 1.0f, 1e-6f);
}

TEST(ClipSampler, WeightsOfSeveralMorphs) {
    Track t = track(Track::Path::Weights, Interpolation::Linear, {0, 1}, {0, 0.5f, 1, 0.1f, 0.9f, 0});
    t.morph_count = 3;
    float out[3];
    sample_weights(t, 0.5, out);
    EXPECT_NEAR(out[0], 0.05f, 1e-6f);
    EXPECT_NEAR(out[1], 0.7f, 1e-6f);
    EXPECT_NEAR(out[2], 0.5f, 1e-6f);
}

}  // namespace
}  // namespace compere::anim
