#include "show/problem.h"

#include <algorithm>
#include <cstdio>
#include <tuple>

namespace compere::show {

Problem problem_of(const core::Error& error, const std::string& rule, const std::filesystem::path& show_file, Mark mark, std::string field) {
    Problem out{Severity::Error, rule, show_file.string(), mark, error.message, std::move(field)};
    // A file's name may hold colons: the place is the first that is followed by two numbers.
    for (std::size_t at = error.message.find(':'); at != std::string::npos; at = error.message.find(':', at + 1)) {
        int line = 0, column = 0, used = 0;
        if (std::sscanf(error.message.c_str() + at, ":%d:%d: %n", &line, &column, &used) != 2 || used == 0) continue;
        std::error_code failed;
        const std::string file = error.message.substr(0, at);
        if (file != show_file.string() && !std::filesystem::exists(file, failed)) continue;
        out.file = file;
        out.mark = {line, column};
        out.message = error.message.substr(at + static_cast<std::size_t>(used));
        return out;
    }
    const std::string head = show_file.string() + ": ";
    if (out.message.rfind(head, 0) == 0) out.message.erase(0, head.size());
    return out;
}

std::string sentence(const Problem& problem) {
    if (problem.mark.line <= 0) return fmt::format("{}: {}", problem.file, problem.message);
    return fmt::format("{}:{}:{}: {}", problem.file, problem.mark.line, problem.mark.column, problem.message);
}

void sort_by_place(std::vector<Problem>& problems, const std::filesystem::path& show_file) {
    const std::string first = show_file.string();
    const auto place = [&](const Problem& p) { return std::make_tuple(p.file != first, std::string_view{p.file}, p.mark.line, p.mark.column); };
    std::stable_sort(problems.begin(), problems.end(), [&](const Problem& a, const Problem& b) { return place(a) < place(b); });
}

bool has_error(const std::vector<Problem>& problems) {
    return std::any_of(problems.begin(), problems.end(), [](const Problem& p) { return p.severity == Severity::Error; });
}

std::string file_fault(const std::filesystem::path& file) {
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::status(file, error);
    if (status.type() == std::filesystem::file_type::not_found || status.type() == std::filesystem::file_type::none) return fmt::format("{} is not there", file.string());
    if (std::filesystem::is_directory(status)) return fmt::format("{} is a folder, not a file", file.string());
    if (!std::filesystem::is_regular_file(status)) return fmt::format("{} is not a file", file.string());
    return {};
}

}  // namespace compere::show
