#include "language/spell.h"

#include <algorithm>

#include "language/number_token.h"
#include "language/number_words.h"
#include "language/utf8.h"

namespace compere::language {
namespace {

using Kind = NumberToken::Kind;

// Full-width digits, letters and signs made half-width; `origin` has the original offset of every byte and of the end.
struct HalfWidth {
    std::string text;
    std::vector<std::size_t> origin;
};

HalfWidth half_width(std::string_view text) {
    HalfWidth out;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = code_point_at(text, at);
        char32_t value = point.value;
        const bool full = (value >= 0xff10 && value <= 0xff19) || (value >= 0xff21 && value <= 0xff3a) ||
                          (value >= 0xff41 && value <= 0xff5a) || value == 0xff05 || value == 0xff0e;
        if (full) value -= 0xfee0;
        if (value == 0xffe5) value = 0xa5;  // ￥ as ¥
        if (value == 0xff04) value = U'$';
        append_utf8(out.text, value);
        out.origin.resize(out.text.size(), at);
        at += point.bytes;
    }
    out.origin.push_back(text.size());
    return out;
}

// 19.90 元 is said as 19.9 元, 19.00 as 19.
std::string without_trailing_zeros(std::string number) {
    if (number.find('.') == std::string::npos) return number;
    number.erase(number.find_last_not_of('0') + 1);
    if (number.back() == '.') number.pop_back();
    return number;
}

std::string plain_integer(const std::string& digits) {
    return std::to_string(std::stoi(digits));
}

// Words before which two is 两, not 二.
bool takes_liang(std::string_view rest) {
    for (const std::string_view word :
         {"个", "件", "斤",   "盒",   "包",   "瓶",   "袋", "只", "双", "套", "份", "次", "天", "年",
          "位", "款", "种",   "箱",   "条",   "块",   "元", "杯", "支", "片", "张", "台", "本", "人",
          "倍", "点", "小时", "分钟", "公斤", "千克", "米", "升", "万", "千", "吨", "碗", "把"}) {
        if (rest.rfind(word, 0) == 0) return true;
    }
    return false;
}

std::string chinese_quantity(const std::string& number, std::string_view rest) {
    return number == "2" && takes_liang(rest) ? "两" : chinese_number(number);
}

std::string chinese_time(const std::vector<std::string>& parts) {
    const std::string hours = plain_integer(parts[0]);
    std::string out = (hours == "2" ? "两" : chinese_number(hours)) + "点";
    if (parts[1] != "00" || parts.size() > 2)
        out += (parts[1][0] == '0' ? "零" : "") + chinese_number(plain_integer(parts[1])) + "分";
    if (parts.size() > 2) out += chinese_number(plain_integer(parts[2])) + "秒";
    return out;
}

std::string in_chinese(const NumberToken& token, std::string_view rest) {
    const std::vector<std::string>& n = token.numbers;
    const std::string sign = token.is_negative ? "负" : "";
    const std::string unit{token.unit != nullptr ? token.unit->chinese : ""};
    const auto said = [&](std::size_t i) {
        const bool price = token.unit != nullptr && token.unit->is_currency;
        return chinese_quantity(price ? without_trailing_zeros(n[i]) : n[i],
                                unit.empty() ? rest : std::string_view{unit});
    };
    switch (token.kind) {
        case Kind::Digits:
            return chinese_digits(n[0]);
        case Kind::Year:
            return chinese_digits(n[0]);
        case Kind::Date:
            return chinese_digits(n[0]) + "年" + chinese_number(plain_integer(n[1])) + "月" +
                   chinese_number(plain_integer(n[2])) + "日";
        case Kind::Time:
            return chinese_time(n);
        case Kind::Fraction:
            return chinese_number(n[1]) + "分之" + chinese_number(n[0]);
        case Kind::Range:
            return said(0) + "到" + said(1) + unit;
        case Kind::Percent:
            return sign + "百分之" + chinese_number(n[0]);
        case Kind::Permille:
            return sign + "千分之" + chinese_number(n[0]);
        case Kind::Plain:
            break;
    }
    return sign + said(0) + unit;
}

constexpr std::string_view kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                        "July",    "August",   "September", "October", "November", "December"};

