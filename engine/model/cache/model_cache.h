#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "core/error.h"
#include "model/model.h"
#include "model/read_file.h"

namespace compere::model {

// The name under which the import of a file with this extension and content is kept by this version of the importer.
std::string entry_name(const std::filesystem::path& model_file, const ContentHash& content);

struct CacheFind {
    enum class State { Hit, None, Stale, Damaged };  // Stale: of another version, or a file beside the model changed
    State state = State::None;
    std::optional<Model> model;  // when Hit
};

// Maps the entry for as long as this takes, and trusts nothing in it. Any thread, any number of processes.
CacheFind find_entry(const std::filesystem::path& folder, const std::string& name,
                     const std::filesystem::path& model_file);

// Puts an entry in its place at once and as a whole, then deletes those that were used longest ago until all together
// take at most `most_bytes`. On failure nothing of it is left. Any thread, any number of processes: the last one wins.
core::Status keep_entry(const std::filesystem::path& folder, const std::string& name, const ImportRecord& record,
                        std::span<const std::uint8_t> archive, std::uintmax_t most_bytes);

}  // namespace compere::model
