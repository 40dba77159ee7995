#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace compere::signal {

// One speech sound. Samples count from the first sample of the line at 48 kHz; `ipa` is empty for a pause.
struct PhonemeMark {
    std::string ipa;
    std::int64_t start_sample = 0;
    std::int64_t end_sample = 0;
};

// Where a piece of the line's text is heard: `text_byte` is the offset into the UTF-8 of SpokenLine::text.
struct TextMark {
    std::size_t text_byte = 0;
    std::int64_t sample = 0;
};

// A line made sound: mono, 48 kHz, -1…1, with its marks in rising order. Without phonemes (a recording without timing)
// the mouth is driven by the sound itself.
struct SpokenLine {
    std::string text;
    std::vector<float> samples;
    std::vector<PhonemeMark> phonemes;
    std::vector<TextMark> text_marks;
};

}  // namespace compere::signal
