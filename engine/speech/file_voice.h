#pragma once

#include <filesystem>
#include <optional>

#include "core/error.h"
#include "signal/speech.h"

namespace compere::speech {

// A recorded line: any WAV that `audio::read_wav` takes, brought to 48 kHz, with the phonemes of a timing file if one
// is given. `text` and text marks come from the timing file's words, if it has any. Any thread.
core::Result<signal::SpokenLine> load_file_voice(const std::filesystem::path& wav,
                                                 const std::optional<std::filesystem::path>& timing);

}  // namespace compere::speech
