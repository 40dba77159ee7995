#include "lips/sound_classifier.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "audio/resample.h"
#include "audio/wav.h"
#include "core/random.h"
#include "lips/viseme_track.h"
#include "speech/file_voice.h"

namespace compere::lips {
namespace {

using signal::Viseme;

std::vector<float> noise(std::size_t count, float level) {
    std::vector<float> out(count);
    for (std::size_t i = 0; i < count; ++i)
        out[i] = level * static_cast<float>(2.0 * core::random_unit(1, 2, i) - 1.0);
    return out;
}

TEST(ClassifySound, SilenceIsRest) {
    for (const Viseme viseme : classify_sound(std::vector<float>(48000), 48000))
        EXPECT_EQ(viseme, Viseme::sil);
    EXPECT_TRUE(classify_sound({}, 48000).empty());
    EXPECT_TRUE(VisemeTrack::from_sound({}, 48000).segments().empty());
}

TEST(ClassifySound, RoomNoiseDoesNotMoveTheMouthForLong) {
    const auto shapes = classify_sound(noise(48000, 0.003f), 16000);
    const auto open = std::count_if(shapes.begin() + 50, shapes.end(), [](Viseme v) { return v != Viseme::sil; });
    EXPECT_LT(open, 5);
}

TEST(ClassifySound, OneFramePerHundredthAtAnyRate) {
    for (const int rate_hz : {8000, 11025, 44100, 48000}) {
        const auto shapes = classify_sound(noise(static_cast<std::size_t>(rate_hz), 0.1f), rate_hz);
        EXPECT_NEAR(static_cast<double>(shapes.size()), 100.0, 1.0) << rate_hz;
    }
}

TEST(ClassifySound, LooksNoFurtherAheadThanEightyMilliseconds) {
    std::vector<float> sound = noise(16000, 0.2f);
    const auto before = classify_sound(sound, 16000);
    std::fill(sound.begin() + 8000 + 1280, sound.end(), 0.0f);
    const auto after = classify_sound(sound, 16000);
    for (std::size_t n = 0; n < 50; ++n)
        EXPECT_EQ(before[n], after[n]) << n;
}

struct Share {
    double right = 0.0;
    double silence = 0.0;
};

Share share_right(const VisemeTrack& got, const VisemeTrack& want) {
    const auto strongest = [](const signal::VisemeWeights& w) {
        return std::max_element(w.begin(), w.end()) - w.begin();
    };
    int right = 0, silence = 0, count = 0;
    for (double t = 0.0; t < want.duration_s(); t += 1.0 / 30.0, ++count) {
        const auto a = strongest(got.sample(t));
        const auto b = strongest(want.sample(t));
        right += a == b;
        silence += (a == 0) == (b == 0);
    }
    return {static_cast<double>(right) / count, static_cast<double>(silence) / count};
}

TEST(ClassifySound, RealSpeech) {
    const char* media = std::getenv("COMPERE_MEDIA");
    if (media == nullptr) GTEST_SKIP() << "COMPERE_MEDIA does not say where the recordings are";
    const std::filesystem::path folder = std::filesystem::path{media} / "speech";
    for (const auto& [wav, timing] :
         {std::pair{"arctic_a0009.wav", "arctic_a0009_phone.lab"}, {"mary.wav", "mary.TextGrid"}}) {
        const auto line = speech::load_file_voice(folder / wav, folder / timing);
        ASSERT_TRUE(line) << line.error().message;
        const double duration_s = static_cast<double>(line->samples.size()) / 48000.0;
        const Share share = share_right(VisemeTrack::from_sound(line->samples, 48000),
                                        VisemeTrack::from_phonemes(line->phonemes, duration_s));
        EXPECT_GT(share.right, 0.33) << wav;   // jaw by loudness alone: 0.11 and 0.36
        EXPECT_GT(share.silence, 0.9) << wav;  // 0.75 and 0.95
    }
}

}  // namespace
}  // namespace compere::lips
