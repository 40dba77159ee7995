#include "audio/fractional_read.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace compere::audio {
namespace {

std::vector<float> sine(double hz, std::size_t frames, double from = 0, double step = 1) {
    std::vector<float> out;
    for (std::size_t i = 0; i < frames; ++i) {
        const double at_s = (from + static_cast<double>(i) * step) / 48000;
        out.push_back(static_cast<float>(0.7 * std::sin(2 * std::numbers::pi * hz * at_s)));
        out.push_back(static_cast<float>(0.3 * std::cos(2 * std::numbers::pi * hz * at_s)));
    }
    return out;
}

TEST(FractionalRead, GivesTheVeryFramesAtWholePlaces) {
    const std::vector<float> in = sine(997, 4000);
    std::vector<float> out(2000);
    read_fractional(in, 500, 1, out);
    for (std::size_t i = 0; i < out.size(); ++i) {
        ASSERT_EQ(out[i], in[1000 + i]);
    }
}

TEST(FractionalRead, BetweenFramesItIsTheToneThatWasSampled) {
    for (const double hz : {100.0, 1000.0, 8000.0, 15000.0}) {
        const std::vector<float> in = sine(hz, 4000);
        for (const double step : {1.0, 0.996, 1.004}) {
            std::vector<float> out(4000);
            read_fractional(in, 700.37, step, out);
            const std::vector<float> expected = sine(hz, 2000, 700.37, step);
            double worst = 0;
            for (std::size_t i = 0; i < out.size(); ++i) {
                worst = std::max(worst, static_cast<double>(std::abs(out[i] - expected[i])));
            }
            EXPECT_LT(worst, hz > 10000 ? 2e-3 : 1e-3) << hz << " Hz, step " << step;  // -54 and -60 dB
        }
    }
}

TEST(FractionalRead, OutsideIsSilence) {
    const std::vector<float> in(200, 0.5f);
    std::vector<float> out(20);
    read_fractional(in, -1000, 1, out);
    EXPECT_EQ(out, std::vector<float>(20, 0.0f));
    read_fractional(in, 1e6, 1, out);
    EXPECT_EQ(out, std::vector<float>(20, 0.0f));
    read_fractional({}, 0, 1, out);
    EXPECT_EQ(out, std::vector<float>(20, 0.0f));
}

}  // namespace
}  // namespace compere::audio
