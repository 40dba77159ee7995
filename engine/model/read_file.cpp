#include "model/read_file.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <optional>

#include "model/load_model.h"

namespace compere::model {
namespace fs = std::filesystem;

core::Result<std::size_t> readable_size(const fs::path& file) {
    std::error_code error;
    if (!fs::is_regular_file(file, error)) return core::fail("{}: there is no such file", file.string());
    const std::uintmax_t size = fs::file_size(file, error);
    if (error) return core::fail("{}: cannot be read: {}", file.string(), error.message());
    if (size > kMaxFileBytes) {
        return core::fail("{}: is {} MiB long; a model may have at most {} MiB", file.string(), size >> 20,
                          kMaxFileBytes >> 20);
    }
    return static_cast<std::size_t>(size);
}

core::Result<Bytes> read_file(const fs::path& file) {
    const core::Result<std::size_t> size = readable_size(file);
    if (!size) return size.error();
    std::ifstream in{file, std::ios::binary};
    Bytes bytes(*size);
    if (!in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(*size)) && *size > 0) {
        return core::fail("{}: cannot be read", file.string());
    }
    return bytes;
}

namespace {
int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

int base64_value(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+' || c == '-') return 62;
    if (c == '/' || c == '_') return 63;
    return -1;
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}
}  // namespace

std::string decode_percent(std::string_view uri) {
    std::string out;
    for (std::size_t i = 0; i < uri.size(); ++i) {
        if (uri[i] == '%' && i + 2 < uri.size() && hex(uri[i + 1]) >= 0 && hex(uri[i + 2]) >= 0) {
            out += static_cast<char>(hex(uri[i + 1]) * 16 + hex(uri[i + 2]));
            i += 2;
        } else {
            out += uri[i];
        }
    }
    return out;
}

std::optional<Bytes> decode_data_uri(std::string_view uri) {
    const std::size_t comma = uri.find(',');
    if (!uri.starts_with("data:") || comma == std::string_view::npos) return std::nullopt;
    if (uri.substr(0, comma).find(";base64") == std::string_view::npos) return std::nullopt;
    Bytes out;
    out.reserve((uri.size() - comma) / 4 * 3);
    unsigned bits = 0;
    int held = 0;
    for (const char c : uri.substr(comma + 1)) {
        const int value = base64_value(c);
        if (value < 0) {
            if (c == '=' || std::isspace(static_cast<unsigned char>(c)) != 0) continue;
            return std::nullopt;
        }
        bits = (bits << 6) | static_cast<unsigned>(value);
        held += 6;
        if (held >= 8) {
            held -= 8;
            out.push_back(static_cast<std::uint8_t>(bits >> held & 0xffu));
        }
    }
    return out;
}

namespace {

fs::path folder_of(const fs::path& model_file) {
    std::error_code error;
    return fs::absolute(model_file, error).parent_path();
}

core::Result<fs::path> beside(const fs::path& model_file, std::string_view uri) {
    const std::string decoded = decode_percent(uri);
    const fs::path relative{decoded};
    if (decoded.empty() || decoded.find('\0') != std::string::npos || relative.is_absolute() ||
        decoded.find("://") != std::string::npos) {
        return core::fail("{}: names \"{}\", which is not a file beside it", model_file.string(), decoded);
    }
    std::error_code error;
    const fs::path folder = fs::weakly_canonical(folder_of(model_file), error);
    const fs::path target = fs::weakly_canonical(folder / relative, error);
    const auto [end, _] = std::mismatch(folder.begin(), folder.end(), target.begin(), target.end());
    if (error || end != folder.end()) {
        return core::fail("{}: names \"{}\", which lies outside the model's folder", model_file.string(), decoded);
    }
    return target;
}

std::optional<fs::path> find_picture(const fs::path& model_file, std::string_view foreign_path) {
    const std::size_t slash = foreign_path.find_last_of("/\\");
    std::string base = decode_percent(slash == std::string_view::npos ? foreign_path : foreign_path.substr(slash + 1));
    const std::string wanted = lower(fs::path{base}.stem().string());
    if (wanted.empty()) return std::nullopt;
    static constexpr std::array<std::string_view, 6> kKnown{".png", ".jpg", ".jpeg", ".webp", ".tga", ".bmp"};
    std::error_code error;
    std::optional<fs::path> best;
    fs::recursive_directory_iterator it{folder_of(model_file), fs::directory_options::skip_permission_denied, error};
    int seen = 0;
    for (; !error && it != fs::recursive_directory_iterator{} && seen < 4096; it.increment(error), ++seen) {
        if (it.depth() >= 2) it.disable_recursion_pending();
        if (!it->is_regular_file(error)) continue;
        const fs::path& found = it->path();
        const std::string extension = lower(found.extension().string());
        if (lower(found.stem().string()) != wanted ||
            std::find(kKnown.begin(), kKnown.end(), extension) == kKnown.end())
            continue;
        // Directory order is chance: the same extension first, then the shortest and smallest path.
        const auto rank = [&](const fs::path& path) {
            return std::make_tuple(lower(path.filename().string()) != lower(base), path.string().size(), path.string());
        };
        if (!best || rank(found) < rank(*best)) best = found;
    }
    return best;
}

// Where a look-up leads, and the path as it is noted.
struct Answer {
    core::Result<fs::path> path;
    std::string noted;
};

Answer ask(const fs::path& model_file, Lookup::Kind kind, std::string_view asked) {
    std::error_code error;
    if (kind == Lookup::Kind::Beside) {
        auto path = beside(model_file, asked);
        const std::string noted =
            path ? path->lexically_relative(fs::weakly_canonical(folder_of(model_file), error)).string() : "";
        return {std::move(path), noted};
    }
    const auto path = find_picture(model_file, asked);
    if (!path) return {core::fail("there is no such picture"), ""};
    return {*path, path->lexically_relative(folder_of(model_file)).string()};
}

core::Result<Bytes> read_asked(const fs::path& model_file, Lookup::Kind kind, std::string_view asked,
                               ImportRecord* record) {
    const Answer answer = ask(model_file, kind, asked);
    auto bytes = answer.path ? read_file(*answer.path) : core::Result<Bytes>{answer.path.error()};
    if (record != nullptr) {
        record->lookups.push_back(
            {kind, std::string{asked}, answer.noted, bytes ? hash_bytes(*bytes) : hash_text(bytes.error().message)});
    }
    return bytes;
}

}  // namespace

core::Result<Bytes> read_beside(const fs::path& model_file, std::string_view uri, ImportRecord* record) {
    return read_asked(model_file, Lookup::Kind::Beside, uri, record);
}

Bytes read_picture(const fs::path& model_file, std::string_view foreign_path, ImportRecord* record) {
    auto bytes = read_asked(model_file, Lookup::Kind::Picture, foreign_path, record);
    return bytes ? std::move(*bytes) : Bytes{};
}

bool still_holds(const fs::path& model_file, const Lookup& lookup) {
    const Answer answer = ask(model_file, lookup.kind, lookup.asked);
    if (answer.noted != lookup.found) return false;
    const auto hash = answer.path ? hash_file(*answer.path) : core::Result<ContentHash>{answer.path.error()};
    return lookup.outcome == (hash ? *hash : hash_text(hash.error().message));
}

}  // namespace compere::model
