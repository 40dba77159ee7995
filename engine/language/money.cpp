#include "language/money.h"

#include <algorithm>

#include "language/number_words.h"

namespace compere::language {
namespace {

constexpr std::int64_t kMostMinor = 100'000'000'000;  // 1e9 in whole units

bool is_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

struct CurrencyWords {
    std::string_view code, chinese, english;
};
constexpr CurrencyWords kCurrencies[] = {
    {"CNY", "元", "yuan"},     {"USD", "美元", "dollars"},           {"EUR", "欧元", "euros"},
    {"GBP", "英镑", "pounds"}, {"HKD", "港元", "Hong Kong dollars"}, {"JPY", "日元", "yen"}};

}  // namespace

core::Result<Money> parse_price(std::string_view text) {
    const core::Error wrong = core::fail("price must be a number with at most two decimals, got \"{}\"", text);
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view decimals = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    const bool pointless_point = point != std::string_view::npos && decimals.empty();
    if (whole.empty() || whole.size() > 10 || pointless_point || decimals.size() > 2) return wrong;
    if (!is_digits(whole) || !is_digits(decimals)) return wrong;
    std::int64_t minor = 0;
    for (const char digit : whole)
        minor = minor * 10 + (digit - '0');
    for (std::size_t i = 0; i < 2; ++i)
        minor = minor * 10 + (i < decimals.size() ? decimals[i] - '0' : 0);
    if (minor > kMostMinor) return wrong;
    return Money{minor, "CNY"};
}

std::string price_text(const Money& money) {
    const std::int64_t whole = money.minor / 100;
    const std::int64_t cents = money.minor % 100;
    if (cents == 0) return std::to_string(whole);
    if (cents % 10 == 0) return fmt::format("{}.{}", whole, cents / 10);
    return fmt::format("{}.{:02}", whole, cents);
}

std::string spoken_price(const Money& money, Language lang) {
    const auto* words = std::find_if(std::begin(kCurrencies), std::end(kCurrencies),
                                     [&](const CurrencyWords& row) { return row.code == money.currency; });
    const bool known = words != std::end(kCurrencies);
    const std::string amount = price_text(money);
    if (lang == Language::English)
        return english_number(amount) + " " + (known ? std::string{words->english} : money.currency);
    return (amount == "2" ? "两" : chinese_number(amount)) + (known ? std::string{words->chinese} : money.currency);
}

}  // namespace compere::language
