#include "language/utf8.h"

#include <cstdint>

namespace compere::language {
namespace {

constexpr CodePoint kIllFormed{0xfffd, 1};

// Bytes that a lead byte announces; 0 for one that cannot lead.
std::size_t announced(std::uint8_t lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xc2 && lead <= 0xdf) return 2;
    if (lead >= 0xe0 && lead <= 0xef) return 3;
    if (lead >= 0xf0 && lead <= 0xf4) return 4;
    return 0;
}

}  // namespace

CodePoint code_point_at(std::string_view text, std::size_t byte) {
    const auto lead = static_cast<std::uint8_t>(text[byte]);
    const std::size_t bytes = announced(lead);
    if (bytes == 1) return {lead, 1};
    if (bytes == 0 || byte + bytes > text.size()) return kIllFormed;
    char32_t value = lead & (0x7fu >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) {
        const auto next = static_cast<std::uint8_t>(text[byte + i]);
        if ((next & 0xc0u) != 0x80) return kIllFormed;
        value = value << 6 | (next & 0x3fu);
    }
    const bool overlong = (bytes == 3 && value < 0x800) || (bytes == 4 && value < 0x10000);
    if (overlong || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return kIllFormed;
    return {value, bytes};
}

void append_utf8(std::string& out, char32_t value) {
    const auto tail = [&](int shift) { out.push_back(static_cast<char>(0x80u | (value >> shift & 0x3fu))); };
    if (value < 0x80) {
        out.push_back(static_cast<char>(value));
    } else if (value < 0x800) {
        out.push_back(static_cast<char>(0xc0u | value >> 6));
        tail(0);
    } else if (value < 0x10000) {
        out.push_back(static_cast<char>(0xe0u | value >> 12));
        tail(6);
        tail(0);
    } else {
        out.push_back(static_cast<char>(0xf0u | value >> 18));
        tail(12);
        tail(6);
        tail(0);
    }
}

bool is_han(char32_t value) {
    return (value >= 0x4e00 && value <= 0x9fff) || (value >= 0x3400 && value <= 0x4dbf) || value == 0x3007 ||
           (value >= 0xf900 && value <= 0xfaff) || (value >= 0x20000 && value <= 0x323af);
}

bool is_latin_letter(char32_t value) {
    return (value >= 'a' && value <= 'z') || (value >= 'A' && value <= 'Z') ||
           (value >= 0xc0 && value <= 0x24f && value != 0xd7 && value != 0xf7);
}

}  // namespace compere::language
