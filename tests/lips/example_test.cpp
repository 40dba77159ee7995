// The README's example, kept compiling.
#include <gtest/gtest.h>

#include "lips/viseme_track.h"

namespace compere {
namespace {

TEST(LipsReadme, Example) {
    const signal::SpokenLine line{"m", std::vector<float>(48000), {{"m", 12000, 24000}}, {}};
    const lips::VisemeTrack track = lips::VisemeTrack::from_phonemes(line.phonemes, 1.0);
    const signal::VisemeWeights mouth = track.sample(0.375);
    EXPECT_GT(mouth[static_cast<std::size_t>(signal::Viseme::PP)], 0.9f);
}

}  // namespace
}  // namespace compere
