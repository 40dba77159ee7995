#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/error.h"

namespace compere::media {

// The implicit label of GB 45438-2025: one JSON string, keys in the prescribed order, label "1" (is AI-generated).
std::string aigc_label(std::string_view producer, std::string_view produce_id);

// Reads a finished recording back; a missing or different tag is an error, since muxers can drop it silently.
core::Status verify_aigc(const std::filesystem::path& file, std::string_view expected);

}  // namespace compere::media
