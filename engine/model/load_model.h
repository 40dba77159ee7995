#pragma once

#include <cstddef>
#include <filesystem>

#include "core/error.h"
#include "model/model.h"

namespace compere::model {

struct ImportRecord;  // see read_file.h

// What a file may ask for at most; beyond it the load fails with a sentence.
inline constexpr std::size_t kMaxFileBytes = std::size_t{512} << 20;
inline constexpr std::size_t kMaxVertices = 4'000'000;
inline constexpr std::size_t kMaxNodes = 65'536;
inline constexpr std::size_t kMaxJsonValues = 4'000'000;
inline constexpr std::size_t kMaxReadComponents = 200'000'000;  // numbers read through accessors, however often the same

// Reads .glb, .gltf, .vrm (0.x and 1.0), .vrma, .fbx and .bvh. The file is not trusted: every index, count and number
// in it is checked. What can be mended is mended and told in Model::warnings; the rest fails. Other files (buffers,
// textures) are read only from the model's own folder and below. Fills `record` where one is given. Any thread.
// What comes from elsewhere than our own tests is loaded with `import_model`, apart from this process.
core::Result<Model> load_model(const std::filesystem::path& file, ImportRecord* record = nullptr);

// Fails with load_model's sentence where the name's extension is none of those.
core::Status check_kind(const std::filesystem::path& file);

}  // namespace compere::model
