#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/error.h"
#include "show/show.h"

namespace compere::show {

enum class Severity { Error, Warning };
struct Problem {
    Severity severity = Severity::Error;
    std::string rule;  // "file-missing", "price-without-evidence", …
    std::string file;
    Mark mark;  // line 0: of the file as a whole
    std::string message;
    std::string field{};  // the key whose value it is; empty: none in particular
};

// An error as others say it, "FILE: …" or "FILE:LINE:COLUMN: …", of the value at `mark` of the show file. Where it names a place in a file,
// that is the problem's place.
Problem problem_of(const core::Error& error, const std::string& rule, const std::filesystem::path& show_file, Mark mark, std::string field = {});

// "FILE:LINE:COLUMN: message", or without the place where there is none.
std::string sentence(const Problem& problem);

// As they stand in the show file; those of other files follow.
void sort_by_place(std::vector<Problem>& problems, const std::filesystem::path& show_file);

bool has_error(const std::vector<Problem>& problems);

// What keeps it from being read as a file, "FILE is not there"; empty: nothing that can be seen from outside.
std::string file_fault(const std::filesystem::path& file);

}  // namespace compere::show
