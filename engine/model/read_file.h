#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "model/cache/content_hash.h"

namespace compere::model {

using Bytes = std::vector<std::uint8_t>;

// The length of a regular file of at most kMaxFileBytes.
core::Result<std::size_t> readable_size(const std::filesystem::path& file);
// All of such a file.
core::Result<Bytes> read_file(const std::filesystem::path& file);

// "%20" to a space; broken escapes stay as they are.
std::string decode_percent(std::string_view uri);

// The bytes of a base64 "data:" URI; nullopt for anything else.
std::optional<Bytes> decode_data_uri(std::string_view uri);

// One file that a model names: how it was asked for and what came of it. An import stays true for as long as every such
// question has the same answer, "there is none" included.
struct Lookup {
    enum class Kind { Beside, Picture };
    Kind kind = Kind::Beside;
    std::string asked;
    std::string found;    // below the model's folder; empty: none
    ContentHash outcome;  // of the bytes, or of the sentence why there are none
    bool operator==(const Lookup&) const = default;
};

// What an import was made from.
struct ImportRecord {
    ContentHash content;  // of the model file's own bytes
    std::vector<Lookup> lookups;
};

// The file at a relative URI, only where it lies inside the model's own folder after all links are followed. Notes the
// look-up in `record` where there is one; so does `read_picture`.
core::Result<Bytes> read_beside(const std::filesystem::path& model_file, std::string_view uri, ImportRecord* record);

// A picture named in another machine's way ("D:\work\Face.tga"): a file with the same base name, any case and any
// extension that we read, in the model's folder or up to two folders below. Empty where there is none.
Bytes read_picture(const std::filesystem::path& model_file, std::string_view foreign_path, ImportRecord* record);

// Whether the question has the same answer now.
bool still_holds(const std::filesystem::path& model_file, const Lookup& lookup);

}  // namespace compere::model
