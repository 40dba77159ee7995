#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.h"
#include "language/language.h"

namespace compere::language {

// An exact price: `minor` counts hundredths (fen, cents) of `currency`, an ISO 4217 code.
struct Money {
    std::int64_t minor = 0;
    std::string currency = "CNY";

    friend bool operator==(const Money&, const Money&) = default;
};

// Accepts "19", "19.9", "19.90", up to 1000000000; nothing else, no sign, no currency, no separators.
core::Result<Money> parse_price(std::string_view text);

// As it is printed on a card: 1990 → "19.9", 1900 → "19", 1905 → "19.05". Without the currency.
std::string price_text(const Money& money);

// As it is said: 十九点九元, "nineteen point nine yuan".
std::string spoken_price(const Money& money, Language lang);

}  // namespace compere::language
