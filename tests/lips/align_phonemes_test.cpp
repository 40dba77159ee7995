#include "lips/align_phonemes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "speech/espeak_voice.h"

namespace compere::lips {
namespace {

// A voice's own sound, slowed down by nothing and shifted by 0.5 s, must get its own marks back.
TEST(AlignPhonemes, FindsTheVoicesOwnPhonemes) {
    setenv("COMPERE_HELPER_BINARY", COMPERE_BINARY, 1);
    auto voice = speech::EspeakVoice::create();
    ASSERT_TRUE(voice);
    const auto line = voice->speak({"Mary bought apples", language::Language::English, 1.0});
    ASSERT_TRUE(line);
    std::vector<float> shifted(24000);
    shifted.insert(shifted.end(), line->samples.begin(), line->samples.end());
    const auto marks = align_phonemes(line->phonemes, shifted, 48000);
    std::vector<signal::PhonemeMark> want, got;
    for (const auto& mark : line->phonemes)
        if (!mark.ipa.empty()) want.push_back(mark);
    for (const auto& mark : marks)
        if (!mark.ipa.empty()) got.push_back(mark);
    ASSERT_EQ(got.size(), want.size());
    double off = 0.0;
    for (std::size_t i = 0; i < got.size(); ++i) {
        EXPECT_EQ(got[i].ipa, want[i].ipa);
        off += std::abs(static_cast<double>(got[i].start_sample - 24000 - want[i].start_sample)) / 48000.0;
    }
    EXPECT_LT(off / static_cast<double>(got.size()), 0.04);
}

TEST(AlignPhonemes, NothingToAlign) {
    EXPECT_TRUE(align_phonemes({}, std::vector<float>(48000), 48000).empty());
    const std::vector<signal::PhonemeMark> marks{{"a", 0, 4800}};
    EXPECT_TRUE(align_phonemes(marks, {}, 48000).empty());
    EXPECT_FALSE(align_phonemes(marks, std::vector<float>(4800), 48000).empty());
}

TEST(AlignPhonemes, MorePhonemesThanTimeStaysInBounds) {
    std::vector<signal::PhonemeMark> marks(500, {"a", 0, 480});
    for (const auto& mark : align_phonemes(marks, std::vector<float>(4800), 48000))
        EXPECT_LE(mark.end_sample, 4800);
}

}  // namespace
}  // namespace compere::lips
