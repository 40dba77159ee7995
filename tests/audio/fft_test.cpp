#include "audio/fft.h"

#include <gtest/gtest.h>

namespace compere::audio {
namespace {

TEST(Fft, KnownTransform) {
    std::vector<std::complex<float>> data{1.0f, 2.0f, 3.0f, 4.0f};
    Fft{4}.forward(data);
    const std::vector<std::complex<float>> want{{10.0f, 0.0f}, {-2.0f, 2.0f}, {-2.0f, 0.0f}, {-2.0f, -2.0f}};
    for (std::size_t i = 0; i < 4; ++i)
        EXPECT_LT(std::abs(data[i] - want[i]), 1e-5f) << i;
}

TEST(Fft, WholeCyclesFillOneBin) {
    std::vector<std::complex<float>> data(64);
    for (std::size_t i = 0; i < 64; ++i)
        data[i] = std::cos(2.0f * 3.14159265f * 5.0f * static_cast<float>(i) / 64.0f);
    Fft{64}.forward(data);
    for (std::size_t i = 0; i < 64; ++i)
        EXPECT_NEAR(std::abs(data[i]), i == 5 || i == 59 ? 32.0f : 0.0f, 1e-3f) << i;
}

TEST(FftDeath, OddSize) {
    EXPECT_DEATH(Fft{12}, "");
}

}  // namespace
}  // namespace compere::audio
