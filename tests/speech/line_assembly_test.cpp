#include "speech/line_assembly.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace compere::speech {
namespace {

// One second of quiet, then `loud` samples, then one second of quiet, at 24 kHz (so that 48 kHz is twice as many).
VoiceSound sound_of(std::size_t loud) {
    VoiceSound sound;
    sound.rate_hz = 24000;
    sound.samples.assign(48000 + loud, 0);
    std::fill_n(sound.samples.begin() + 24000, loud, std::int16_t{8000});
    sound.phonemes = {{"_:", 0}, {"'a", 24000}, {"_", static_cast<std::int32_t>(24000 + loud)}};
    sound.words = {{0, 24000}};
    return sound;
}

TEST(AssembleLine, CutsSilenceAndKeepsMarksInPlace) {
    const std::vector<VoiceSound> sounds{sound_of(2400)};
    const auto spelled = language::spell_with_offsets("好", language::Language::Chinese);
    const auto line = assemble_line("好", spelled, language::script_runs(spelled.text), sounds);
    EXPECT_EQ(line.samples.size(), 2u * (2400 + 2 * 1440));  // 60 ms on each side
    ASSERT_EQ(line.phonemes.size(), 3u);
    EXPECT_EQ(line.phonemes[0].ipa, "");
    EXPECT_EQ(line.phonemes[1].ipa, "a");
    EXPECT_EQ(line.phonemes[1].start_sample, 2 * 1440);
    EXPECT_EQ(line.phonemes[1].end_sample, 2 * (1440 + 2400));
}

TEST(AssembleLine, JoinsRunsShortly) {
    const std::vector<VoiceSound> sounds{sound_of(2400), sound_of(2400)};
    const auto spelled = language::spell_with_offsets("好a", language::Language::Chinese);
    const auto line = assemble_line("好a", spelled, language::script_runs(spelled.text), sounds);
    EXPECT_EQ(line.samples.size(), 2u * (1440 + 2400 + 600 + 600 + 2400 + 1440));
    ASSERT_EQ(line.text_marks.size(), 2u);
    EXPECT_EQ(line.text_marks[1].text_byte, 3u);
}

TEST(AssembleLine, NothingAudible) {
    const std::vector<VoiceSound> sounds{sound_of(0)};
    const auto spelled = language::spell_with_offsets("…", language::Language::Chinese);
    EXPECT_TRUE(assemble_line("…", spelled, language::script_runs(spelled.text), sounds).samples.empty());
}

TEST(PlainPhoneme, StripsWhatIsNoSound) {
    EXPECT_EQ(plain_phoneme("_|"), "");
    EXPECT_EQ(plain_phoneme("_:"), "");
    EXPECT_EQ(plain_phoneme("(en)"), "");
    EXPECT_EQ(plain_phoneme("'A"), "A");
    EXPECT_EQ(plain_phoneme("ˈoʊ"), "oʊ");
    EXPECT_EQ(plain_phoneme("ts."), "ts.");
}

}  // namespace
}  // namespace compere::speech
