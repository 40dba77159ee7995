#pragma once

#include <array>
#include <span>
#include <vector>

#include "lips/sound_features.h"
#include "signal/viseme.h"

namespace compere::lips {

// What the classifier sees of one moment: frames around it, at most 50 ms ahead (63 ms of sound with the analysis
// window).
inline constexpr std::array<int, 8> kContext{-8, -5, -3, -1, 0, 1, 3, 5};
inline constexpr std::size_t kInputs = kContext.size() * (kBands + 1) + 1;
inline constexpr std::size_t kHidden = 40;

std::array<float, kInputs> classifier_inputs(std::span<const SoundFrame> frames, std::size_t at);

// Logarithm of the likelihood of each shape, indexed by Viseme, for every hundredth of a second.
std::vector<std::array<float, signal::kVisemeCount>> shape_likelihoods(std::span<const float> mono, int rate_hz);

// The mouth of every hundredth of a second, from the sound alone. Any rate of 4 kHz and up. Any thread.
std::vector<signal::Viseme> classify_sound(std::span<const float> mono, int rate_hz);

}  // namespace compere::lips
