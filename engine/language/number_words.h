#pragma once

#include <string>
#include <string_view>

namespace compere::language {

// Words for digits as they stand in a text: "10086" → 一万零八十六, "19.90" → 十九点九零 / nineteen point nine zero.
// `decimal` holds digits and at most one point. More than 16 digits before the point are read one by one.
std::string chinese_number(std::string_view decimal);
std::string english_number(std::string_view decimal);

// One by one: "2026" → 二零二六 / two zero two six.
std::string chinese_digits(std::string_view digits);
std::string english_digits(std::string_view digits);

// 1900…2099 as a year is said: 2026 → twenty twenty-six, 2005 → two thousand five.
std::string english_year(int year);

}  // namespace compere::language
