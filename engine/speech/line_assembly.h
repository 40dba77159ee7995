#pragma once

#include <span>
#include <string>
#include <vector>

#include "language/script_runs.h"
#include "language/spell.h"
#include "signal/speech.h"
#include "speech/voice_protocol.h"

namespace compere::speech {

// Joins what was said run by run into one line at 48 kHz: silence at the ends is made 60 ms, inner joins are short, the
// peak is brought to −3 dBFS, marks point into `original`. One sound per run. Pure; the voice's sound stays exactly in
// place.
signal::SpokenLine assemble_line(const std::string& original, const language::SpelledText& spelled,
                                 std::span<const language::ScriptRun> runs, std::span<const VoiceSound> sounds);

// An engine's phoneme name as plain IPA: no stress, no pause signs ("_:" is ""), no language switch ("(en)" is "").
std::string plain_phoneme(std::string_view name);

}  // namespace compere::speech
