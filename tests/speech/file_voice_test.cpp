#include "speech/file_voice.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace compere::speech {
namespace {

TEST(FileVoice, MissingFilesAreNamed) {
    EXPECT_EQ(load_file_voice("/nowhere/a.wav", std::nullopt).error().message,
              "/nowhere/a.wav cannot be read: No such file or directory");
}

TEST(FileVoice, RecordingWithTiming) {
    const char* media = std::getenv("COMPERE_MEDIA");
    if (media == nullptr) GTEST_SKIP() << "COMPERE_MEDIA does not say where the recordings are";
    const std::filesystem::path folder = std::filesystem::path{media} / "speech";
    const auto line = load_file_voice(folder / "mary.wav", folder / "mary.TextGrid");
    ASSERT_TRUE(line) << line.error().message;
    EXPECT_NEAR(static_cast<double>(line->samples.size()), 1.869687 * 48000, 60);
    ASSERT_FALSE(line->phonemes.empty());
    EXPECT_EQ(line->phonemes[1].ipa, "m");
    EXPECT_NEAR(static_cast<double>(line->phonemes[1].start_sample), 0.31542 * 48000, 1.0);
    EXPECT_EQ(line->text_marks.size(), 4u);
    EXPECT_FALSE(load_file_voice(folder / "mary.wav", "/nowhere/a.lab"));
}

}  // namespace
}  // namespace compere::speech
