#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace compere::core {

// The folder of one kind of things that can be made again: $COMPERE_CACHE/`kind`, else $XDG_CACHE_HOME/compere/`kind`, else
// $HOME/.cache/compere/`kind`; the first that is set to an absolute path counts. It is made, for its owner alone, where it is missing.
// nullopt where none is set or it cannot be made. Any thread.
std::optional<std::filesystem::path> cache_folder(std::string_view kind);

}  // namespace compere::core
