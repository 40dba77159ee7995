#include "speech/timing_file.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>

#include "language/utf8.h"
#include "speech/timing_text.h"

namespace compere::speech {
namespace {

constexpr std::uintmax_t kMostBytes = 8u << 20;  // ten minutes of labels of states; what is read takes up to forty times as much

std::string from_utf16(std::string_view bytes, bool big_endian) {
    const auto unit = [&](std::size_t at) {
        const auto a = static_cast<unsigned char>(bytes[at]);
        const auto b = static_cast<unsigned char>(bytes[at + 1]);
        return static_cast<char32_t>(big_endian ? a << 8 | b : b << 8 | a);
    };
    std::string out;
    for (std::size_t at = 2; at + 1 < bytes.size(); at += 2) {
        char32_t value = unit(at);
        if (value >= 0xd800 && value <= 0xdbff && at + 3 < bytes.size()) {
            const char32_t low = unit(at + 2);
            if (low >= 0xdc00 && low <= 0xdfff) {
                value = 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00);
                at += 2;
            }
        }
        language::append_utf8(out, value >= 0xd800 && value <= 0xdfff ? 0xfffd : value);
    }
    return out;
}

std::string as_utf8(std::string_view bytes) {
    if (bytes.rfind("\xff\xfe", 0) == 0) return from_utf16(bytes, false);
    if (bytes.rfind("\xfe\xff", 0) == 0) return from_utf16(bytes, true);
    if (bytes.rfind("\xef\xbb\xbf", 0) == 0) bytes.remove_prefix(3);
    return std::string{bytes};
}

}  // namespace

std::string without_silence_name(std::string_view phone) {
    std::string lower{phone};
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const char* silent : {"sil", "sp", "spn", "pau", "h#", "#", "ssil", "brth", "<sil>", "[sil]", "_", "<eps>"}) {
        if (lower == silent) return {};
    }
    return std::string{phone};
}

core::Result<Timing> parse_timing(std::string_view bytes, std::string_view name) {
    const std::string text = as_utf8(bytes);
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string::npos) return core::fail("{} is empty", name);
    if (text[first] == '{' || text[first] == '[') return parse_cues_json(text, name);
    if (text.find("ooTextFile") != std::string::npos) return parse_textgrid(text, name);
    const std::string_view line = std::string_view{text}.substr(first, text.find('\n', first) - first);
    if (line.find('\t') != std::string_view::npos && shape_of_rhubarb(line.substr(line.find('\t') + 1, 1)) != nullptr &&
        line.find('\t', line.find('\t') + 1) == std::string_view::npos) {
        return parse_rhubarb_tsv(text, name);
    }
    return parse_hts_label(text, name);
}

core::Result<Timing> read_timing(const std::filesystem::path& path) {
    std::error_code failed;
    const std::uintmax_t size = std::filesystem::file_size(path, failed);
    if (failed) return core::fail("{} cannot be read: {}", path.string(), failed.message());
    if (size > kMostBytes) return core::fail("{} is {} bytes long, too long for a timing file", path.string(), size);
    std::ifstream file{path, std::ios::binary};
    if (!file) return core::fail("{} cannot be read", path.string());
    const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
    return parse_timing(bytes, path.string());
}

}  // namespace compere::speech
