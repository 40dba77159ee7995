#include "audio/fractional_read.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace compere::audio {
namespace {

constexpr int kTaps = 2 * kFractionalReach, kPhases = 256;
using TapRow = std::array<float, kTaps>;

// Phase p reads p/256 of a frame behind its place; one more, so that the last can be blended with its neighbour.
std::array<TapRow, kPhases + 1> make_kernels() {
    std::array<TapRow, kPhases + 1> out{};
    for (int phase = 0; phase <= kPhases; ++phase) {
        const double fraction = static_cast<double>(phase) / kPhases;
        double sum = 0;
        std::array<double, kTaps> values{};
        for (int tap = 0; tap < kTaps; ++tap) {
            const double x = tap - (kFractionalReach - 1) - fraction;  // of the tap's frame from the place
            const double sinc = std::abs(x) < 1e-9 ? 1 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
            const double window = std::abs(x) >= kFractionalReach ? 0 : std::pow(std::cos(std::numbers::pi * x / (2 * kFractionalReach)), 2);
            values[static_cast<std::size_t>(tap)] = sinc * window;
            sum += sinc * window;
        }
        for (std::size_t tap = 0; tap < values.size(); ++tap) {
            out[static_cast<std::size_t>(phase)][tap] = static_cast<float>(values[tap] / sum);
        }
    }
    return out;
}

}  // namespace

void read_fractional(std::span<const float> in, double from, double step, std::span<float> out) {
    static const std::array<TapRow, kPhases + 1> kernels = make_kernels();
    const auto frames = static_cast<std::ptrdiff_t>(in.size() / 2);
    for (std::size_t i = 0; i < out.size() / 2; ++i) {
        const double place = from + static_cast<double>(i) * step, whole = std::floor(place), phase = (place - whole) * kPhases;
        const auto first = static_cast<std::size_t>(phase);
        const auto blend = static_cast<float>(phase - static_cast<double>(first));
        const TapRow &a = kernels[first], &b = kernels[first + 1];
        const std::ptrdiff_t start = static_cast<std::ptrdiff_t>(whole) - (kFractionalReach - 1);
        float left = 0, right = 0;
        for (std::ptrdiff_t tap = 0; tap < kTaps; ++tap) {
            const std::ptrdiff_t frame = start + tap;
            if (frame < 0 || frame >= frames) continue;
            const auto k = static_cast<std::size_t>(tap), at = static_cast<std::size_t>(frame) * 2;
            const float weight = a[k] + blend * (b[k] - a[k]);
            left += weight * in[at];
            right += weight * in[at + 1];
        }
        out[2 * i] = left;
        out[2 * i + 1] = right;
    }
}

}  // namespace compere::audio
