#include "lips/viseme_track.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace compere::lips {
namespace {

using signal::Viseme;
using enum signal::Viseme;

signal::PhonemeMark mark(const char* ipa, double start_s, double end_s) {
    return {ipa, std::llround(start_s * 48000), std::llround(end_s * 48000)};
}

float weight(const VisemeTrack& track, double t_s, Viseme viseme) {
    return track.sample(t_s)[static_cast<std::size_t>(viseme)];
}

Viseme strongest(const VisemeTrack& track, double t_s) {
    const signal::VisemeWeights weights = track.sample(t_s);
    return static_cast<Viseme>(std::max_element(weights.begin(), weights.end()) - weights.begin());
}

VisemeTrack mama() {
    const std::vector<signal::PhonemeMark> marks{mark("", 0.0, 0.3), mark("m", 0.3, 0.38), mark("ɑ", 0.38, 0.6),
                                                 mark("m", 0.6, 0.68), mark("ɑ", 0.68, 0.9)};
    return VisemeTrack::from_phonemes(marks, 1.2);
}

TEST(VisemeTrack, StrongestIsTheLabelAtEveryMoment) {
    const VisemeTrack track = mama();
    EXPECT_EQ(strongest(track, 0.1), sil);
    EXPECT_EQ(strongest(track, 0.31), PP);
    EXPECT_EQ(strongest(track, 0.37), PP);
    EXPECT_EQ(strongest(track, 0.39), aa);
    EXPECT_EQ(strongest(track, 0.89), aa);
    EXPECT_EQ(strongest(track, 0.95), sil);
}

TEST(VisemeTrack, WeightsSumToOneAndMoveSmoothly) {
    const VisemeTrack track = mama();
    signal::VisemeWeights last = track.sample(0.0);
    for (double t = 0.0; t < 1.2; t += 0.001) {
        const signal::VisemeWeights weights = track.sample(t);
        EXPECT_NEAR(std::accumulate(weights.begin(), weights.end(), 0.0f), 1.0f, 1e-4f) << t;
        for (std::size_t i = 0; i < weights.size(); ++i)
            EXPECT_LT(std::abs(weights[i] - last[i]), 0.08f) << t;
        last = weights;
    }
}

TEST(VisemeTrack, LipsAreShutInsideClosures) {
    const VisemeTrack track = mama();
    EXPECT_GE(weight(track, 0.34, PP), 0.9f);
    EXPECT_GE(weight(track, 0.325, PP), 0.9f);
    EXPECT_GE(weight(track, 0.655, PP), 0.9f);
}

TEST(VisemeTrack, ShortClosuresAreLongEnoughForAPicture) {
    const std::vector<signal::PhonemeMark> marks{mark("ɑ", 0.0, 0.3), mark("p", 0.3, 0.315), mark("ɑ", 0.315, 0.6)};
    const VisemeTrack track = VisemeTrack::from_phonemes(marks, 0.6);
    EXPECT_GE(track.segments()[1].end_s - track.segments()[1].start_s, 0.0499);
    EXPECT_GE(weight(track, 0.3075, PP), 0.9f);
}

TEST(VisemeTrack, RestInSilence) {
    const VisemeTrack track = mama();
    for (double t = 0.0; t < 0.25; t += 0.01)
        EXPECT_EQ(weight(track, t, sil), 1.0f) << t;
    EXPECT_EQ(weight(track, -1.0, sil), 1.0f);
    EXPECT_EQ(weight(track, 5.0, sil), 1.0f);
    EXPECT_EQ(weight(track, std::nan(""), sil), 1.0f);
    EXPECT_EQ(weight(VisemeTrack{}, 0.0, sil), 1.0f);
}

TEST(VisemeTrack, BreathTakesTheNextMouthAndGapsAreSilence) {
    const std::vector<signal::PhonemeMark> marks{mark("h", 0.1, 0.2), mark("u", 0.2, 0.4), mark("xyz?", 0.6, 0.7)};
    const VisemeTrack track = VisemeTrack::from_phonemes(marks, 1.0);
    EXPECT_EQ(strongest(track, 0.15), ou);
    EXPECT_EQ(strongest(track, 0.5), sil);
    EXPECT_EQ(strongest(track, 0.05), sil);
}

TEST(VisemeTrack, HostileMarks) {
    const std::vector<signal::PhonemeMark> marks{mark("a", 0.5, 0.2), mark("b", -3.0, 0.1), mark("", 0.2, 9e9),
                                                 mark("?", 0.1, 0.1)};
    const VisemeTrack track = VisemeTrack::from_phonemes(marks, 1.0);
    double last = 0.0;
    for (const VisemeSegment& segment : track.segments()) {
        EXPECT_DOUBLE_EQ(segment.start_s, last);
        EXPECT_GT(segment.end_s, segment.start_s);
        last = segment.end_s;
    }
    EXPECT_DOUBLE_EQ(last, 1.0);
    EXPECT_TRUE(VisemeTrack::from_phonemes({}, 0.0).segments().empty());
    EXPECT_EQ(VisemeTrack::from_phonemes({}, 1.0).segments().size(), 1u);
}

TEST(VisemeTrack, DiphthongsSplitAtSixTenths) {
    const std::vector<signal::PhonemeMark> marks{mark("aɪ", 0.0, 1.0)};
    const VisemeTrack track = VisemeTrack::from_phonemes(marks, 1.0);
    EXPECT_EQ(strongest(track, 0.59), aa);
    EXPECT_EQ(strongest(track, 0.61), ih);
}

}  // namespace
}  // namespace compere::lips
