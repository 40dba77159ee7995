#include "show/yaml_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <set>

#include "show/keys.h"

namespace compere::show {

Mark Reader::mark_of(const YAML::Node& node) {
    if (!node.IsDefined()) return {};
    return {node.Mark().line + 1, node.Mark().column + 1};
}

void fault_at(Reader::Shared& shared, Mark mark, std::string message, std::string field) {
    constexpr std::size_t kMost = 1000;
    if (shared.problems.size() >= kMost) return;
    shared.problems.push_back({Severity::Error, "load", shared.file.string(), mark, std::move(message), std::move(field)});
}

core::Result<std::string> with_environment(std::string_view text, std::vector<std::string>& unset) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t open = text.find("${", at);
        if (open == std::string_view::npos) return out.append(text.substr(at));
        const std::size_t close = text.find('}', open);
        if (close == std::string_view::npos) return core::fail("\"{}\" has no closing brace", text.substr(open, 40));
        out.append(text.substr(at, open - at));
        const std::string_view inside = text.substr(open + 2, close - open - 2);
        const std::size_t split = inside.find(":-");
        const std::string name{inside.substr(0, split)};
        const char* value = std::getenv(name.c_str());
        if (value != nullptr && *value != '\0') {
            out += value;
        } else if (split != std::string_view::npos) {
            out.append(inside.substr(split + 2));
        } else if (value == nullptr) {
            unset.push_back(name);
        }
        at = close + 1;
    }
    return out;
}

namespace {

core::Result<std::string> filled(Reader::Shared& shared, const YAML::Node& node) {
    std::vector<std::string> unset;
    auto text = with_environment(node.Scalar(), unset);
    const Mark mark = Reader::mark_of(node);
    for (std::string& name : unset) {
        const bool is_known = std::any_of(shared.unset.begin(), shared.unset.end(), [&](const UnsetVariable& u) { return u.name == name && u.mark.line == mark.line && u.mark.column == mark.column; });
        if (!is_known) shared.unset.push_back({std::move(name), mark});
    }
    return text;
}

}  // namespace

std::string filled_text(Reader::Shared& shared, const YAML::Node& node) {
    auto text = filled(shared, node);
    if (text) return std::move(*text);
    fault_at(shared, Reader::mark_of(node), text.error().message);
    return {};
}

std::filesystem::path beside(const std::filesystem::path& show_file, const std::string& name) {
    const std::filesystem::path path{name};
    return path.is_absolute() ? path : (show_file.parent_path() / path).lexically_normal();
}

Reader::Reader(Shared& shared, const YAML::Node& node, std::string_view table) : shared_{shared}, node_{node} {
    if (!node_.IsMap()) {
        is_sound_ = false;
        fault_at(shared_, mark_of(node_), fmt::format("\"{}\" must be a mapping of keys", table));
        return;
    }
    const auto keys = keys_of(table);
    std::set<std::string> seen;
    for (const auto& entry : node_) {
        const std::string name = entry.first.IsScalar() ? entry.first.Scalar() : std::string{};
        const auto wrong = [&](std::string message) {
            is_sound_ = false;
            fault_at(shared_, mark_of(entry.first), std::move(message), name);
        };
        const auto known = std::find_if(keys.begin(), keys.end(), [&](const Key& key) { return key.name == name; });
        if (!seen.insert(name).second) {
            wrong(fmt::format("the key \"{}\" stands there twice", name));
        } else if (known == keys.end()) {
            const std::string_view near = nearest_key(keys, name);
            meant_.push_back(near);
            wrong(near.empty() ? fmt::format("unknown key \"{}\"", name) : fmt::format("unknown key \"{}\", did you mean \"{}\"?", name, near));
        } else if (known->built == Built::NotYet) {
            wrong(fmt::format("\"{}\" is not built yet in this version", name));
        }
    }
}

YAML::Node Reader::node(std::string_view key) const {
    if (!node_.IsMap()) return YAML::Node{YAML::NodeType::Undefined};
    return node_[std::string{key}];
}

bool Reader::lacks(std::string_view key) const {
    return node_.IsMap() && !has(key) && std::find(meant_.begin(), meant_.end(), key) == meant_.end();
}

bool Reader::has(std::string_view key) const {
    const YAML::Node value = node(key);
    return value.IsDefined() && !value.IsNull();
}

Mark Reader::mark(std::string_view key) const {
    const YAML::Node value = node(key);
    return value.IsDefined() ? mark_of(value) : mark();
}

Marks Reader::marks() const {
    Marks out;
    if (!node_.IsMap()) return out;
    for (const auto& entry : node_) {
        if (entry.first.IsScalar()) out.emplace(entry.first.Scalar(), mark_of(entry.second));
    }
    return out;
}

bool Reader::is_good(std::string_view key) const {
    const YAML::Node value = node(key);
    if (!value.IsDefined()) return true;
    const Mark at = mark_of(value);
    return std::none_of(shared_.problems.begin(), shared_.problems.end(), [&](const Problem& p) { return p.mark.line == at.line && p.mark.column == at.column; });
}

