#include "language/number_words.h"

#include <array>
#include <cstdint>
#include <cstdlib>

namespace compere::language {
namespace {

constexpr std::array<std::string_view, 10> kHanDigits{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
constexpr std::array<std::string_view, 20> kSmall{
    "zero", "one",    "two",    "three",    "four",     "five",    "six",     "seven",     "eight",    "nine",
    "ten",  "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
constexpr std::array<std::string_view, 10> kTens{"",      "",      "twenty",  "thirty", "forty",
                                                 "fifty", "sixty", "seventy", "eighty", "ninety"};
constexpr std::size_t kMostDigits = 16;  // up to 9999 万亿; more is a code, not a quantity

struct Split {
    std::string whole;
    std::string decimals;
};

Split split(std::string_view decimal) {
    const std::size_t point = decimal.find('.');
    std::string whole{decimal.substr(0, point)};
    whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
    return {whole.empty() ? "0" : whole, point == std::string_view::npos ? "" : std::string{decimal.substr(point + 1)}};
}

// 1…9999 as 一千零五; `leading` is set where nothing larger was said before.
std::string han_group(unsigned value, bool leading) {
    constexpr std::array<std::string_view, 4> kUnits{"千", "百", "十", ""};
    constexpr std::array<unsigned, 4> kSizes{1000, 100, 10, 1};
    std::string out;
    bool gap = !leading && value < 1000;
    for (std::size_t i = 0; i < kSizes.size(); ++i) {
        const unsigned digit = value / kSizes[i] % 10;
        if (digit == 0) {
            gap = gap || !out.empty();
            continue;
        }
        if (gap) out += kHanDigits[0];
        gap = false;
        const bool bare_ten = i == 2 && digit == 1 && leading && out.empty();
        if (!bare_ten) out += digit == 2 && i == 0 ? "两" : kHanDigits[digit];
        out += kUnits[i];
    }
    return out;
}

std::string han_whole(std::uint64_t value) {
    if (value == 0) return std::string{kHanDigits[0]};
    constexpr std::array<std::string_view, 4> kGroups{"万亿", "亿", "万", ""};
    std::string out;
    std::uint64_t size = 1'000'000'000'000u;
    bool gap = false;
    for (const std::string_view unit : kGroups) {
        const auto group = static_cast<unsigned>(value / size % 10000);
        size /= 10000;
        if (group == 0) {
            gap = !out.empty();
            continue;
        }
        std::string words = group == 2 && !unit.empty() ? "两" : han_group(group, out.empty());
        if (gap && words.rfind(kHanDigits[0], 0) != 0) words.insert(0, kHanDigits[0]);
        gap = false;
        out += words;
        out += unit;
    }
    return out;
}

void add_word(std::string& out, std::string_view word) {
    if (!out.empty()) out += ' ';
    out += word;
}

std::string below_hundred(unsigned value) {
    if (value < kSmall.size()) return std::string{kSmall[value]};
    std::string out{kTens[value / 10]};
    if (value % 10 != 0) out.append("-").append(kSmall[value % 10]);
    return out;
}

std::string english_whole(std::uint64_t value) {
    if (value == 0) return "zero";
    constexpr std::array<std::string_view, 6> kGroups{"quadrillion", "trillion", "billion", "million", "thousand", ""};
    std::string out;
    std::uint64_t size = 1'000'000'000'000'000u;
    for (const std::string_view unit : kGroups) {
        const auto group = static_cast<unsigned>(value / size % 1000);
        size /= 1000;
        if (group == 0) continue;
        if (group >= 100) {
            add_word(out, kSmall[group / 100]);
            add_word(out, "hundred");
        }
        if (group % 100 != 0) add_word(out, below_hundred(group % 100));
        if (!unit.empty()) add_word(out, unit);
    }
    return out;
}

}  // namespace

std::string chinese_digits(std::string_view digits) {
    std::string out;
    for (const char digit : digits) {
        if (digit >= '0' && digit <= '9') out += kHanDigits[static_cast<std::size_t>(digit - '0')];
    }
    return out;
}

std::string english_digits(std::string_view digits) {
    std::string out;
    for (const char digit : digits) {
        if (digit >= '0' && digit <= '9') add_word(out, kSmall[static_cast<std::size_t>(digit - '0')]);
    }
    return out;
}

std::string chinese_number(std::string_view decimal) {
    const Split parts = split(decimal);
    std::string out = parts.whole.size() > kMostDigits ? chinese_digits(parts.whole)
                                                       : han_whole(std::strtoull(parts.whole.c_str(), nullptr, 10));
    if (!parts.decimals.empty()) out += "点" + chinese_digits(parts.decimals);
    return out;
}

std::string english_number(std::string_view decimal) {
    const Split parts = split(decimal);
    std::string out = parts.whole.size() > kMostDigits ? english_digits(parts.whole)
                                                       : english_whole(std::strtoull(parts.whole.c_str(), nullptr, 10));
    if (!parts.decimals.empty()) out += " point " + english_digits(parts.decimals);
    return out;
}

std::string english_year(int year) {
    const auto high = static_cast<unsigned>(year / 100);
    const auto low = static_cast<unsigned>(year % 100);
    if (high == 20 && low < 10) return english_whole(static_cast<std::uint64_t>(year));
    if (low == 0) return below_hundred(high) + " hundred";
    return below_hundred(high) + (low < 10 ? " oh " : " ") + below_hundred(low);
}

}  // namespace compere::language
