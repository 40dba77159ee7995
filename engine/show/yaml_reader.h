#pragma once

#include <yaml-cpp/yaml.h>

#include <array>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "show/problem.h"
#include "show/show.h"

namespace compere::show {

// Reads one mapping of the show file against its table of keys. Faults are collected and what is wrong gives its fallback, so a loader
// reads straight down and asks once. Used inside this module only.
class Reader {
public:
    struct Shared {
        std::filesystem::path file;
        std::vector<Problem> problems{};
        std::vector<UnsetVariable> unset{};
    };

    Reader(Shared& shared, const YAML::Node& node, std::string_view table);

    bool is_sound() const { return is_sound_; }  // a mapping of keys that it may hold, each once
    bool has(std::string_view key) const;
    bool lacks(std::string_view key) const;  // it is not there, and no other word looks as if it was meant
    std::string text(std::string_view key, std::string fallback = {});
    double number(std::string_view key, double fallback, double low, double high);
    bool boolean(std::string_view key, bool fallback);
    std::array<float, 3> vector(std::string_view key, std::array<float, 3> fallback);
    std::array<float, 3> colour(std::string_view key, std::array<float, 3> fallback);  // "#rrggbb", sRGB-coded
    std::optional<std::filesystem::path> path(std::string_view key);                   // relative to the show file
    double duration_s(std::string_view key, double fallback);                          // "10s", "10m", "500ms"
    // Calls `each` for every entry of a mapping or list.
    void map(std::string_view key, const std::function<void(const std::string& name, const YAML::Node&, Mark)>& each);
    void list(std::string_view key, const std::function<void(const YAML::Node&, Mark)>& each);
    YAML::Node node(std::string_view key) const;

    void fault(std::string_view key, std::string message);  // at the key's value; one is enough of each
    bool is_good(std::string_view key) const;               // no fault at its value
    Mark mark() const { return mark_of(node_); }
    Mark mark(std::string_view key) const;
    Marks marks() const;  // of all its values
    static Mark mark_of(const YAML::Node& node);

private:
    Shared& shared_;
    YAML::Node node_;
    bool is_sound_ = true;
    std::vector<std::string_view> meant_;  // keys that unknown words are like
};

void fault_at(Reader::Shared& shared, Mark mark, std::string message, std::string field = {});
// `${NAME:-default}` and `${NAME}` from the environment; the latter is empty where it is not set, and named in `unset`.
core::Result<std::string> with_environment(std::string_view text, std::vector<std::string>& unset);
// The same of a scalar in the file; empty after a fault.
std::string filled_text(Reader::Shared& shared, const YAML::Node& node);
std::filesystem::path beside(const std::filesystem::path& show_file, const std::string& name);

}  // namespace compere::show
