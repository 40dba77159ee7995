#pragma once

#include <cstdint>

namespace compere::model {

// Another number whenever a source of this module or the value types changes: worked out by the build, so that nobody
// has to remember it.
std::uint64_t importer_sources();

// That, and the version of Assimp that is running.
std::uint64_t importer_version();

}  // namespace compere::model
