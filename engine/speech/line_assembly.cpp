#include "speech/line_assembly.h"

#include <algorithm>
#include <cmath>

#include "audio/resample.h"
#include "core/check.h"
#include "core/time.h"
#include "language/utf8.h"

namespace compere::speech {
namespace {

constexpr int kQuiet = 200;             // of 32768: the engine's own silence is exact, its fades are not
constexpr double kEdge_s = 0.06;        // kept at the ends of the line
constexpr double kJoin_s = 0.025;       // kept on each side of a change of voice inside a phrase
constexpr double kPhraseJoin_s = 0.18;  // after a sign
constexpr float kPeak = 0.7079f;        // −3 dBFS
constexpr float kMostGain = 4.0f;

struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
};

// The loud part with at most `before_s` and `after_s` of quiet around it; empty when nothing is loud.
Range audible(const VoiceSound& sound, double before_s, double after_s) {
    const auto loud = [](std::int16_t sample) { return std::abs(static_cast<int>(sample)) > kQuiet; };
    const auto first = std::find_if(sound.samples.begin(), sound.samples.end(), loud);
    if (first == sound.samples.end()) return {};
    const auto last = std::find_if(sound.samples.rbegin(), sound.samples.rend(), loud).base();
    const auto before = static_cast<std::ptrdiff_t>(before_s * sound.rate_hz);
    const auto after = static_cast<std::ptrdiff_t>(after_s * sound.rate_hz);
    const std::ptrdiff_t begin = std::max<std::ptrdiff_t>(0, first - sound.samples.begin() - before);
    const std::ptrdiff_t end =
        std::min<std::ptrdiff_t>(std::ssize(sound.samples), last - sound.samples.begin() + after);
    return {static_cast<std::size_t>(begin), static_cast<std::size_t>(end)};
}

// The engine begins a line with sound at once; the mouth needs the time before it.
std::size_t missing_quiet(const VoiceSound& sound, const Range& kept) {
    const Range loud = audible(sound, 0.0, 0.0);
    const auto wanted = static_cast<std::size_t>(kEdge_s * sound.rate_hz);
    const std::size_t held = loud.begin - kept.begin;
    return held < wanted ? wanted - held : 0;
}

std::size_t trailing_quiet(std::span<const float> joined, int rate_hz) {
    const auto wanted = static_cast<std::size_t>(kEdge_s * rate_hz);
    std::size_t held = 0;
    while (held < joined.size() && held < wanted && std::abs(joined[joined.size() - 1 - held]) * 32768.0f <= kQuiet)
        ++held;
    return wanted - held;
}

bool ends_phrase(std::string_view text) {
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    if (text.empty()) return false;
    if (std::string_view{".,;:!?"}.find(text.back()) != std::string_view::npos) return true;
    for (const std::string_view sign : {"，", "。", "！", "？", "；", "：", "、", "…"}) {
        if (text.size() >= sign.size() && text.substr(text.size() - sign.size()) == sign) return true;
    }
    return false;
}

std::size_t byte_of_character(std::string_view text, std::int32_t character) {
    std::size_t at = 0;
    for (std::int32_t i = 0; i < character && at < text.size(); ++i)
        at += language::code_point_at(text, at).bytes;
    return at;
}

// Where the run's own samples went: position p of the run is p − begin + base of the line, still at the voice's rate.
struct Placed {
    Range kept;
    std::int64_t base = 0;
    int rate_hz = 22050;

    std::int64_t at_48k(std::int64_t position) const {
        const std::int64_t inside = std::clamp<std::int64_t>(position, static_cast<std::int64_t>(kept.begin),
                                                             static_cast<std::int64_t>(kept.end));
        const std::int64_t in_line = inside - static_cast<std::int64_t>(kept.begin) + base;
        return (in_line * core::kSampleRateHz + rate_hz / 2) / rate_hz;
    }
};

void append_phonemes(signal::SpokenLine& line, const VoiceSound& sound, const Placed& placed) {
    for (std::size_t i = 0; i < sound.phonemes.size(); ++i) {
        const std::int64_t start = placed.at_48k(sound.phonemes[i].sample);
        const std::int64_t end = i + 1 < sound.phonemes.size() ? placed.at_48k(sound.phonemes[i + 1].sample)
                                                               : placed.at_48k(std::ssize(sound.samples));
        const std::string ipa = plain_phoneme(sound.phonemes[i].name);
        if (end <= start) continue;  // cut away, or a mark without length
        if (ipa.empty() && !line.phonemes.empty() && line.phonemes.back().ipa.empty()) {
            line.phonemes.back().end_sample = end;
        } else {
            line.phonemes.push_back({ipa, start, end});
        }
    }
}

void append_text_marks(signal::SpokenLine& line, const language::SpelledText& spelled, const language::ScriptRun& run,
                       const VoiceSound& sound, const Placed& placed) {
    const auto add = [&](std::size_t spelled_byte, std::int64_t sample) {
        const std::size_t original = spelled.original_byte(spelled_byte);
        if (!line.text_marks.empty() &&
            (line.text_marks.back().text_byte >= original || line.text_marks.back().sample > sample))
            return;
        line.text_marks.push_back({original, sample});
    };
    add(run.byte_offset, placed.at_48k(0));
    for (const VoiceWord& word : sound.words) {
        add(run.byte_offset + byte_of_character(run.text, word.character), placed.at_48k(word.sample));
    }
}

}  // namespace

std::string plain_phoneme(std::string_view name) {
    if (name.empty() || name.front() == '_' || name.front() == '(') return {};
    std::string out{name};
    for (const std::string_view mark : {"ˈ", "ˌ", "'", ",", "|", "\u200d"}) {
        for (std::size_t at = out.find(mark); at != std::string::npos; at = out.find(mark))
            out.erase(at, mark.size());
    }
    return out;
}

signal::SpokenLine assemble_line(const std::string& original, const language::SpelledText& spelled,
                                 std::span<const language::ScriptRun> runs, std::span<const VoiceSound> sounds) {
    COMPERE_CHECK(runs.size() == sounds.size());
    signal::SpokenLine line;
    line.text = original;
    std::vector<float> joined;
    int rate_hz = 22050;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const bool first = joined.empty();
        const bool last = i + 1 == runs.size();
        const double after_s = last ? kEdge_s : ends_phrase(runs[i].text) ? kPhraseJoin_s : kJoin_s;
        const Range kept = audible(sounds[i], first ? kEdge_s : kJoin_s, after_s);
        if (kept.end == kept.begin) continue;
        rate_hz = sounds[i].rate_hz;
        if (first) joined.resize(missing_quiet(sounds[i], kept));
        const Placed placed{kept, std::ssize(joined), rate_hz};
        for (std::size_t s = kept.begin; s < kept.end; ++s)
            joined.push_back(static_cast<float>(sounds[i].samples[s]) / 32768.0f);
        append_phonemes(line, sounds[i], placed);
        append_text_marks(line, spelled, runs[i], sounds[i], placed);
    }
    if (!joined.empty()) joined.resize(joined.size() + trailing_quiet(joined, rate_hz));
    float peak = 0.0f;
    for (const float sample : joined)
        peak = std::max(peak, std::abs(sample));
    const float gain = peak > 0.0f ? std::min(kMostGain, kPeak / peak) : 1.0f;
    for (float& sample : joined)
        sample *= gain;
    line.samples = audio::resample(joined, rate_hz, core::kSampleRateHz);
    return line;
}

}  // namespace compere::speech
