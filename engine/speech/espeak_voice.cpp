#include "speech/espeak_voice.h"

#include <cmath>
#include <deque>
#include <map>
#include <optional>
#include <utility>

#include "core/child_process.h"
#include "core/log.h"
#include "language/script_runs.h"
#include "language/spell.h"
#include "speech/line_assembly.h"
#include "speech/voice_protocol.h"

namespace compere::speech {
namespace {

constexpr std::chrono::seconds kPatience{10};
constexpr std::size_t kMostTextBytes = 4096;
constexpr std::size_t kCachedSamples = 48000 * 120;
constexpr double kUsualWordsPerMinute = 175.0;

// `cmn` reads Han as English words on espeak-ng 1.51; this one reads them, but not Latin words.
std::string voice_of(language::Language lang) {
    return lang == language::Language::Chinese ? "cmn-latn-pinyin" : "en-us";
}

// Lines by content; the oldest go first.
class LineCache {
public:
    const signal::SpokenLine* find(const std::string& key) const {
        const auto found = lines_.find(key);
        return found == lines_.end() ? nullptr : &found->second;
    }
    void keep(const std::string& key, const signal::SpokenLine& line) {
        samples_ += line.samples.size();
        lines_.emplace(key, line);
        order_.push_back(key);
        while (samples_ > kCachedSamples && !order_.empty()) {
            samples_ -= lines_.at(order_.front()).samples.size();
            lines_.erase(order_.front());
            order_.pop_front();
        }
    }

private:
    std::map<std::string, signal::SpokenLine> lines_;
    std::deque<std::string> order_;
    std::size_t samples_ = 0;
};

}  // namespace

class EspeakVoice::Helper {
public:
    explicit Helper(core::ChildProcess child) : child_{std::move(child)} {}

    // A helper that died or hangs is replaced once.
    core::Result<std::vector<VoiceSound>> ask(const Frame& request) {
        core::Result<Frame> reply = exchange(request);
        if (!reply) {
            core::warn({"voice-restarted", reply.error().message}, "the voice is started again: {}", reply.error().message);
            core::Result<core::ChildProcess> fresh = core::ChildProcess::start({"voice-helper"});
            if (!fresh) return fresh.error();
            child_ = std::move(*fresh);
            reply = exchange(request);
        }
        if (!reply) return core::fail("the voice failed twice: {}", reply.error().message);
        return decode_reply(*reply);
    }

    LineCache cache;

private:
    core::Result<Frame> exchange(const Frame& request) {
        if (core::Status sent = child_.send(request); !sent) return sent.error();
        return child_.receive(kPatience);
    }

    core::ChildProcess child_;
};

EspeakVoice::EspeakVoice(std::unique_ptr<Helper> helper) : helper_{std::move(helper)} {}
EspeakVoice::EspeakVoice(EspeakVoice&&) noexcept = default;
EspeakVoice& EspeakVoice::operator=(EspeakVoice&&) noexcept = default;
EspeakVoice::~EspeakVoice() = default;

core::Result<EspeakVoice> EspeakVoice::create() {
    core::Result<core::ChildProcess> child = core::ChildProcess::start({"voice-helper"});
    if (!child) return child.error();
    return EspeakVoice{std::make_unique<Helper>(std::move(*child))};
}

core::Result<signal::SpokenLine> EspeakVoice::speak(const SpeechRequest& request) {
    if (request.text.size() > kMostTextBytes) {
        return core::fail("a line of {} bytes is longer than the voice's {}", request.text.size(), kMostTextBytes);
    }
    if (!std::isfinite(request.rate) || request.rate < 0.5 || request.rate > 2.0) {
        return core::fail("speech rate must be between 0.5 and 2, got {}", request.rate);
    }
    const auto words_per_minute = static_cast<std::int32_t>(std::lround(kUsualWordsPerMinute * request.rate));
    const std::string key = fmt::format("{} {} {}", voice_of(request.language), words_per_minute, request.text);
    if (const signal::SpokenLine* known = helper_->cache.find(key)) return *known;

    const language::SpelledText spelled = language::spell_with_offsets(request.text, request.language);
    const std::vector<language::ScriptRun> runs = language::script_runs(spelled.text, request.language);
    std::vector<VoiceRun> asked;
    for (const language::ScriptRun& run : runs)
        asked.push_back({voice_of(run.language), run.text, words_per_minute});
    const core::Result<std::vector<VoiceSound>> sounds = helper_->ask(encode_request(asked));
    if (!sounds) return sounds.error();
    if (sounds->size() != runs.size())
        return core::fail("the voice answered {} of {} runs", sounds->size(), runs.size());
    signal::SpokenLine line = assemble_line(request.text, spelled, runs, *sounds);
    if (line.samples.empty()) return core::fail("there is nothing to say in \"{}\"", request.text);
    helper_->cache.keep(key, line);
    return line;
}

}  // namespace compere::speech
