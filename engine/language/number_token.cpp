#include "language/number_token.h"

#include <array>

#include "language/utf8.h"

namespace compere::language {
namespace {

using Kind = NumberToken::Kind;

// Longer spellings before their beginnings.
constexpr std::array kCurrencyUnits{
    SpokenUnit{"US$", "美元", "dollar", "dollars", true},
    SpokenUnit{"HK$", "港元", "Hong Kong dollar", "Hong Kong dollars", true},
    SpokenUnit{"$", "美元", "dollar", "dollars", true},
    SpokenUnit{"USD", "美元", "dollar", "dollars", true},
    SpokenUnit{"¥", "元", "yuan", "yuan", true},
    SpokenUnit{"RMB", "元", "yuan", "yuan", true},
    SpokenUnit{"CNY", "元", "yuan", "yuan", true},
    SpokenUnit{"€", "欧元", "euro", "euros", true},
    SpokenUnit{"EUR", "欧元", "euro", "euros", true},
    SpokenUnit{"£", "英镑", "pound", "pounds", true},
    SpokenUnit{"GBP", "英镑", "pound", "pounds", true},
    SpokenUnit{"元", "元", "yuan", "yuan", true},
    SpokenUnit{"yuan", "元", "yuan", "yuan", true},
};
constexpr std::array kUnits{
    SpokenUnit{"km/h", "公里每小时", "kilometre per hour", "kilometres per hour"},
    SpokenUnit{"kWh", "千瓦时", "kilowatt hour", "kilowatt hours"},
    SpokenUnit{"mAh", "毫安时", "milliamp hour", "milliamp hours"},
    SpokenUnit{"kg", "千克", "kilogram", "kilograms"},
    SpokenUnit{"mg", "毫克", "milligram", "milligrams"},
    SpokenUnit{"km", "千米", "kilometre", "kilometres"},
    SpokenUnit{"cm", "厘米", "centimetre", "centimetres"},
    SpokenUnit{"mm", "毫米", "millimetre", "millimetres"},
    SpokenUnit{"ml", "毫升", "millilitre", "millilitres"},
    SpokenUnit{"mL", "毫升", "millilitre", "millilitres"},
    SpokenUnit{"kW", "千瓦", "kilowatt", "kilowatts"},
    SpokenUnit{"Hz", "赫兹", "hertz", "hertz"},
    SpokenUnit{"GB", "吉字节", "gigabyte", "gigabytes"},
    SpokenUnit{"MB", "兆字节", "megabyte", "megabytes"},
    SpokenUnit{"TB", "太字节", "terabyte", "terabytes"},
    SpokenUnit{"°C", "摄氏度", "degree Celsius", "degrees Celsius"},
    SpokenUnit{"℃", "摄氏度", "degree Celsius", "degrees Celsius"},
    SpokenUnit{"㎡", "平方米", "square metre", "square metres"},
    SpokenUnit{"m²", "平方米", "square metre", "square metres"},
    SpokenUnit{"°", "度", "degree", "degrees"},
    SpokenUnit{"min", "分钟", "minute", "minutes"},
    SpokenUnit{"g", "克", "gram", "grams"},
    SpokenUnit{"m", "米", "metre", "metres"},
    SpokenUnit{"L", "升", "litre", "litres"},
    SpokenUnit{"l", "升", "litre", "litres"},
    SpokenUnit{"W", "瓦", "watt", "watts"},
    SpokenUnit{"V", "伏", "volt", "volts"},
    SpokenUnit{"h", "小时", "hour", "hours"},
    SpokenUnit{"s", "秒", "second", "seconds"},
    SpokenUnit{"w", "万", "times ten thousand", "times ten thousand"},
    SpokenUnit{"k", "千", "thousand", "thousand"},
};

bool is_digit(std::string_view text, std::size_t at) {
    return at < text.size() && text[at] >= '0' && text[at] <= '9';
}

bool is_letter(std::string_view text, std::size_t at) {
    return at < text.size() && is_latin_letter(code_point_at(text, at).value);
}

std::string digits_at(std::string_view text, std::size_t at) {
    std::string out;
    while (is_digit(text, at + out.size()))
        out += text[at + out.size()];
    return out;
}

struct Read {
    std::string number;
    std::size_t bytes = 0;
};

// Digits with thousands separators and decimals: "1,299.5" → 1299.5. A point or comma that ends a sentence stays
// outside.
Read decimal_at(std::string_view text, std::size_t at) {
    Read read{digits_at(text, at), 0};
    read.bytes = read.number.size();
    while (read.number.size() <= 15 && read.bytes <= 20 && at + read.bytes < text.size() &&
           text[at + read.bytes] == ',') {
        const std::string group = digits_at(text, at + read.bytes + 1);
        const bool first_fits =
            read.bytes > read.number.size() - 1 && (read.bytes != read.number.size() || read.bytes <= 3);
        if (group.size() != 3 || !first_fits) break;
        read.number += group;
        read.bytes += 4;
    }
    if (at + read.bytes < text.size() && text[at + read.bytes] == '.') {
        const std::string decimals = digits_at(text, at + read.bytes + 1);
        const bool version = !decimals.empty() && at + read.bytes + 1 + decimals.size() < text.size() &&
                             text[at + read.bytes + 1 + decimals.size()] == '.' &&
                             is_digit(text, at + read.bytes + 2 + decimals.size());
        if (!decimals.empty() && !version) {
            read.number += '.' + decimals;
            read.bytes += 1 + decimals.size();
        }
    }
    return read;
}

template <class Table>
const SpokenUnit* unit_at(std::string_view text, std::size_t at, const Table& table) {
    for (const SpokenUnit& unit : table) {
        if (text.substr(std::min(at, text.size())).rfind(unit.written, 0) != 0) continue;
        const bool spelled = is_letter(unit.written, unit.written.size() - 1);
        if (!spelled || !is_letter(text, at + unit.written.size())) return &unit;
    }
    return nullptr;
}

std::optional<NumberToken> date_at(std::string_view text, std::size_t at) {
    const std::string year = digits_at(text, at);
    if (year.size() != 4) return std::nullopt;
    std::size_t next = at + 4;
    if (text.substr(next).rfind("年", 0) == 0) return NumberToken{Kind::Year, {year}, nullptr, false, 4};
    if (next >= text.size() || std::string_view{"-/."}.find(text[next]) == std::string_view::npos) return std::nullopt;
    const char separator = text[next];
    const std::string month = digits_at(text, next + 1);
    next += 1 + month.size();
    if (month.empty() || month.size() > 2 || next >= text.size() || text[next] != separator) return std::nullopt;
    const std::string day = digits_at(text, next + 1);
    const int month_number = std::stoi(month);
    if (day.empty() || day.size() > 2 || month_number < 1 || month_number > 12 || std::stoi(day) > 31)
        return std::nullopt;
    return NumberToken{Kind::Date, {year, month, day}, nullptr, false, next + 1 + day.size() - at};
}

std::optional<NumberToken> time_at(std::string_view text, std::size_t at) {
    NumberToken token{Kind::Time, {digits_at(text, at)}, nullptr, false, 0};
    if (token.numbers[0].size() > 2 || std::stoi(token.numbers[0]) > 24) return std::nullopt;
    std::size_t next = at + token.numbers[0].size();
    while (token.numbers.size() < 3 && next < text.size() && text[next] == ':') {
        const std::string part = digits_at(text, next + 1);
        if (part.size() != 2 || part[0] > '5') break;
        token.numbers.push_back(part);
        next += 3;
    }
    if (token.numbers.size() < 2) return std::nullopt;
    token.bytes = next - at;
    return token;
}

// 11 digits and more, a leading zero, or groups such as 400-820-8820 and 010-88886666.
std::optional<NumberToken> digit_code_at(std::string_view text, std::size_t at) {
    NumberToken token{Kind::Digits, {digits_at(text, at)}, nullptr, false, 0};
    std::string& all = token.numbers[0];
    std::size_t bytes = all.size();
    std::size_t groups = 1;
    while (all.size() >= 3 && at + bytes < text.size() && text[at + bytes] == '-') {
        const std::string group = digits_at(text, at + bytes + 1);
        if (group.size() < 3) break;
        all += group;
        bytes += 1 + group.size();
        ++groups;
    }
    const bool grouped = groups >= 3 || (groups == 2 && all.front() == '0');
    if (groups == 2 && !grouped) return std::nullopt;
    const bool code = all.size() >= 11 || (all.size() >= 2 && all.front() == '0');
    if (!grouped && (!code || (at + bytes < text.size() && (text[at + bytes] == '.' || text[at + bytes] == ',') &&
                               is_digit(text, at + bytes + 1)))) {
        return std::nullopt;
    }
    token.bytes = bytes;
    return token;
}

std::size_t range_sign_bytes(std::string_view text, std::size_t at) {
    for (const std::string_view sign : {"-", "~", "～", "–", "—"}) {
        if (text.substr(std::min(at, text.size())).rfind(sign, 0) == 0) return sign.size();
    }
    return 0;
}

// The number at `at` with what follows it: percent, range, fraction, unit.
NumberToken quantity_at(std::string_view text, std::size_t at) {
    const Read first = decimal_at(text, at);
    NumberToken token{Kind::Plain, {first.number}, nullptr, false, first.bytes};
    const std::size_t sign = range_sign_bytes(text, at + token.bytes);
    if (text.substr(at + token.bytes).rfind("/", 0) == 0 && first.number.size() <= 2) {
        const std::string below = digits_at(text, at + token.bytes + 1);
        const std::size_t end = at + token.bytes + 1 + below.size();
        if (!below.empty() && below.size() <= 3 && std::stoi(first.number) < std::stoi(below) &&
            text.substr(end).rfind("/", 0) != 0) {
            return {Kind::Fraction, {first.number, below}, nullptr, false, end - at};
        }
    }
    if (sign > 0 && is_digit(text, at + token.bytes + sign)) {
        const Read last = decimal_at(text, at + token.bytes + sign);
        token = {Kind::Range, {first.number, last.number}, nullptr, false, token.bytes + sign + last.bytes};
    }
    const std::size_t end = at + token.bytes;
    if (token.kind == Kind::Plain && text.substr(end).rfind("%", 0) == 0) {
        return {Kind::Percent, {first.number}, nullptr, false, token.bytes + 1};
    }
    if (token.kind == Kind::Plain && text.substr(end).rfind("‰", 0) == 0) {
        return {Kind::Permille, {first.number}, nullptr, false, token.bytes + std::string_view{"‰"}.size()};
    }
    const std::size_t space = text.substr(end).rfind(" ", 0) == 0 ? 1 : 0;
    token.unit = unit_at(text, end + space, kCurrencyUnits);
    if (token.unit == nullptr) token.unit = unit_at(text, end + space, kUnits);
    if (token.unit != nullptr && space == 1 && token.unit->written.size() == 1) token.unit = nullptr;
    if (token.unit != nullptr) token.bytes += space + token.unit->written.size();
    return token;
}

}  // namespace

std::optional<NumberToken> number_token_at(std::string_view text, std::size_t byte) {
    std::size_t at = byte;
    const bool after_letter = byte > 0 && is_letter(text, byte - 1);
    const SpokenUnit* currency = after_letter ? nullptr : unit_at(text, at, kCurrencyUnits);
    if (currency != nullptr) {
        at += currency->written.size();
        while (at < text.size() && text[at] == ' ')
            ++at;
        if (!is_digit(text, at) || currency->written == "元" || currency->written == "yuan") return std::nullopt;
        NumberToken token = quantity_at(text, at);
        if (token.unit == nullptr || token.unit->is_currency) token.unit = currency;
        token.bytes += at - byte;
        return token;
    }
    const bool opens = byte == 0 || std::string_view{" (:,="}.find(text[byte - 1]) != std::string_view::npos;
    const bool negative = opens && at < text.size() && text[at] == '-' && is_digit(text, at + 1);
    if (negative) ++at;
    if (!is_digit(text, at)) return std::nullopt;
    std::optional<NumberToken> token;
    if (!negative) token = date_at(text, at);
    if (!negative && !token) token = time_at(text, at);
    if (!negative && !token) token = digit_code_at(text, at);
    if (!token) token = quantity_at(text, at);
    token->is_negative = negative;
    token->bytes += at - byte;
    return token;
}

}  // namespace compere::language
