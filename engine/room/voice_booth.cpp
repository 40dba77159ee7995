#include "room/voice_booth.h"

#include "core/log.h"
#include "speech/file_voice.h"

namespace compere::room {

core::Result<signal::SpokenLine> VoiceBooth::speak(const show::SpeechRequest& request) {
    if (request.sound) {
        auto line = speech::load_file_voice(*request.sound, request.timing);
        if (line && !request.text.empty()) {
            line->text = request.text;
            line->text_marks.clear();
        }
        return line;
    }
    if (!espeak_) {
        auto voice = speech::EspeakVoice::create();
        if (!voice) return voice.error();
        espeak_ = std::move(*voice);
    }
    return espeak_->speak({request.text, request.language, request.rate});
}

Performance VoiceBooth::perform(const show::SpeechRequest& request) {
    auto line = speak(request);
    if (!line) {
        ++failures_;
        core::warn({"line-failed", line.error().message}, "a line is passed over: {}", line.error().message);
        return {request.id, nullptr, nullptr};
    }
    const double duration_s = static_cast<double>(line->samples.size()) / core::kSampleRateHz;
    auto mouth = line->phonemes.empty() ? lips::VisemeTrack::from_sound(line->samples, core::kSampleRateHz) : lips::VisemeTrack::from_phonemes(line->phonemes, duration_s);
    return {request.id, std::make_shared<signal::SpokenLine>(std::move(*line)), std::make_shared<lips::VisemeTrack>(std::move(mouth))};
}

}  // namespace compere::room
