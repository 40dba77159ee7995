#include "language/money.h"

#include <gtest/gtest.h>

namespace compere::language {
namespace {

TEST(ParsePrice, AcceptsUpToTwoDecimals) {
    EXPECT_EQ(parse_price("19")->minor, 1900);
    EXPECT_EQ(parse_price("19.9")->minor, 1990);
    EXPECT_EQ(parse_price("19.90")->minor, 1990);
    EXPECT_EQ(parse_price("0.05")->minor, 5);
    EXPECT_EQ(parse_price("1000000000")->minor, 100'000'000'000);
    EXPECT_EQ(parse_price("19")->currency, "CNY");
}

TEST(ParsePrice, RefusesEverythingElse) {
    for (const char* text : {"", "19,9", "1.234", "-1", "+1", "1e3", ".5", "5.", "1..2", " 19", "19 ", "1000000000.01",
                             "99999999999", "٣", "１９", "nan", "0x10", "19.9元"}) {
        EXPECT_FALSE(parse_price(text)) << text;
    }
    EXPECT_EQ(parse_price("19,9").error().message, "price must be a number with at most two decimals, got \"19,9\"");
}

TEST(PriceText, DropsZeros) {
    EXPECT_EQ(price_text({1990, "CNY"}), "19.9");
    EXPECT_EQ(price_text({1900, "CNY"}), "19");
    EXPECT_EQ(price_text({1905, "CNY"}), "19.05");
    EXPECT_EQ(price_text({5, "CNY"}), "0.05");
}

TEST(SpokenPrice, BothLanguages) {
    EXPECT_EQ(spoken_price({1990, "CNY"}, Language::Chinese), "十九点九元");
    EXPECT_EQ(spoken_price({200, "CNY"}, Language::Chinese), "两元");
    EXPECT_EQ(spoken_price({1990, "CNY"}, Language::English), "nineteen point nine yuan");
    EXPECT_EQ(spoken_price({500, "USD"}, Language::English), "five dollars");
}

}  // namespace
}  // namespace compere::language
