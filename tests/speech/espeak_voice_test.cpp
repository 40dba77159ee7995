#include "speech/espeak_voice.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace compere::speech {
namespace {

using language::Language;
using ::testing::HasSubstr;

class EspeakVoiceTest : public ::testing::Test {
protected:
    static void SetUpTestSuite() { setenv("COMPERE_HELPER_BINARY", COMPERE_BINARY, 1); }

    signal::SpokenLine say(const std::string& text, Language lang = Language::Chinese, double rate = 1.0) {
        auto line = voice_.speak({text, lang, rate});
        EXPECT_TRUE(line) << (line ? "" : line.error().message);
        return line.value_or(signal::SpokenLine{});
    }

    EspeakVoice voice_ = EspeakVoice::create().value();
};

std::string phonemes(const signal::SpokenLine& line) {
    std::string out;
    for (const signal::PhonemeMark& mark : line.phonemes)
        out += mark.ipa + " ";
    return out;
}

TEST_F(EspeakVoiceTest, HanIsMandarin) {
    const std::string said = phonemes(say("大家好"));
    EXPECT_EQ(said.find('('), std::string::npos) << said;
    std::size_t at = 0;
    for (const char* sound : {"t", "tɕ", "χ"}) {
        at = said.find(sound, at);
        ASSERT_NE(at, std::string::npos) << sound << " in " << said;
        ++at;
    }
}

TEST_F(EspeakVoiceTest, ThePointOfAPriceIsSaid) {
    EXPECT_EQ(phonemes(say("19.9元")), phonemes(say("十九点九元")));
    const std::string without = phonemes(say("十九九元"));
    EXPECT_NE(phonemes(say("19.9元")), without);
}

TEST_F(EspeakVoiceTest, ALineSoundsTheSameWhateverWasSaidBefore) {
    const signal::SpokenLine first = say("欢迎来到直播间");
    EspeakVoice other = EspeakVoice::create().value();
    ASSERT_TRUE(other.speak({"Something else entirely", Language::English, 1.3}));
    ASSERT_TRUE(other.speak({"今天天气很好", Language::Chinese, 0.8}));
    const auto again = other.speak({"欢迎来到直播间", Language::Chinese, 1.0});
    ASSERT_TRUE(again);
    EXPECT_EQ(first.samples, again->samples);
}

TEST_F(EspeakVoiceTest, LatinWordsAreEnglish) {
    const signal::SpokenLine mixed = say("欢迎来到 Compere");
    const std::string english = phonemes(say("Compere", Language::English));
    ASSERT_FALSE(english.empty());
    EXPECT_THAT(phonemes(mixed), HasSubstr("p"));
    const std::string said = phonemes(mixed);
    const std::string tail = english.substr(0, english.find_last_not_of(' ') + 1);
    EXPECT_THAT(said, HasSubstr(tail));
}

TEST_F(EspeakVoiceTest, MarksAreInOrderAndInsideTheLine) {
    const signal::SpokenLine line = say("大家好，欢迎来到 Compere，只要19.9元。");
    std::int64_t last = 0;
    for (const signal::PhonemeMark& mark : line.phonemes) {
        EXPECT_GE(mark.start_sample, last);
        EXPECT_GT(mark.end_sample, mark.start_sample);
        last = mark.end_sample;
    }
    EXPECT_LE(last, std::ssize(line.samples));
    EXPECT_GT(last, std::ssize(line.samples) * 9 / 10);
    ASSERT_GE(line.text_marks.size(), 3u);
    EXPECT_EQ(line.text_marks.front().text_byte, 0u);
    for (std::size_t i = 1; i < line.text_marks.size(); ++i) {
        EXPECT_GT(line.text_marks[i].text_byte, line.text_marks[i - 1].text_byte);
        EXPECT_GE(line.text_marks[i].sample, line.text_marks[i - 1].sample);
        EXPECT_LT(line.text_marks[i].text_byte, line.text.size());
    }
}

TEST_F(EspeakVoiceTest, LevelAndEdges) {
    const signal::SpokenLine line = say("你好");
    float peak = 0.0f;
    for (const float sample : line.samples)
        peak = std::max(peak, std::abs(sample));
    EXPECT_NEAR(peak, 0.708f, 0.05f);
    const auto first =
        std::find_if(line.samples.begin(), line.samples.end(), [](float s) { return std::abs(s) > 0.02f; });
    EXPECT_LT(first - line.samples.begin(), 48000 / 8);
    EXPECT_GT(first - line.samples.begin(), 48000 / 50);
}

TEST_F(EspeakVoiceTest, FasterIsShorter) {
    EXPECT_LT(say("大家好，欢迎", Language::Chinese, 1.5).samples.size(),
              say("大家好，欢迎", Language::Chinese, 0.8).samples.size());
}

TEST_F(EspeakVoiceTest, WhatCannotBeSaidIsAnError) {
    EXPECT_FALSE(voice_.speak({"", Language::Chinese, 1.0}));
    EXPECT_FALSE(voice_.speak({"  ", Language::Chinese, 1.0}));
    EXPECT_FALSE(voice_.speak({"好", Language::Chinese, 0.0}));
    EXPECT_FALSE(voice_.speak({std::string(5000, 'a'), Language::English, 1.0}));
    EXPECT_TRUE(voice_.speak({"好", Language::Chinese, 1.0}));
}

TEST(EspeakVoiceHelper, AHelperThatEndsIsReplacedOnce) {
    setenv("COMPERE_HELPER_BINARY", "/bin/true", 1);
    EspeakVoice voice = EspeakVoice::create().value();
    EXPECT_THAT(voice.speak({"好", Language::Chinese, 1.0}).error().message, HasSubstr("failed twice"));
    setenv("COMPERE_HELPER_BINARY", COMPERE_BINARY, 1);
    EXPECT_TRUE(voice.speak({"好", Language::Chinese, 1.0}));
}

}  // namespace
}  // namespace compere::speech
