#include <gtest/gtest.h>

#include "signal/transform.h"
#include "signal/video_frame.h"
#include "signal/viseme.h"

namespace compere::signal {
namespace {

// The example of the module's README, word for word.
glm::vec3 example() {
    Transform arm;
    arm.translation = {10, 20, 30};
    arm.rotation = glm::angleAxis(glm::radians(90.0f), glm::vec3{0, 0, 1});
    arm.scale = {2, 3, 4};
    return glm::vec3{arm.matrix() * glm::vec4{1, 1, 1, 1}};  // scaled, then turned, then moved
}

TEST(Transform, ScalesThenTurnsThenMoves) {
    const glm::vec3 at = example();  // (2, 3, 4), a quarter about +Z: (−3, 2, 4)
    EXPECT_NEAR(at.x, 7, 1e-5f);
    EXPECT_NEAR(at.y, 22, 1e-5f);
    EXPECT_NEAR(at.z, 34, 1e-5f);
    EXPECT_EQ(Transform{}.matrix(), glm::mat4{1});
}

TEST(Viseme, NamesGoBothWays) {
    for (std::size_t i = 0; i < kVisemeCount; ++i) {
        const auto viseme = static_cast<Viseme>(i);
        EXPECT_EQ(viseme_named(name(viseme)), viseme);
    }
    EXPECT_EQ(name(Viseme::sil), "sil");
    EXPECT_EQ(name(Viseme::ou), "ou");
    EXPECT_EQ(viseme_named("I"), Viseme::ih);
    EXPECT_EQ(viseme_named("O"), Viseme::oh);
    EXPECT_EQ(viseme_named("U"), Viseme::ou);
    EXPECT_EQ(viseme_named("pp"), std::nullopt);
    EXPECT_EQ(viseme_named(""), std::nullopt);
}

TEST(VideoFrame, CountsItsLuma) {
    EXPECT_EQ((VideoFrame{720, 1280, {}}).luma_bytes(), 921600u);
    EXPECT_EQ(VideoFrame{}.luma_bytes(), 0u);
}

}  // namespace
}  // namespace compere::signal
