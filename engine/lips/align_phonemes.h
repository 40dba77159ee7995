#pragma once

#include <span>
#include <vector>

#include "signal/speech.h"

namespace compere::lips {

// Finds when known phonemes are heard in a recording: the order and relative lengths of `marks` (from a voice that read
// the same text) are kept as far as the sound allows, pauses may come and go between any two. Returns marks at 48 kHz
// of the recording, in order, silence included. Needs the whole recording, so it is for files, not for a live
// microphone.
std::vector<signal::PhonemeMark> align_phonemes(std::span<const signal::PhonemeMark> marks, std::span<const float> mono,
                                                int rate_hz);

}  // namespace compere::lips
