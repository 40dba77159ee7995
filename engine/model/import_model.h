#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "core/error.h"
#include "model/model.h"

namespace compere::model {

// What one import may use; beyond it the import fails with a sentence and its child process is ended.
struct ImportLimits {
#ifdef COMPERE_SANITIZED
    std::size_t memory_bytes = 0;  // none: the sanitizers reserve terabytes of address space
#else
    std::size_t memory_bytes = std::size_t{2} << 30;  // of address space
#endif
    int cpu_s = 30;
    std::chrono::milliseconds wall{60'000};
    std::size_t archive_bytes = std::size_t{448} << 20;    // of the model as it comes from the child; while it is decoded it is held twice
    std::uintmax_t cache_bytes = std::uintmax_t{1} << 30;  // of all imports that are kept
};

// How an import went, for those who want to know.
struct ImportNote {
    bool is_from_cache = false;
    bool was_damaged = false;  // an entry was there and could not be used
    bool is_kept = false;      // the cache holds it now
};

// A model as `load_model` gives it, with its sentences, but read by a child process of this same binary that can crash,
// hang or grow without harm to this one. The result is kept in the folder `models` of `core::cache_folder`, under the
// content of the file and the version of the importer; while neither these nor the other files that the import looked
// for change, it comes from there. A cache that cannot be used costs one line in the log and nothing else. Blocks for
// as long as `limits` allow. Any thread; several threads and processes may import one file.
core::Result<Model> import_model(const std::filesystem::path& file, const ImportLimits& limits = {},
                                 ImportNote* note = nullptr);

// The child's side, behind the hidden verb `import-model`: one path in, one model out, on standard input and output.
core::Status run_import_helper();

}  // namespace compere::model
