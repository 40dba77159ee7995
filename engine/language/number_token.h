#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace compere::language {

// A unit or currency as it is written after (or before) a number, and how it is said.
struct SpokenUnit {
    std::string_view written;
    std::string_view chinese;
    std::string_view english_one;
    std::string_view english_many;
    bool is_currency = false;
};

// One thing in a text that is made of digits. What `numbers` holds follows from the kind: Date year, month, day; Time
// hours, minutes and perhaps seconds; Fraction numerator, denominator; Range from, to; the others one number without
// separators.
struct NumberToken {
    enum class Kind { Plain, Digits, Year, Date, Time, Fraction, Range, Percent, Permille };
    Kind kind = Kind::Plain;
    std::vector<std::string> numbers;
    const SpokenUnit* unit = nullptr;
    bool is_negative = false;
    std::size_t bytes = 0;  // of the text that the token covers
};

// The token that begins at `byte`, if one does. `text` has half-width digits.
std::optional<NumberToken> number_token_at(std::string_view text, std::size_t byte);

}  // namespace compere::language
