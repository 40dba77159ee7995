#pragma once

#include <yaml-cpp/yaml.h>

#include <array>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "show/show.h"

namespace compere::show {

// Reads one mapping of the show file against its table of keys. The first fault is kept, and everything after it is ignored, so a
// loader reads straight down and asks once. Used inside this module only.
class Reader {
public:
    struct Shared {
        std::filesystem::path file;
        std::optional<core::Error> fault;
    };

    Reader(Shared& shared, const YAML::Node& node, std::string_view table);

    bool has(std::string_view key) const;
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

    void fault(std::string_view key, std::string message);  // at the key's value
    Mark mark() const { return mark_of(node_); }
    Mark mark(std::string_view key) const;
    static Mark mark_of(const YAML::Node& node);

private:
    Shared& shared_;
    YAML::Node node_;
};

void fault_at(Reader::Shared& shared, Mark mark, std::string message);
// `${NAME}` and `${NAME:-default}` from the environment.
std::string with_environment(std::string_view text);
std::filesystem::path beside(const std::filesystem::path& show_file, const std::string& name);

}  // namespace compere::show
