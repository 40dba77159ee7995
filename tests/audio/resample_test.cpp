#include "audio/resample.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace compere::audio {
namespace {

std::vector<float> sine(double hz, int rate_hz, std::size_t count) {
    std::vector<float> out(count);
    for (std::size_t i = 0; i < count; ++i) {
        out[i] = static_cast<float>(std::sin(2.0 * std::numbers::pi * hz * static_cast<double>(i) / rate_hz));
    }
    return out;
}

TEST(Resample, KeepsAToneInPlace) {
    const auto got = resample(sine(1000.0, 22050, 22050), 22050, 48000);
    const auto want = sine(1000.0, 48000, 48000);
    ASSERT_EQ(got.size(), want.size());
    for (std::size_t i = 500; i + 500 < got.size(); ++i)
        ASSERT_NEAR(got[i], want[i], 2e-3) << i;
}

TEST(Resample, TakesOutWhatWouldFold) {
    const auto got = resample(sine(11000.0, 48000, 48000), 48000, 16000);
    ASSERT_EQ(got.size(), 16000u);
    for (std::size_t i = 200; i + 200 < got.size(); ++i)
        ASSERT_LT(std::abs(got[i]), 1e-3f) << i;
}

TEST(Resample, ConstantStaysConstant) {
    const auto got = resample(std::vector<float>(4000, 0.3f), 16000, 44100);
    for (std::size_t i = 300; i + 300 < got.size(); ++i)
        ASSERT_NEAR(got[i], 0.3f, 1e-5);
}

TEST(Resample, EdgesAndIdentity) {
    EXPECT_TRUE(resample({}, 8000, 48000).empty());
    EXPECT_EQ(resample(std::vector<float>{0.5f}, 48000, 48000), std::vector<float>{0.5f});
    EXPECT_EQ(resample(std::vector<float>(3, 0.0f), 44100, 48000).size(), 4u);
    EXPECT_EQ(resample(std::vector<float>(1000, 0.0f), 44101, 48000).size(), 1089u);  // ⌈1088.4⌉
}

}  // namespace
}  // namespace compere::audio
