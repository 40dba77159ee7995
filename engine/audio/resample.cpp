#include "audio/resample.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <numeric>

#include "core/check.h"

namespace compere::audio {
namespace {

constexpr int kZeroCrossings = 24;   // on each side
constexpr double kKaiserBeta = 8.0;  // about 80 dB
constexpr double kPassShare = 0.94;  // cut-off below Nyquist, so that the transition band does not fold

double bessel_i0(double x) {
    double sum = 1.0;
    double term = 1.0;
    for (int k = 1; k < 40; ++k) {
        term *= (x / 2.0 / k) * (x / 2.0 / k);
        sum += term;
    }
    return sum;
}

struct Kernel {
    double cutoff = 1.0;      // in cycles per input sample, times two
    double half_width = 0.0;  // input samples
};

double tap(const Kernel& kernel, double distance) {
    const double place = distance / kernel.half_width;
    if (place <= -1.0 || place >= 1.0) return 0.0;
    const double x = std::numbers::pi * distance * kernel.cutoff;
    const double sinc = std::abs(x) < 1e-9 ? 1.0 : std::sin(x) / x;
    return kernel.cutoff * sinc * bessel_i0(kKaiserBeta * std::sqrt(1.0 - place * place)) / bessel_i0(kKaiserBeta);
}

// One row of taps per phase; each row sums to 1, so a constant stays constant.
std::vector<float> phase_rows(const Kernel& kernel, std::int64_t phases, std::size_t reach) {
    const std::size_t taps = 2 * reach;
    std::vector<float> rows(static_cast<std::size_t>(phases) * taps);
    std::vector<double> row(taps);
    for (std::int64_t phase = 0; phase < phases; ++phase) {
        const double fraction = static_cast<double>(phase) / static_cast<double>(phases);
        for (std::size_t i = 0; i < taps; ++i) {
            row[i] = tap(kernel, static_cast<double>(i) - static_cast<double>(reach) + 1.0 - fraction);
        }
        const double sum = std::accumulate(row.begin(), row.end(), 0.0);
        for (std::size_t i = 0; i < taps; ++i)
            rows[static_cast<std::size_t>(phase) * taps + i] = static_cast<float>(row[i] / sum);
    }
    return rows;
}

}  // namespace

std::vector<float> resample(std::span<const float> samples, int from_hz, int to_hz) {
    COMPERE_CHECK(from_hz > 0 && to_hz > 0);
    if (from_hz == to_hz || samples.empty()) return {samples.begin(), samples.end()};
    const std::int64_t common = std::gcd(from_hz, to_hz);
    const std::int64_t up = to_hz / common;
    const std::int64_t down = from_hz / common;
    Kernel kernel;
    kernel.cutoff = kPassShare * std::min(1.0, static_cast<double>(to_hz) / from_hz);
    kernel.half_width = kZeroCrossings / kernel.cutoff;
    const auto reach = static_cast<std::size_t>(std::ceil(kernel.half_width));
    const std::size_t taps = 2 * reach;
    // Odd pairs of rates would need a row per output sample; 2048 phases are then rounded to, an error below −66 dB.
    const std::int64_t phases = std::min<std::int64_t>(up, 2048);
    const std::vector<float> rows = phase_rows(kernel, phases, reach);

    const auto count = static_cast<std::int64_t>(samples.size());
    std::vector<float> out(static_cast<std::size_t>((count * up + down - 1) / down));
    for (std::size_t n = 0; n < out.size(); ++n) {
        const std::int64_t place = static_cast<std::int64_t>(n) * down;  // in units of 1/up input samples
        const std::int64_t phase = place % up * phases / up;
        const std::int64_t first = place / up - static_cast<std::int64_t>(reach) + 1;
        const float* row = rows.data() + static_cast<std::size_t>(phase) * taps;
        const std::int64_t begin = std::max<std::int64_t>(0, -first);
        const std::int64_t end = std::min<std::int64_t>(static_cast<std::int64_t>(taps), count - first);
        float sum = 0.0f;
        for (std::int64_t i = begin; i < end; ++i)
            sum += row[i] * samples[static_cast<std::size_t>(first + i)];
        out[n] = sum;
    }
    return out;
}

}  // namespace compere::audio
