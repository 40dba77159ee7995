#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "model/read_file.h"

namespace compere::model {

// What the child answers to the frame that holds the file's path: this in the first frame, then the archive in as many
// as it takes.
struct ImportReply {
    std::string error;  // load_model's sentence; nothing else then matters
    ImportRecord record;
    std::uint64_t archive_bytes = 0;
};

// The child's exit code where an allocation failed; no answer comes then.
inline constexpr int kExitOutOfMemory = 12;

std::vector<std::uint8_t> encode_reply(const ImportReply& reply);
core::Result<ImportReply> decode_reply(std::span<const std::uint8_t> frame);

}  // namespace compere::model
