#include "language/number_words.h"

#include <gtest/gtest.h>

namespace compere::language {
namespace {

TEST(ChineseNumber, WholeNumbers) {
    EXPECT_EQ(chinese_number("0"), "零");
    EXPECT_EQ(chinese_number("007"), "七");
    EXPECT_EQ(chinese_number("10"), "十");
    EXPECT_EQ(chinese_number("15"), "十五");
    EXPECT_EQ(chinese_number("110"), "一百一十");
    EXPECT_EQ(chinese_number("105"), "一百零五");
    EXPECT_EQ(chinese_number("200"), "二百");
    EXPECT_EQ(chinese_number("2002"), "两千零二");
    EXPECT_EQ(chinese_number("20000"), "两万");
    EXPECT_EQ(chinese_number("10086"), "一万零八十六");
    EXPECT_EQ(chinese_number("100010"), "十万零一十");
    EXPECT_EQ(chinese_number("100000000"), "一亿");
    EXPECT_EQ(chinese_number("100000001"), "一亿零一");
    EXPECT_EQ(chinese_number("120003400"), "一亿两千万三千四百");
}

TEST(ChineseNumber, Decimals) {
    EXPECT_EQ(chinese_number("3.05"), "三点零五");
    EXPECT_EQ(chinese_number("0.5"), "零点五");
}

TEST(EnglishNumber, WholeNumbersAndDecimals) {
    EXPECT_EQ(english_number("0"), "zero");
    EXPECT_EQ(english_number("21"), "twenty-one");
    EXPECT_EQ(english_number("100"), "one hundred");
    EXPECT_EQ(english_number("1299"), "one thousand two hundred ninety-nine");
    EXPECT_EQ(english_number("1000001"), "one million one");
    EXPECT_EQ(english_number("3.05"), "three point zero five");
}

TEST(EnglishYear, AsPeopleSayIt) {
    EXPECT_EQ(english_year(2026), "twenty twenty-six");
    EXPECT_EQ(english_year(2005), "two thousand five");
    EXPECT_EQ(english_year(1905), "nineteen oh five");
    EXPECT_EQ(english_year(1900), "nineteen hundred");
}

TEST(NumberWords, TooManyDigitsAreReadOneByOne) {
    EXPECT_EQ(chinese_number("12345678901234567"), "一二三四五六七八九零一二三四五六七");
}

}  // namespace
}  // namespace compere::language
