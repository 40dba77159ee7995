#include "speech/file_voice.h"

#include <algorithm>
#include <cmath>

#include "audio/resample.h"
#include "audio/wav.h"
#include "core/time.h"
#include "speech/timing_file.h"

namespace compere::speech {
namespace {

std::int64_t sample_at(double seconds) {
    return std::llround(seconds * core::kSampleRateHz);
}

void add_words(signal::SpokenLine& line, const std::vector<TimedName>& words) {
    for (const TimedName& word : words) {
        if (word.name.empty()) continue;
        const bool latin = static_cast<unsigned char>(word.name.front()) < 0x80;
        if (!line.text.empty() && latin) line.text += ' ';
        line.text_marks.push_back({line.text.size(), sample_at(word.start_s)});
        line.text += word.name;
    }
}

}  // namespace

core::Result<signal::SpokenLine> load_file_voice(const std::filesystem::path& wav,
                                                 const std::optional<std::filesystem::path>& timing) {
    const core::Result<audio::Sound> sound = audio::read_wav(wav);
    if (!sound) return sound.error();
    signal::SpokenLine line;
    line.samples = audio::resample(sound->mono, sound->rate_hz, core::kSampleRateHz);
    if (!timing) return line;
    const core::Result<Timing> times = read_timing(*timing);
    if (!times) return times.error();
    const std::int64_t end = std::ssize(line.samples);
    for (const TimedName& phone : times->phones) {
        const signal::PhonemeMark mark{phone.name, sample_at(phone.start_s), std::min(sample_at(phone.end_s), end)};
        if (mark.end_sample > mark.start_sample) line.phonemes.push_back(mark);
    }
    add_words(line, times->words);
    return line;
}

}  // namespace compere::speech
