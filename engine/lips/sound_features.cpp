#include "lips/sound_features.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "audio/fft.h"

namespace compere::lips {
namespace {

constexpr std::size_t kHop = 160;
constexpr std::size_t kWindow = 400;  // 25 ms
constexpr std::size_t kFftSize = 512;
constexpr double kLowest_hz = 90.0;
constexpr double kHighest_hz = 7200.0;
constexpr float kTiny = 1e-9f;

double mel(double hz) {
    return 1127.0 * std::log(1.0 + hz / 700.0);
}
double hz_of(double mels) {
    return 700.0 * (std::exp(mels / 1127.0) - 1.0);
}

// Triangles over the bins of the power spectrum, each of unit sum.
std::vector<std::vector<float>> mel_filters() {
    std::vector<std::vector<float>> filters(kBands, std::vector<float>(kFftSize / 2 + 1));
    const auto edge = [](std::size_t i) {
        const double place = static_cast<double>(i) / static_cast<double>(kBands + 1);
        return hz_of(mel(kLowest_hz) + place * (mel(kHighest_hz) - mel(kLowest_hz)));
    };
    for (std::size_t band = 0; band < kBands; ++band) {
        float sum = 0.0f;
        for (std::size_t bin = 0; bin < filters[band].size(); ++bin) {
            const double hz = static_cast<double>(bin) * kAnalysisRate_hz / kFftSize;
            const double rise = (hz - edge(band)) / (edge(band + 1) - edge(band));
            const double fall = (edge(band + 2) - hz) / (edge(band + 2) - edge(band + 1));
            filters[band][bin] = static_cast<float>(std::max(0.0, std::min(rise, fall)));
            sum += filters[band][bin];
        }
        for (float& weight : filters[band])
            weight /= std::max(sum, kTiny);
    }
    return filters;
}

// Follows the loudness of the voice and of the room behind it, and the average spectrum of speech so far.
class Adaptation {
public:
    SoundFrame apply(const std::array<float, kBands>& log_bands, float energy_db) {
        peak_db_ = std::max(energy_db, peak_db_ - 0.03f);  // 3 dB a second
        floor_db_ = energy_db < floor_db_ ? floor_db_ + 0.5f * (energy_db - floor_db_)
                                          : floor_db_ + std::min(0.04f, energy_db - floor_db_);
        SoundFrame frame;
        frame.level_db = std::max(-60.0f, energy_db - peak_db_);
        frame.above_floor_db = std::clamp(energy_db - floor_db_, 0.0f, 60.0f);
        const float top = peak_db_ * 0.2302585f;
        if (frame.level_db > -25.0f) {
            count_ = std::min(count_ + 1.0f, 400.0f);
            for (std::size_t i = 0; i < kBands; ++i)
                mean_[i] += (log_bands[i] - top - mean_[i]) / (kPriorFrames + count_);
        }
        for (std::size_t i = 0; i < kBands; ++i)
            frame.bands[i] = std::clamp((log_bands[i] - top - mean_[i]) * 0.25f, -3.0f, 3.0f);
        return frame;
    }

private:
    static constexpr float kPriorFrames = 40.0f;
    float peak_db_ =
        -30.0f;  // a voice is expected to be at least this loud, so that a clip's first noise is not taken for one
    float floor_db_ = -60.0f;
    float count_ = 0.0f;
    // The average of speech over many voices, with which every speaker begins.
    std::array<float, kBands> mean_{-2.4f, -2.3f, -2.3f, -2.5f, -2.8f, -3.2f, -3.6f, -4.0f, -4.4f, -4.8f, -5.1f, -5.3f,
                                    -5.5f, -5.6f, -5.7f, -5.8f, -5.9f, -6.1f, -6.3f, -6.5f, -6.7f, -6.9f, -7.1f, -7.3f};
};

}  // namespace

std::vector<SoundFrame> sound_frames(std::span<const float> mono_16k) {
    const audio::Fft fft{kFftSize};
    const std::vector<std::vector<float>> filters = mel_filters();
    std::vector<std::complex<float>> data(kFftSize);
    std::vector<SoundFrame> frames((mono_16k.size() + kHop - 1) / kHop);
    Adaptation adaptation;
    for (std::size_t n = 0; n < frames.size(); ++n) {
        const std::ptrdiff_t first =
            static_cast<std::ptrdiff_t>(n * kHop + kHop / 2) - static_cast<std::ptrdiff_t>(kWindow / 2);
        std::fill(data.begin(), data.end(), std::complex<float>{});
        float before = 0.0f;
        for (std::size_t i = 0; i < kWindow; ++i) {
            const std::ptrdiff_t at = first + static_cast<std::ptrdiff_t>(i);
            const float sample = at >= 0 && at < std::ssize(mono_16k) ? mono_16k[static_cast<std::size_t>(at)] : 0.0f;
            const float hann = 0.5f - 0.5f * std::cos(2.0f * std::numbers::pi_v<float> * static_cast<float>(i) /
                                                      static_cast<float>(kWindow));
            data[i] = hann * (sample - 0.9f * before);
            before = sample;
        }
        fft.forward(data);
        std::array<float, kBands> bands{};
        float energy = 0.0f;
        for (std::size_t band = 0; band < kBands; ++band) {
            float sum = 0.0f;
            for (std::size_t bin = 0; bin <= kFftSize / 2; ++bin)
                sum += filters[band][bin] * std::norm(data[bin]);
            bands[band] = std::log(sum / kWindow + kTiny);
            energy += sum / kWindow;
        }
        frames[n] = adaptation.apply(bands, 10.0f * std::log10(energy + kTiny));
    }
    return frames;
}

}  // namespace compere::lips
