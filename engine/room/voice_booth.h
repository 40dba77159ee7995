#pragma once

#include <memory>
#include <optional>

#include "lips/viseme_track.h"
#include "show/director.h"
#include "speech/espeak_voice.h"

namespace compere::room {

// A line ready to go on air: its sound and the mouth that belongs to it.
struct Performance {
    std::uint64_t id = 0;
    std::shared_ptr<const signal::SpokenLine> line;  // null: it failed
    std::shared_ptr<const lips::VisemeTrack> mouth;
};

// Turns requests of the director into sound and mouths; blocks for as long as the voice needs, so it runs beside the frame thread
// or, offline, between two ticks. One thread at a time.
class VoiceBooth {
public:
    Performance perform(const show::SpeechRequest& request);
    std::int64_t failures() const { return failures_; }

private:
    core::Result<signal::SpokenLine> speak(const show::SpeechRequest& request);
    std::optional<speech::EspeakVoice> espeak_;
    std::int64_t failures_ = 0;
};

}  // namespace compere::room
