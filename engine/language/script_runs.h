#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "language/language.h"

namespace compere::language {

// A stretch of a line in one script; `byte_offset` is where it begins in the whole line.
struct ScriptRun {
    Language language = Language::Chinese;
    std::string text;
    std::size_t byte_offset = 0;
};

// Splits a line wherever Han meets Latin letters. The runs joined are the line again: digits, spaces and punctuation
// stay with the run before them, or with the first run when nothing is before. Without any letter the line is one run
// in `fallback`; an empty line has no runs. A single Latin letter between Han characters is an English run too.
std::vector<ScriptRun> script_runs(std::string_view text, Language fallback = Language::Chinese);

}  // namespace compere::language
