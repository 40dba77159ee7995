#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace compere::audio {

// One channel, −1…1; several channels were averaged.
struct Sound {
    int rate_hz = 0;
    std::vector<float> mono;

    double duration_s() const { return rate_hz > 0 ? static_cast<double>(mono.size()) / rate_hz : 0.0; }
};

// RIFF WAVE: PCM of 8, 16, 24 or 32 bits, 32-bit float, also in its extensible form; 1…32 channels, 4…384 kHz, up to
// half an hour, 67 million samples and 384 MiB. A data chunk whose stated size is 0 or −1 (a pipe's header) ends with the file; one that promises more
// than the file holds is an error. Samples that are no numbers become 0. Any thread.
core::Result<Sound> read_wav(const std::filesystem::path& path);
core::Result<Sound> parse_wav(std::span<const std::uint8_t> bytes, std::string_view name);  // `name` appears in errors

}  // namespace compere::audio
