#include "core/cache_folder.h"

#include <cstdlib>

namespace compere::core {
namespace {

namespace fs = std::filesystem;

// The XDG base directory specification: a path that is not absolute is to be ignored.
std::optional<fs::path> named_by(const char* variable) {
    const char* value = std::getenv(variable);
    if (value == nullptr || value[0] != '/') return std::nullopt;
    return fs::path{value};
}

std::optional<fs::path> base() {
    if (const auto own = named_by("COMPERE_CACHE")) return own;
    if (const auto cache = named_by("XDG_CACHE_HOME")) return *cache / "compere";
    if (const auto home = named_by("HOME")) return *home / ".cache" / "compere";
    return std::nullopt;
}

}  // namespace

std::optional<fs::path> cache_folder(std::string_view kind) {
    auto folder = base();
    if (!folder) return std::nullopt;
    *folder /= kind;
    std::error_code error;
    const bool is_new = fs::create_directories(*folder, error);
    if (error || !fs::is_directory(*folder, error)) return std::nullopt;
    if (is_new) fs::permissions(*folder, fs::perms::owner_all, error);
    return folder;
}

}  // namespace compere::core
