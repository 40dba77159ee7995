#pragma once

#include <cstdint>
#include <span>

#include "core/error.h"
#include "model/cache/archive_stream.h"
#include "model/model.h"
#include "model/read_file.h"

namespace compere::model {

// A model to bytes and back, all of its fields. Any thread.
core::Status write_archive(const Model& model, const ByteSink& sink);
std::size_t archived_size(const Model& model);

// The bytes may come from anybody: what this returns has passed `check_model`. Floats that were not finite are 0.
core::Result<Model> read_archive(std::span<const std::uint8_t> bytes);

// What an import was made from, likewise.
std::vector<std::uint8_t> archive_record(const ImportRecord& record);
core::Result<ImportRecord> read_record(std::span<const std::uint8_t> bytes);

}  // namespace compere::model
