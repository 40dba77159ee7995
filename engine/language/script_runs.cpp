#include "language/script_runs.h"

#include <optional>

#include "language/utf8.h"

namespace compere::language {
namespace {

std::optional<Language> language_of(char32_t value) {
    if (is_han(value)) return Language::Chinese;
    if (is_latin_letter(value)) return Language::English;
    return std::nullopt;
}

}  // namespace

std::vector<ScriptRun> script_runs(std::string_view text, Language fallback) {
    std::vector<ScriptRun> runs;
    if (text.empty()) return runs;
    std::size_t begin = 0;
    std::optional<Language> current;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = code_point_at(text, at);
        const std::optional<Language> here = language_of(point.value);
        if (here && current && *here != *current) {
            runs.push_back({*current, std::string{text.substr(begin, at - begin)}, begin});
            begin = at;
        }
        if (here) current = here;
        at += point.bytes;
    }
    runs.push_back({current.value_or(fallback), std::string{text.substr(begin)}, begin});
    return runs;
}

}  // namespace compere::language
