#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "language/language.h"

namespace compere::language {

// From `spelled_byte` on, the spelled text stands for what begins at `original_byte` of the text it was made from.
struct SpelledPiece {
    std::size_t spelled_byte = 0;
    std::size_t original_byte = 0;
};

// Pieces rise in both offsets; between two of them the offsets may be interpolated.
struct SpelledText {
    std::string text;
    std::vector<SpelledPiece> pieces;

    std::size_t original_byte(std::size_t spelled_byte) const;
};

// Writes out what a voice would misread: numbers, prices, percentages, dates, times, units, telephone numbers.
// 19.9元 → 十九点九元, 50% → 百分之五十, 2026年 → 二零二六年; "$5" → "five dollars". Everything else is kept. Any
// thread.
std::string spell_for_speech(std::string_view text, Language lang);
SpelledText spell_with_offsets(std::string_view text, Language lang);

}  // namespace compere::language
