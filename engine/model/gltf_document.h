#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "model/json_read.h"
#include "model/read_file.h"

namespace compere::model {

// A glTF file in memory: its JSON and all of its buffers. Nothing in it is checked yet.
struct GltfDocument {
    std::filesystem::path file;
    ImportRecord* record = nullptr;  // notes the other files that are read, where somebody asks
    Json json;
    std::vector<Bytes> buffers;
    std::vector<std::string> warnings;
    std::size_t read_components = 0;  // through accessors so far; a file that shares few bytes often would be read for ever

    const Json& list(const char* key) const { return items(json, key); }
    std::size_t count(const char* key) const { return list(key).size(); }
    void warn(std::string text);  // once per text, at most a hundred
    // The bytes of a buffer view; nullopt where it reaches past its buffer.
    std::optional<std::span<const std::uint8_t>> view(int buffer_view) const;
};

core::Result<GltfDocument> read_document(const std::filesystem::path& file, Bytes bytes, ImportRecord* record);

// Accessor `accessor` as floats, `components` per element; normalised integers become 0…1 or −1…1, sparse elements are
// filled in. Numbers that are not finite become 0 with a warning. Fails where it has another number of components or
// reaches past its view, or where all that was read so far is over kMaxReadComponents.
core::Result<std::vector<float>> read_floats(GltfDocument& document, int accessor, int components);
// Integer accessors (indices, joints); floats are refused.
core::Result<std::vector<std::uint32_t>> read_integers(GltfDocument& document, int accessor, int components);
// Number of elements and of components; zeros where there is no such accessor.
struct AccessorShape {
    std::size_t count = 0;
    int components = 0;
};
AccessorShape accessor_shape(const GltfDocument& document, int accessor);

}  // namespace compere::model
