#pragma once

#include <span>
#include <vector>

namespace compere::audio {

// Changes the sample rate with a Kaiser-windowed sinc (stop band about −80 dB); no delay: output sample n lies at time
// n / to_hz. ceil(size · to / from) samples come out; the same input always gives the same output. Any thread.
std::vector<float> resample(std::span<const float> samples, int from_hz, int to_hz);

}  // namespace compere::audio
