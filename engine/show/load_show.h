#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "show/show.h"

namespace compere::show {

// Reads and checks a show file and its catalogue; the error names file, line and column. Any thread.
core::Result<Show> load_show(const std::filesystem::path& file);

// "720x1280": both even, 64 to 4096.
core::Result<std::pair<int, int>> parse_size(std::string_view text);

enum class Severity { Error, Warning };
struct Problem {
    Severity severity = Severity::Error;
    std::string rule;  // "file-missing", "price-without-evidence", …
    std::string file;
    Mark mark;
    std::string message;
};

// Everything that can be known before going live beyond what load_show refuses: files, names, goods, wording, preflight.
std::vector<Problem> check_show(const Show& show);

// True when some output leaves this machine.
bool pushes_away(const Show& show);

}  // namespace compere::show