std::string english_time(const std::vector<std::string>& parts) {
    std::string out = english_number(plain_integer(parts[0]));
    if (parts[1] == "00") {
        out += " o'clock";
    } else {
        out += (parts[1][0] == '0' ? " oh " : " ") + english_number(plain_integer(parts[1]));
    }
    if (parts.size() > 2) out += " and " + english_number(plain_integer(parts[2])) + " seconds";
    return out;
}

bool is_year(const NumberToken& token) {
    const std::string& n = token.numbers[0];
    return token.kind == Kind::Year || (token.kind == Kind::Plain && token.unit == nullptr && n.size() == 4 &&
                                        (n.rfind("19", 0) == 0 || n.rfind("20", 0) == 0));
}

std::string in_english(const NumberToken& token) {
    const std::vector<std::string>& n = token.numbers;
    const std::string sign = token.is_negative ? "minus " : "";
    const bool price = token.unit != nullptr && token.unit->is_currency;
    const auto said = [&](std::size_t i) { return english_number(price ? without_trailing_zeros(n[i]) : n[i]); };
    std::string unit;
    if (token.unit != nullptr) {
        unit = ' ';
        unit += n.size() == 1 && n[0] == "1" ? token.unit->english_one : token.unit->english_many;
    }
    switch (token.kind) {
        case Kind::Digits:
            return english_digits(n[0]);
        case Kind::Date:
            return std::string{kMonths[std::stoi(n[1]) - 1]} + " " + english_number(plain_integer(n[2])) + ", " +
                   english_year(std::stoi(n[0]));
        case Kind::Time:
            return english_time(n);
        case Kind::Fraction:
            return n[0] == "1" && n[1] == "2" ? "one half" : english_number(n[0]) + " over " + english_number(n[1]);
        case Kind::Range:
            return said(0) + " to " + said(1) + unit;
        case Kind::Percent:
            return sign + english_number(n[0]) + " percent";
        case Kind::Permille:
            return sign + english_number(n[0]) + " per mille";
        case Kind::Year:
        case Kind::Plain:
            break;
    }
    return is_year(token) ? sign + english_year(std::stoi(n[0])) : sign + said(0) + unit;
}

bool is_ordinal_ending(std::string_view rest) {
    for (const std::string_view ending : {"st", "nd", "rd", "th"}) {
        if (rest.rfind(ending, 0) == 0) return true;
    }
    return false;
}

bool is_word_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           static_cast<unsigned char>(c) >= 0x80;
}

void append_english(std::string& out, const std::string& words, std::string_view rest) {
    if (!out.empty() && is_word_character(out.back())) out += ' ';
    out += words;
    if (!rest.empty() && is_word_character(rest.front())) out += ' ';
}

}  // namespace

std::size_t SpelledText::original_byte(std::size_t spelled_byte) const {
    if (pieces.empty()) return 0;
    const auto next =
        std::upper_bound(pieces.begin(), pieces.end(), spelled_byte,
                         [](std::size_t byte, const SpelledPiece& piece) { return byte < piece.spelled_byte; });
    if (next == pieces.begin()) return pieces.front().original_byte;
    return std::prev(next)->original_byte;
}

SpelledText spell_with_offsets(std::string_view text, Language lang) {
    const HalfWidth half = half_width(text);
    const std::string_view all = half.text;
    SpelledText out;
    for (std::size_t at = 0; at < all.size();) {
        out.pieces.push_back({out.text.size(), half.origin[at]});
        const std::optional<NumberToken> token = number_token_at(all, at);
        if (!token) {
            const std::size_t bytes = code_point_at(all, at).bytes;
            out.text.append(all.substr(at, bytes));
            at += bytes;
            continue;
        }
        const std::string_view rest = all.substr(at + token->bytes);
        if (lang == Language::Chinese) {
            out.text += in_chinese(*token, rest);
        } else if (is_ordinal_ending(rest)) {
            out.text.append(all.substr(at, token->bytes));
        } else {
            append_english(out.text, in_english(*token), rest);
        }
        at += token->bytes;
    }
    return out;
}

std::string spell_for_speech(std::string_view text, Language lang) {
    return spell_with_offsets(text, lang).text;
}

}  // namespace compere::language
