#pragma once

#include <span>

namespace compere::audio {

// How many frames before and after a place its value is made of.
inline constexpr int kFractionalReach = 16;

// Reads interleaved stereo at places between its frames: frame i of `out` is the value at frame `from` + i · `step` of `in`, by a
// windowed sinc (at whole places exactly that frame). For playing a little faster or slower: `step` near 1, it does not filter for
// more. Outside of `in` is silence. Allocates nothing.
void read_fractional(std::span<const float> in, double from, double step, std::span<float> out);

}  // namespace compere::audio
