#include "audio/mix.h"

#include <algorithm>
#include <cmath>

namespace compere::audio {

void add_mono(std::span<const float> mono, std::int64_t at, float gain, std::span<float> stereo) {
    const auto count = static_cast<std::int64_t>(stereo.size() / 2), length = static_cast<std::int64_t>(mono.size());
    const std::int64_t from = std::max<std::int64_t>(0, -at), to = std::min(count, length - at);
    for (std::int64_t i = from; i < to; ++i) {
        const float value = mono[static_cast<std::size_t>(at + i)] * gain;
        stereo[static_cast<std::size_t>(2 * i)] += value;
        stereo[static_cast<std::size_t>(2 * i + 1)] += value;
    }
}

void add_stereo(std::span<const float> from, float gain, std::span<float> stereo) {
    const std::size_t count = std::min(from.size(), stereo.size());
    for (std::size_t i = 0; i < count; ++i) {
        stereo[i] += gain * from[i];
    }
}

void add_click(std::span<float> stereo) {
    for (std::size_t i = 0; i < 48 && 2 * i + 1 < stereo.size(); ++i) {
        const float value = 0.7f * std::sin(2 * 3.14159265358979f * static_cast<float>(i) / 48);
        stereo[2 * i] += value;
        stereo[2 * i + 1] += value;
    }
}

void limit(std::span<float> stereo) {
    constexpr float kKnee = 0.79f, kTop = 0.89f;
    for (float& value : stereo) {
        const float size = std::abs(value);
        if (size <= kKnee) continue;
        const float over = (size - kKnee) / (kTop - kKnee);
        value = std::copysign(kKnee + (kTop - kKnee) * over / (1 + over), value);
    }
}

}  // namespace compere::audio
