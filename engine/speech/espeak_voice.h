#pragma once

#include <memory>
#include <string>

#include "core/error.h"
#include "language/language.h"
#include "signal/speech.h"

namespace compere::speech {

// `rate` 0.5…2 times the voice's usual speed.
struct SpeechRequest {
    std::string text;
    language::Language language = language::Language::Chinese;
    double rate = 1.0;
};

// The built-in voice: espeak-ng in a helper process of this binary, one fork per line, so that a line sounds the same
// whatever was said before it. Lines are kept by content, up to about two minutes of sound in total.
// Owned by one thread; `speak` blocks for some 10 ms per line, at most 10 s.
class EspeakVoice {
public:
    static core::Result<EspeakVoice> create();

    EspeakVoice(EspeakVoice&&) noexcept;
    EspeakVoice& operator=(EspeakVoice&&) noexcept;
    ~EspeakVoice();

    // Fails when the text has nothing to say, is longer than 4096 bytes, or the helper failed twice.
    core::Result<signal::SpokenLine> speak(const SpeechRequest& request);

private:
    class Helper;
    explicit EspeakVoice(std::unique_ptr<Helper> helper);
    std::unique_ptr<Helper> helper_;
};

// The helper's own side, run by the hidden verb `voice-helper`: serves requests from standard input until it closes.
core::Status run_voice_helper();

}  // namespace compere::speech
