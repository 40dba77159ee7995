#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace compere::speech {

// A sound or word with its place in the recording. `name` is as written: IPA, ARPAbet, or "[PP]" for a mouth shape
// named outright (Rhubarb's letters become these); silence is empty.
struct TimedName {
    std::string name;
    double start_s = 0.0;
    double end_s = 0.0;
};

// In rising order, without overlaps; gaps are silence.
struct Timing {
    std::vector<TimedName> phones;
    std::vector<TimedName> words;  // empty unless a TextGrid has a tier of words
};

// Recognised by content: Praat TextGrid (long or short form, UTF-8 or UTF-16), HTS label (`.lab`, phones or states),
// Rhubarb Lip Sync (JSON or TSV). Errors name the file and, where there is one, the line. Any thread.
core::Result<Timing> read_timing(const std::filesystem::path& path);
core::Result<Timing> parse_timing(std::string_view bytes, std::string_view name);

}  // namespace compere::speech