void Reader::fault(std::string_view key, std::string message) {
    if (is_good(key)) fault_at(shared_, mark(key), std::move(message), std::string{key});
}

std::string Reader::text(std::string_view key, std::string fallback) {
    if (!has(key)) return fallback;
    const YAML::Node value = node(key);
    if (!value.IsScalar()) {
        fault(key, fmt::format("{} must be a text", key));
        return fallback;
    }
    if (value.Scalar().size() > (64u << 10)) {
        fault(key, fmt::format("{} is longer than 64 KiB", key));
        return fallback;
    }
    auto words = filled(shared_, value);
    if (words) return std::move(*words);
    fault(key, words.error().message);
    return fallback;
}

double Reader::number(std::string_view key, double fallback, double low, double high) {
    if (!has(key)) return fallback;
    const std::string words = text(key);
    double value = 0;
    const auto [end, error] = std::from_chars(words.data(), words.data() + words.size(), value);
    if (error != std::errc{} || end != words.data() + words.size() || !std::isfinite(value) || value < low || value > high) {
        fault(key, fmt::format("{} must be a number from {} to {}, got \"{}\"", key, low, high, words));
        return fallback;
    }
    return value;
}

bool Reader::boolean(std::string_view key, bool fallback) {
    if (!has(key)) return fallback;
    const std::string words = text(key);
    if (words == "true" || words == "yes" || words == "on") return true;
    if (words != "false" && words != "no" && words != "off") fault(key, fmt::format("{} must be true or false, got \"{}\"", key, words));
    return false;
}

std::array<float, 3> Reader::vector(std::string_view key, std::array<float, 3> fallback) {
    if (!has(key)) return fallback;
    const YAML::Node value = node(key);
    std::array<float, 3> out{};
    if (value.IsSequence() && value.size() == 3) {
        bool good = true;
        for (std::size_t i = 0; i < 3; ++i) {
            const std::string words = value[i].IsScalar() ? value[i].Scalar() : "";
            const auto [end, error] = std::from_chars(words.data(), words.data() + words.size(), out[i]);
            good = good && error == std::errc{} && end == words.data() + words.size() && std::isfinite(out[i]) && std::abs(out[i]) < 1e5f;
        }
        if (good) return out;
    }
    fault(key, fmt::format("{} must be three numbers, e.g. [0, 1.2, 3]", key));
    return fallback;
}

std::array<float, 3> Reader::colour(std::string_view key, std::array<float, 3> fallback) {
    if (!has(key)) return fallback;
    const std::string words = text(key);
    unsigned value = 0;
    if (words.size() == 7 && words[0] == '#') {
        const auto [end, error] = std::from_chars(words.data() + 1, words.data() + 7, value, 16);
        if (error == std::errc{} && end == words.data() + 7) {
            return {static_cast<float>(value >> 16) / 255.0f, static_cast<float>((value >> 8) & 255u) / 255.0f, static_cast<float>(value & 255u) / 255.0f};
        }
    }
    fault(key, fmt::format("{} must be a colour like \"#2f7d6b\", got \"{}\"", key, words));
    return fallback;
}

std::optional<std::filesystem::path> Reader::path(std::string_view key) {
    const std::string words = text(key);
    if (words.empty()) return std::nullopt;
    if (words.find("://") != std::string::npos) {
        fault(key, fmt::format("{} must be a file, not an address", key));
        return std::nullopt;
    }
    return beside(shared_.file, words);
}

double Reader::duration_s(std::string_view key, double fallback) {
    if (!has(key)) return fallback;
    const std::string words = text(key);
    double value = 0;
    const auto [end, error] = std::from_chars(words.data(), words.data() + words.size(), value);
    const std::string_view unit{end, static_cast<std::size_t>(words.data() + words.size() - end)};
    const double scale = unit == "ms" ? 0.001 : unit == "s" || unit.empty() ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : 0;
    if (error != std::errc{} || scale <= 0 || !(value > 0) || value * scale > 1e7) {
        fault(key, fmt::format("{} must be a length of time like 10s, got \"{}\"", key, words));
        return fallback;
    }
    return value * scale;
}

void Reader::map(std::string_view key, const std::function<void(const std::string&, const YAML::Node&, Mark)>& each) {
    if (!has(key)) return;
    const YAML::Node value = node(key);
    if (!value.IsMap()) return fault(key, fmt::format("{} must be a mapping of names", key));
    if (value.size() > 1000) return fault(key, fmt::format("{} has more than 1000 entries", key));
    for (const auto& entry : value) {
        each(entry.first.IsScalar() ? entry.first.Scalar() : "", entry.second, mark_of(entry.first));
    }
}

void Reader::list(std::string_view key, const std::function<void(const YAML::Node&, Mark)>& each) {
    if (!has(key)) return;
    const YAML::Node value = node(key);
    if (!value.IsSequence()) return fault(key, fmt::format("{} must be a list", key));
    if (value.size() > 20'000) return fault(key, fmt::format("{} has more than 20000 entries", key));
    for (const auto& entry : value) {
        each(entry, mark_of(entry));
    }
}

}  // namespace compere::show
