#pragma once

#include <compare>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "core/error.h"

namespace compere::model {

// 128 bits of XXH3: tells contents apart that differ by chance or by editing. It is not made against somebody who
// searches for two files with one hash; whoever can place a model on this machine can show what he likes without that.
// Any thread.
struct ContentHash {
    std::uint64_t low = 0, high = 0;
    bool operator==(const ContentHash&) const = default;
};

ContentHash hash_bytes(std::span<const std::uint8_t> bytes);
ContentHash hash_text(std::string_view text);
// Of a whole file as `read_file` reads it, failing with the same sentences, but a block at a time.
core::Result<ContentHash> hash_file(const std::filesystem::path& file);

std::string to_hex(const ContentHash& hash);  // 32 digits

}  // namespace compere::model
