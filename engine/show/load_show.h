#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "show/problem.h"
#include "show/show.h"

namespace compere::show {

// Reads and checks a show file and its catalogue; the error is the first of the file and names file, line and column. Any thread.
core::Result<Show> load_show(const std::filesystem::path& file);

// The same with all that is wrong, in the order of the file. A show with errors is what could be understood of it: to be checked further,
// never to be played.
struct Reading {
    Show show;
    std::vector<Problem> problems;
};
Reading read_show(const std::filesystem::path& file);

// "720x1280": both even, 64 to 4096.
core::Result<std::pair<int, int>> parse_size(std::string_view text);

// What can be known before going live beyond what load_show refuses, without opening a file: that they are there, names, goods, wording,
// outputs, preflight. In the order of the show file.
std::vector<Problem> check_show(const Show& show);

// True when some output leaves this machine.
bool pushes_away(const Show& show);

}  // namespace compere::show
