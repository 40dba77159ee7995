#pragma once

#include <string>
#include <string_view>

#include "core/error.h"
#include "speech/timing_file.h"

namespace compere::speech {

// The readers behind parse_timing, one per format; `text` is UTF-8 without a byte order mark.
core::Result<Timing> parse_textgrid(std::string_view text, std::string_view name);
core::Result<Timing> parse_hts_label(std::string_view text, std::string_view name);
core::Result<Timing> parse_rhubarb_tsv(std::string_view text, std::string_view name);
core::Result<Timing> parse_cues_json(std::string_view text, std::string_view name);

// Silence has many names in label files; all become "".
std::string without_silence_name(std::string_view phone);
// Rhubarb's mouth letters A…H and X as "[PP]" and so on; nullptr for others.
const char* shape_of_rhubarb(std::string_view letter);

}  // namespace compere::speech
