#include "lips/sound_features.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"

namespace compere::lips {
namespace {

TEST(SoundFrames, OnePerHundredth) {
    EXPECT_TRUE(sound_frames({}).empty());
    EXPECT_EQ(sound_frames(std::vector<float>(16000)).size(), 100u);
    EXPECT_EQ(sound_frames(std::vector<float>(161)).size(), 2u);
}

TEST(SoundFrames, LevelIsRelative) {
    std::vector<float> loud(16000);
    for (std::size_t i = 0; i < loud.size(); ++i)
        loud[i] = i < 8000 ? 0.0f : static_cast<float>(core::random_unit(1, 2, i) - 0.5);
    std::vector<float> soft = loud;
    for (float& sample : soft)
        sample *= 0.25f;
    const auto a = sound_frames(loud);
    const auto b = sound_frames(soft);
    EXPECT_LT(a[20].level_db, -15.0f);
    EXPECT_NEAR(a[80].level_db, 0.0f, 1.0f);
    for (std::size_t band = 0; band < kBands; ++band)
        EXPECT_NEAR(a[80].bands[band], b[80].bands[band], 0.15f) << band;
}

TEST(SoundFrames, WhatComesLaterChangesNothingEarlier) {
    std::vector<float> sound(16000);
    for (std::size_t i = 0; i < sound.size(); ++i)
        sound[i] = 0.3f * static_cast<float>(std::sin(0.05 * static_cast<double>(i)));
    const auto whole = sound_frames(sound);
    const auto part = sound_frames(std::span{sound}.first(8000));
    for (std::size_t n = 0; n + 2 < part.size(); ++n)
        EXPECT_EQ(whole[n].bands, part[n].bands) << n;
}

}  // namespace
}  // namespace compere::lips
