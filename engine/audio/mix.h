#pragma once

#include <cstdint>
#include <span>

namespace compere::audio {

// Adds `mono` (48 kHz) to an interleaved stereo block: sample `at` of `mono` falls on the block's first sample; what lies before 0
// or past the end is silence. Allocates nothing.
void add_mono(std::span<const float> mono, std::int64_t at, float gain, std::span<float> stereo);

// Adds an interleaved stereo block to another, as far as the shorter goes. Allocates nothing.
void add_stereo(std::span<const float> from, float gain, std::span<float> stereo);

// One period of a 1 kHz sine, 48 samples at 0.7 of full scale, from the block's first sample: the sound of a clap.
void add_click(std::span<float> stereo);

// Bends peaks above 0.89 (-1 dBFS) softly, so that sums of loud voices never clip.
void limit(std::span<float> stereo);

}  // namespace compere::audio
