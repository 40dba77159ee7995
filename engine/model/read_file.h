#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace compere::model {

using Bytes = std::vector<std::uint8_t>;

// A whole regular file of at most kMaxFileBytes.
core::Result<Bytes> read_file(const std::filesystem::path& file);

// "%20" to a space; broken escapes stay as they are.
std::string decode_percent(std::string_view uri);

// The bytes of a base64 "data:" URI; nullopt for anything else.
std::optional<Bytes> decode_data_uri(std::string_view uri);

// Where a relative URI of `model_file` lies, only if that is inside the model's own folder after all links are
// followed.
core::Result<std::filesystem::path> beside(const std::filesystem::path& model_file, std::string_view uri);

// A picture named in another machine's way ("D:\work\Face.tga"): a file with the same base name, any case and any
// extension that we read, in the model's folder or up to two folders below.
std::optional<std::filesystem::path> find_picture(const std::filesystem::path& model_file,
                                                  std::string_view foreign_path);

}  // namespace compere::model
