#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "core/error.h"
#include "model/model.h"

namespace compere::model {

struct ImportRecord;

// FBX and BVH. `format` is "fbx" or "bvh".
core::Result<Model> load_with_assimp(const std::filesystem::path& file, std::span<const std::uint8_t> bytes,
                                     const std::string& format, ImportRecord* record);

}  // namespace compere::model
