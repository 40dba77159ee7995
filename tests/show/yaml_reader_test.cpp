#include "show/yaml_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace compere::show {
namespace {

struct Read {
    explicit Read(const std::string& yaml, const char* table = "light") : in{shared, YAML::Load(yaml), table} {}
    Reader::Shared shared{"show.yaml"};
    Reader in;
    std::string fault() const { return shared.problems.empty() ? "" : sentence(shared.problems.front()); }
};

TEST(Reader, AbsentKeysGiveTheFallback) {
    Read read{"{}"};
    EXPECT_EQ(read.in.number("strength", 3, 0, 5), 3);
    EXPECT_EQ(read.in.boolean("shadow", true), true);
    EXPECT_EQ(read.in.text("from", "x"), "x");
    EXPECT_EQ(read.in.path("from"), std::nullopt);
    EXPECT_EQ(read.fault(), "");
}

TEST(Reader, NumbersHaveALimitAndAPlace) {
    Read good{"strength: 2.5"};
    EXPECT_EQ(good.in.number("strength", 1, 0, 100), 2.5);
    for (const char* words : {"much", "2x", "nan", "inf", "1e9", "-1", "''", "[1]"}) {
        Read read{std::string{"strength: "} + words};
        EXPECT_EQ(read.in.number("strength", 1, 0, 100), 1) << words;
        EXPECT_THAT(read.fault(), testing::StartsWith("show.yaml:1:11: strength must be")) << words;
    }
}

TEST(Reader, VectorsAndColours) {
    Read good{"{ from: [1, -2.5, 3e1], colour: \"#C85A1e\" }"};
    EXPECT_EQ(good.in.vector("from", {}), (std::array<float, 3>{1, -2.5f, 30}));
    EXPECT_EQ(good.in.colour("colour", {}), (std::array<float, 3>{200 / 255.0f, 90 / 255.0f, 30 / 255.0f}));
    EXPECT_EQ(good.fault(), "");
    for (const char* words : {"[1, 2]", "[1, 2, 3, 4]", "[1, 2, x]", "[1, 2, nan]", "[1, 2, [3]]", "7"}) {
        Read read{std::string{"from: "} + words};
        read.in.vector("from", {});
        EXPECT_THAT(read.fault(), testing::HasSubstr("from must be three numbers")) << words;
    }
    for (const char* words : {"red", "'#12345'", "'#1234567'", "'#12345g'", "'#-12345'", "'#+12345'"}) {
        Read read{std::string{"colour: "} + words};
        read.in.colour("colour", {});
        EXPECT_THAT(read.fault(), testing::HasSubstr("colour must be a colour like")) << words;
    }
}

TEST(Reader, Durations) {
    const std::pair<const char*, double> good[]{{"10s", 10}, {"500ms", 0.5}, {"2m", 120}, {"1h", 3600}, {"7", 7}, {"1.5s", 1.5}};
    for (const auto& [words, seconds] : good) {
        Read read{std::string{"every: "} + words, "clap"};
        EXPECT_DOUBLE_EQ(read.in.duration_s("every", 0), seconds) << words;
    }
    for (const char* words : {"0s", "-1s", "s", "10 s", "10d", "1e9h", "nan"}) {
        Read read{std::string{"every: "} + words, "clap"};
        read.in.duration_s("every", 0);
        EXPECT_THAT(read.fault(), testing::HasSubstr("every must be a length of time like 10s")) << words;
    }
}

TEST(Reader, AllFaultsAreKeptOneOfEachValue) {
    Read read{"{ strength: x, shadow: maybe, colour: [1] }"};
    read.in.number("strength", 1, 0, 2);
    read.in.fault("strength", "again");
    read.in.boolean("shadow", false);
    read.in.colour("colour", {});
    ASSERT_EQ(read.shared.problems.size(), 3u);
    EXPECT_EQ(read.shared.problems[0].field, "strength");
    EXPECT_EQ(read.shared.problems[1].field, "shadow");
    EXPECT_EQ(read.shared.problems[2].mark.column, 39);
    EXPECT_FALSE(read.in.is_good("shadow"));
    EXPECT_TRUE(read.in.is_good("from"));
}

TEST(Reader, AKeyIsNotLackingWhereAnotherWordMeantIt) {
    Read read{"{ colur: \"#112233\" }"};
    EXPECT_FALSE(read.in.is_sound());
    EXPECT_FALSE(read.in.lacks("colour"));
    EXPECT_TRUE(read.in.lacks("shadow"));
}

TEST(Reader, AnAddressIsNoFile) {
    Read read{"{ set: \"http://x/set.glb\" }", "stage"};
    EXPECT_EQ(read.in.path("set"), std::nullopt);
    EXPECT_EQ(read.fault(), "show.yaml:1:8: set must be a file, not an address");
}

TEST(Environment, FillsInAndFallsBack) {
    setenv("COMPERE_TEST_A", "tea", 1);
    setenv("COMPERE_TEST_EMPTY", "", 1);
    unsetenv("COMPERE_TEST_NONE");
    std::vector<std::string> unset;
    const auto with_environment = [&](std::string_view text) { return show::with_environment(text, unset); };
    EXPECT_EQ(*with_environment("a ${COMPERE_TEST_A}, ${COMPERE_TEST_A}"), "a tea, tea");
    EXPECT_EQ(*with_environment("${COMPERE_TEST_NONE:-cup}"), "cup");
    EXPECT_EQ(*with_environment("${COMPERE_TEST_EMPTY:-cup}"), "cup");
    EXPECT_EQ(*with_environment("${COMPERE_TEST_A:-cup}"), "tea");
    EXPECT_EQ(*with_environment("[${COMPERE_TEST_NONE:-}]"), "[]");
    EXPECT_EQ(*with_environment("[${COMPERE_TEST_EMPTY}]"), "[]");
    EXPECT_EQ(*with_environment("{price} $5"), "{price} $5");
    EXPECT_EQ(*with_environment(""), "");
    EXPECT_TRUE(unset.empty());
    EXPECT_EQ(*with_environment("[${COMPERE_TEST_NONE}]"), "[]");
    EXPECT_EQ(unset, std::vector<std::string>{"COMPERE_TEST_NONE"});
}

TEST(Environment, WhatIsNotClosedIsAFault) {
    std::vector<std::string> unset;
    const auto open = with_environment("no end ${COMPERE_TEST_A", unset);
    ASSERT_FALSE(open);
    EXPECT_EQ(open.error().message, "\"${COMPERE_TEST_A\" has no closing brace");
    Read read{"strength: \"${COMPERE_TEST_A\""};
    read.in.number("strength", 1, 0, 2);
    ASSERT_EQ(read.shared.problems.size(), 1u);  // and nothing about a number
    EXPECT_THAT(read.fault(), testing::StartsWith("show.yaml:1:11: "));
}

TEST(Beside, IsRelativeToTheShowFile) {
    EXPECT_EQ(beside("/a/b/show.yaml", "c.png"), "/a/b/c.png");
    EXPECT_EQ(beside("/a/b/show.yaml", "../c.png"), "/a/c.png");
    EXPECT_EQ(beside("/a/b/show.yaml", "/c.png"), "/c.png");
    EXPECT_EQ(beside("show.yaml", "c.png"), "c.png");
}

}  // namespace
}  // namespace compere::show
