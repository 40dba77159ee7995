#include "language/sentences.h"

#include <algorithm>

#include "language/utf8.h"

namespace compere::language {
namespace {

// What cannot be divided: a Latin word or number, a Han character, a space; a sign clings to what stands before it.
struct Atom {
    std::size_t begin = 0;
    std::size_t end = 0;
    double units = 0.0;
    int break_after = 0;  // 0 never, 1 between words, 2 a phrase, 3 a sentence
};

double width(char32_t value) {
    const bool wide = is_han(value) || (value >= 0x3000 && value <= 0x30ff) || (value >= 0xff01 && value <= 0xff60) ||
                      value == 0x2014 || value == 0x2026;
    return wide ? 1.0 : 0.5;
}

bool is_one_of(char32_t value, std::u32string_view set) {
    return set.find(value) != std::u32string_view::npos;
}

bool is_space(char32_t value) {
    return value == U' ' || value == U'\t' || value == U'\n' || value == U'\r' || value == 0x3000;
}

bool is_word_part(char32_t value) {
    return is_latin_letter(value) || (value >= U'0' && value <= U'9') || is_one_of(value, U"'’-_&+%.,:/@#$¥€£°");
}

std::size_t end_of_word(std::string_view text, std::size_t at) {
    while (at < text.size() && is_word_part(code_point_at(text, at).value))
        at += code_point_at(text, at).bytes;
    return at;
}

// Strength of the break after the last sign of an atom.
int strength(char32_t last) {
    if (is_one_of(last, U"。！？；…!?;\n")) return 3;
    if (last == U'.') return 3;
    if (is_one_of(last, U"，、：,:）)」』”")) return 2;
    return 1;
}

std::vector<Atom> atoms(std::string_view text) {
    std::vector<Atom> out;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = code_point_at(text, at);
        const bool word = is_word_part(point.value);
        const std::size_t end = word ? end_of_word(text, at) : at + point.bytes;
        char32_t last = point.value;
        for (std::size_t i = at; i < end; i += code_point_at(text, i).bytes)
            last = code_point_at(text, i).value;
        const Atom atom{at, end, caption_units(text.substr(at, end - at)), strength(last)};
        const bool clings = is_space(point.value) || (!word && !is_han(point.value) && strength(point.value) > 1);
        if (clings && !out.empty()) {
            out.back().end = end;
            out.back().units += atom.units;
            out.back().break_after = std::max(out.back().break_after, atom.break_after);
        } else {
            out.push_back(atom);
        }
        at = end;
    }
    return out;
}

CaptionPiece trimmed(std::string_view text, std::size_t begin, std::size_t end) {
    while (begin < end && is_space(code_point_at(text, begin).value))
        begin += code_point_at(text, begin).bytes;
    while (end > begin &&
           (text[end - 1] == ' ' || text[end - 1] == '\n' || text[end - 1] == '\r' || text[end - 1] == '\t'))
        --end;
    return {std::string{text.substr(begin, end - begin)}, begin};
}

// How many atoms from `first` make the next piece: up to the first sentence end that fits, else the last phrase end
// past a third of the room, else as many as fit.
std::size_t next_count(const std::vector<Atom>& all, std::size_t first, std::string_view text, double max_units) {
    std::size_t fitting = 0;
    std::size_t phrase = 0;
    double units = 0.0;
    for (std::size_t i = first; i < all.size(); ++i) {
        const double alone = caption_units(trimmed(text, all[i].begin, all[i].end).text);
        if (units + alone > max_units && i > first) break;
        units += all[i].units;
        fitting = i - first + 1;
        if (all[i].break_after == 3) return fitting;
        if (all[i].break_after == 2 && units * 3.0 >= max_units) phrase = fitting;
    }
    if (first + fitting == all.size()) return fitting;
    return phrase > 0 ? phrase : fitting;
}

}  // namespace

double caption_units(std::string_view text) {
    double units = 0.0;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = code_point_at(text, at);
        units += width(point.value);
        at += point.bytes;
    }
    return units;
}

std::vector<CaptionPiece> caption_pieces(std::string_view text, double max_units) {
    const std::vector<Atom> all = atoms(text);
    std::vector<CaptionPiece> pieces;
    for (std::size_t first = 0; first < all.size();) {
        const std::size_t count = std::max<std::size_t>(1, next_count(all, first, text, std::max(4.0, max_units)));
        CaptionPiece piece = trimmed(text, all[first].begin, all[first + count - 1].end);
        if (!piece.text.empty()) pieces.push_back(std::move(piece));
        first += count;
    }
    return pieces;
}

}  // namespace compere::language
