#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace compere::lips {

inline constexpr int kAnalysisRate_hz = 16000;
inline constexpr double kFrame_s = 0.01;
inline constexpr std::size_t kBands = 24;

// One hundredth of a second of sound. `bands` are log mel energies (nepers of power) relative to the loudest of late
// and to the speaker's average spectrum so far; everything known at a frame is known from the sound up to its middle +
// 13 ms.
struct SoundFrame {
    std::array<float, kBands> bands{};
    float level_db = 0.0f;        // below the running peak: 0 loudest
    float above_floor_db = 0.0f;  // over the running noise floor
};

// 16 kHz mono in; frame n is centred on n · 10 ms + 5 ms.
std::vector<SoundFrame> sound_frames(std::span<const float> mono_16k);

}  // namespace compere::lips
