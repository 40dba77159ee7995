#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"

namespace compere::speech {

// What travels between the room and its voice helper, one frame each way per line.
struct VoiceRun {
    std::string voice;  // espeak-ng's name
    std::string text;
    std::int32_t words_per_minute = 175;
};

struct VoicePhoneme {
    std::string name;  // as the engine gives it
    std::int32_t sample = 0;
};

struct VoiceWord {
    std::int32_t character = 0;  // counted from 0 in the run's text
    std::int32_t sample = 0;
};

struct VoiceSound {
    std::int32_t rate_hz = 0;
    std::vector<std::int16_t> samples;
    std::vector<VoicePhoneme> phonemes;
    std::vector<VoiceWord> words;
};

using Frame = std::vector<std::uint8_t>;
Frame encode_request(std::span<const VoiceRun> runs);
core::Result<std::vector<VoiceRun>> decode_request(const Frame& frame);
Frame encode_reply(const core::Result<std::vector<VoiceSound>>& sounds);
core::Result<std::vector<VoiceSound>> decode_reply(const Frame& frame);  // also fails with what the helper reported

}  // namespace compere::speech
