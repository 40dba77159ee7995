#include "anim/gestures.h"

#include <gtest/gtest.h>

#include "anim/stance.h"
#include "figure.h"
#include "model/world.h"

namespace compere::anim {
namespace {

std::vector<glm::mat4> world_at(const model::Model& model, const Motion& motion, double time_s) {
    auto local = stance(model);
    motion.sample(time_s, local, {});
    std::vector<glm::mat4> world(local.size());
    model::to_world(model, local, world);
    return world;
}

class Gestures : public testing::TestWithParam<std::string_view> {};

TEST_P(Gestures, StartAndEndInTheStance) {
    for (const bool turned : {false, true}) {
        const model::Model model = test::figure(turned);
        const auto motion = built_in_motion(model, GetParam());
        ASSERT_TRUE(motion) << motion.error().message;
        EXPECT_GE(motion->duration_s(), 1.9f);
        EXPECT_LE(motion->duration_s(), 4.1f);
        EXPECT_FALSE(motion->tracks().empty());
        std::vector<glm::mat4> still(model.nodes.size());
        model::to_world(model, stance(model), still);
        for (const double time_s : {0.0, static_cast<double>(motion->duration_s())}) {
            const auto world = world_at(model, *motion, time_s);
            for (const auto& [bone, node] : model.humanoid) {
                EXPECT_NEAR(glm::length(test::place(model, world, bone) - test::place(model, still, bone)), 0.0f, 1e-4f)
                    << bone << " " << time_s;
            }
        }
    }
}

TEST_P(Gestures, NoJointJumps) {
    const model::Model model = test::figure();
    const auto motion = built_in_motion(model, GetParam());
    ASSERT_TRUE(motion);
    for (double t = 0.0; t < static_cast<double>(motion->duration_s()); t += 1.0 / 30.0) {
        const auto before = world_at(model, *motion, t), after = world_at(model, *motion, t + 1.0 / 30.0);
        for (const char* hand : {"leftHand", "rightHand", "head"}) {
            EXPECT_LT(glm::length(test::place(model, after, hand) - test::place(model, before, hand)), 0.10f)
                << hand << " at " << t;  // 3 m/s
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, Gestures,
                         testing::ValuesIn(built_in_motion_names().begin(), built_in_motion_names().end()),
                         [](const auto& gesture) { return std::string{gesture.param}; });

TEST(Stance, LetsTheArmsOfATPoseDown) {
    for (const bool turned : {false, true}) {
        const model::Model model = test::figure(turned);
        std::vector<glm::mat4> world(model.nodes.size());
        model::to_world(model, stance(model), world);
        for (const char* side : {"left", "right"}) {
            const glm::vec3 hand = test::place(model, world, std::string{side} + "Hand");
            EXPECT_LT(hand.y, 1.1f);
            EXPECT_GT(hand.z, 0.05f);  // in front, not in the hip
            EXPECT_GT(std::abs(hand.x), 0.1f);
        }
    }
}

TEST(Gesture, TheWaveIsAboveTheShoulderAndPresentAtTheChest) {
    const model::Model model = test::figure();
    const auto greet = built_in_motion(model, "greet"), present = built_in_motion(model, "present");
    ASSERT_TRUE(greet && present);
    const glm::vec3 wave = test::place(model, world_at(model, *greet, 1.0), "rightHand");
    EXPECT_GT(wave.y, 1.2f);
    EXPECT_LT(wave.x, -0.2f);
    const glm::vec3 show = test::place(model, world_at(model, *present, 1.4), "rightHand");
    EXPECT_GT(show.y, 1.0f);
    EXPECT_LT(show.y, 1.35f);
    EXPECT_GT(show.z, 0.2f);
}

TEST(Gesture, UnknownNamesAndBodiesWithoutArmsFail) {
    EXPECT_FALSE(built_in_motion(test::figure(), "dance"));
    EXPECT_FALSE(built_in_motion(model::Model{}, "greet"));
}

}  // namespace
}  // namespace compere::anim
