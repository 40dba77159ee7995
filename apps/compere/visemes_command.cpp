#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "audio/wav.h"
#include "compere/command.h"
#include "core/time.h"
#include "lips/align_phonemes.h"
#include "lips/viseme_track.h"
#include "speech/espeak_voice.h"
#include "speech/file_voice.h"

namespace compere::app {
namespace {

constexpr double kPerSecond = 30.0;

struct VisemesOptions {
    std::string audio;
    std::string text;
    std::string lang = "zh";
    std::string timing;
    bool json = false;
};

nlohmann::json weights_json(const signal::VisemeWeights& weights) {
    nlohmann::json out = nlohmann::json::object();
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const double rounded = std::round(static_cast<double>(weights[i]) * 1e4) / 1e4;
        if (rounded > 0.0) out[std::string{signal::name(static_cast<signal::Viseme>(i))}] = rounded;
    }
    return out;
}

nlohmann::json track_json(const lips::VisemeTrack& track) {
    nlohmann::json segments = nlohmann::json::array();
    for (const lips::VisemeSegment& segment : track.segments()) {
        segments.push_back(
            {{"start_s", segment.start_s}, {"end_s", segment.end_s}, {"viseme", signal::name(segment.viseme)}});
    }
    nlohmann::json frames = nlohmann::json::array();
    const auto count = static_cast<int>(track.duration_s() * kPerSecond + 1e-9);
    for (int i = 0; i < count; ++i) {
        const double t_s = i / kPerSecond;
        frames.push_back({{"t_s", t_s}, {"weights", weights_json(track.sample(t_s))}});
    }
    return {{"duration_s", track.duration_s()}, {"segments", segments}, {"frames", frames}};
}

void print_text(const lips::VisemeTrack& track) {
    for (const lips::VisemeSegment& segment : track.segments()) {
        const std::string_view name = signal::name(segment.viseme);
        std::printf("%8.3f %8.3f  %.*s\n", segment.start_s, segment.end_s, static_cast<int>(name.size()), name.data());
    }
}

// What the built-in voice would say, laid over what the recording says.
core::Status add_phonemes(signal::SpokenLine& line, const VisemesOptions& options) {
    core::Result<speech::EspeakVoice> voice = speech::EspeakVoice::create();
    if (!voice) return voice.error();
    const auto lang = options.lang == "en" ? language::Language::English : language::Language::Chinese;
    const core::Result<signal::SpokenLine> said = voice->speak({options.text, lang, 1.0});
    if (!said) return said.error();
    line.phonemes = lips::align_phonemes(said->phonemes, line.samples, core::kSampleRateHz);
    return {};
}

core::Status print_visemes(const VisemesOptions& options) {
    std::optional<std::filesystem::path> timing;
    if (!options.timing.empty()) timing = options.timing;
    core::Result<signal::SpokenLine> line = speech::load_file_voice(options.audio, timing);
    if (!line) return line.error();
    if (!timing && !options.text.empty()) {
        if (const core::Status added = add_phonemes(*line, options); !added) return added;
    }
    // The recording's own length: the resampled one is rounded up to whole samples.
    const core::Result<audio::Sound> sound = audio::read_wav(options.audio);
    if (!sound) return sound.error();
    const lips::VisemeTrack track = line->phonemes.empty()
                                        ? lips::VisemeTrack::from_sound(sound->mono, sound->rate_hz)
                                        : lips::VisemeTrack::from_phonemes(line->phonemes, sound->duration_s());
    if (options.json) {
        std::printf("%s\n", track_json(track).dump().c_str());
    } else {
        print_text(track);
    }
    return {};
}

}  // namespace

void add_visemes(Commands& commands) {
    CLI::App* verb = commands.line.add_subcommand("visemes", "The mouth track of a recording");
    auto options = std::make_shared<VisemesOptions>();
    verb->add_option("AUDIO", options->audio, "a WAV file")->required();
    verb->add_option("--text", options->text, "what is said in it");
    verb->add_option("--lang", options->lang, "language of the text: zh or en")->check(CLI::IsMember({"zh", "en"}));
    verb->add_option("--timing", options->timing, "when it is said: TextGrid, Rhubarb, HTS .lab");
    verb->add_flag("--json", options->json, "print JSON, with frames at 30 per second");
    verb->callback([&commands, options] { commands.work = [options] { return print_visemes(*options); }; });
}

}  // namespace compere::app
