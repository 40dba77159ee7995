#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace compere::language {

// The code point that begins at `byte` (which is below text.size()), and how many bytes it takes. Ill-formed bytes come
// out one at a time as U+FFFD, so a walk always ends.
struct CodePoint {
    char32_t value = 0;
    std::size_t bytes = 1;
};
CodePoint code_point_at(std::string_view text, std::size_t byte);
void append_utf8(std::string& out, char32_t value);

bool is_han(char32_t value);
bool is_latin_letter(char32_t value);  // with accents

}  // namespace compere::language
