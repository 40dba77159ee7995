#include "language/spell.h"

#include <gtest/gtest.h>

namespace compere::language {
namespace {

std::string zh(std::string_view text) {
    return spell_for_speech(text, Language::Chinese);
}
std::string en(std::string_view text) {
    return spell_for_speech(text, Language::English);
}

TEST(SpellChinese, Prices) {
    EXPECT_EQ(zh("19.9元"), "十九点九元");
    EXPECT_EQ(zh("只要¥19.90！"), "只要十九点九元！");
    EXPECT_EQ(zh("￥１９．９"), "十九点九元");
    EXPECT_EQ(zh("$5"), "五美元");
    EXPECT_EQ(zh("1,299元"), "一千二百九十九元");
    EXPECT_EQ(zh("RMB 200"), "二百元");
    EXPECT_EQ(zh("2元"), "两元");
    EXPECT_EQ(zh("19.9"), "十九点九");
}

TEST(SpellChinese, DatesAndTimes) {
    EXPECT_EQ(zh("2026年"), "二零二六年");
    EXPECT_EQ(zh("2026-03-08"), "二零二六年三月八日");
    EXPECT_EQ(zh("晚上8:05"), "晚上八点零五分");
    EXPECT_EQ(zh("20:00开播"), "二十点开播");
    EXPECT_EQ(zh("3月12日"), "三月十二日");
}

TEST(SpellChinese, PercentUnitsRanges) {
    EXPECT_EQ(zh("50%"), "百分之五十");
    EXPECT_EQ(zh("1.5kg"), "一点五千克");
    EXPECT_EQ(zh("500ml装"), "五百毫升装");
    EXPECT_EQ(zh("3-5天"), "三到五天");
    EXPECT_EQ(zh("1/3"), "三分之一");
    EXPECT_EQ(zh("-5℃"), "负五摄氏度");
    EXPECT_EQ(zh("2件"), "两件");
    EXPECT_EQ(zh("12件"), "十二件");
    EXPECT_EQ(zh("2两"), "二两");
}

TEST(SpellChinese, TelephoneNumbersAreReadOneByOne) {
    EXPECT_EQ(zh("13800138000"), "一三八零零一三八零零零");
    EXPECT_EQ(zh("400-820-8820"), "四零零八二零八八二零");
    EXPECT_EQ(zh("10086"), "一万零八十六");
}

TEST(SpellEnglish, Kinds) {
    EXPECT_EQ(en("19.90 yuan"), "nineteen point nine yuan");
    EXPECT_EQ(en("$5"), "five dollars");
    EXPECT_EQ(en("$1 only"), "one dollar only");
    EXPECT_EQ(en("In 2026, 50% off"), "In twenty twenty-six, fifty percent off");
    EXPECT_EQ(en("1.5kg"), "one point five kilograms");
    EXPECT_EQ(en("at 8:05"), "at eight oh five");
    EXPECT_EQ(en("2026-03-08"), "March eight, twenty twenty-six");
    EXPECT_EQ(en("the 3rd"), "the 3rd");
    EXPECT_EQ(en("iPhone15 now"), "iPhone fifteen now");
}

TEST(Spell, LeavesTheRestAlone) {
    EXPECT_EQ(zh(""), "");
    EXPECT_EQ(zh("大家好，欢迎来到 Compere。"), "大家好，欢迎来到 Compere。");
    EXPECT_EQ(zh("好."), "好.");
    EXPECT_EQ(zh("第1."), "第一.");
    EXPECT_EQ(zh("\xff\xfe"), "\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(Spell, HostileNumbersEnd) {
    EXPECT_FALSE(zh(std::string(5000, '9')).empty());
    EXPECT_FALSE(zh("1,2,3,,4..5--6::7//8%%$$").empty());
    EXPECT_FALSE(en("99:99 0000-00-00 9999/99/99 1/0 2-3-4-5").empty());
    EXPECT_FALSE(en("99999999999999999999.99999999999999999999元元").empty());
}

TEST(Spell, OffsetsLeadBack) {
    const SpelledText spelled = spell_with_offsets("买19.9元茶", Language::Chinese);
    EXPECT_EQ(spelled.text, "买十九点九元茶");
    EXPECT_EQ(spelled.original_byte(0), 0u);
    EXPECT_EQ(spelled.original_byte(3), 3u);                         // the number begins
    EXPECT_EQ(spelled.original_byte(spelled.text.size() - 3), 10u);  // 茶
}

}  // namespace
}  // namespace compere::language
