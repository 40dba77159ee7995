#pragma once

#include <algorithm>
#include <cmath>
#include <span>

namespace compere::media {

// Samples from outside may be anything: what is no number becomes silence, the rest lies within ±4 (12 dB over full scale). A single NaN in the
// mix would fail the encoder.
inline void make_playable(std::span<float> samples) {
    constexpr float kMost = 4;
    for (float& value : samples) {
        value = std::isfinite(value) ? std::clamp(value, -kMost, kMost) : 0.0f;
    }
}

}  // namespace compere::media
