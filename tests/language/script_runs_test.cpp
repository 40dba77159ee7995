#include "language/script_runs.h"

#include <gtest/gtest.h>

namespace compere::language {
namespace {

TEST(ScriptRuns, SplitsWhereTheScriptChanges) {
    const auto runs = script_runs("欢迎来到 Compere，大家好");
    ASSERT_EQ(runs.size(), 3u);
    EXPECT_EQ(runs[0].text, "欢迎来到 ");
    EXPECT_EQ(runs[0].language, Language::Chinese);
    EXPECT_EQ(runs[1].text, "Compere，");
    EXPECT_EQ(runs[1].language, Language::English);
    EXPECT_EQ(runs[1].byte_offset, 13u);
    EXPECT_EQ(runs[2].text, "大家好");
}

TEST(ScriptRuns, JoinedAgainTheyAreTheLine) {
    const std::string line = "  12 A款，B款 and 第3款 café！";
    std::string joined;
    for (const ScriptRun& run : script_runs(line)) {
        EXPECT_EQ(run.byte_offset, joined.size());
        joined += run.text;
    }
    EXPECT_EQ(joined, line);
}

TEST(ScriptRuns, SingleLettersAreEnglish) {
    const auto runs = script_runs("选A款");
    ASSERT_EQ(runs.size(), 3u);
    EXPECT_EQ(runs[1].text, "A");
    EXPECT_EQ(runs[1].language, Language::English);
}

TEST(ScriptRuns, WithoutLetters) {
    EXPECT_TRUE(script_runs("").empty());
    const auto runs = script_runs("12！", Language::English);
    ASSERT_EQ(runs.size(), 1u);
    EXPECT_EQ(runs[0].language, Language::English);
}

}  // namespace
}  // namespace compere::language
