#include "anim/motion.h"

#include <gtest/gtest.h>

#include "anim/retarget.h"
#include "figure.h"
#include "model/world.h"

namespace compere::anim {
namespace {

// A motion file of the same figure: one bone turned, the hips lifted.
model::Model motion_file(bool turned, const std::string& format) {
    model::Model file = test::figure(turned);
    file.format = format;
    file.file = "motion";
    model::Clip clip;
    clip.name = "turn";
    clip.duration_s = 1.0f;
    const auto add = [&](const std::string& bone, model::Track::Path path, std::vector<float> values) {
        model::Track track;
        track.node = file.humanoid.at(bone);
        track.path = path;
        track.times_s = {0.0f, 1.0f};
        track.values = std::move(values);
        clip.tracks.push_back(std::move(track));
    };
    const glm::quat rest = file.nodes[static_cast<std::size_t>(file.humanoid.at("leftUpperArm"))].rest.rotation;
    const glm::quat turn = rest * glm::angleAxis(0.7f, glm::normalize(glm::vec3{0.3f, 0.5f, 0.9f}));
    add("leftUpperArm", model::Track::Path::Rotation, {rest.x, rest.y, rest.z, rest.w, turn.x, turn.y, turn.z, turn.w});
    add("hips", model::Track::Path::Translation, {0, 0.9f, 0, 0.1f, 1.0f, 0.2f});
    file.clips.push_back(clip);
    return file;
}

std::vector<signal::Transform> rest_of(const model::Model& model) {
    std::vector<signal::Transform> local;
    for (const model::Node& node : model.nodes)
        local.push_back(node.rest);
    return local;
}

TEST(Motion, OntoTheSameRigIsTheMotionItself) {
    const model::Model avatar = test::figure(true), file = motion_file(true, "vrma");
    const auto motion = Motion::from_file(avatar, file);
    ASSERT_TRUE(motion) << motion.error().message;
    auto local = rest_of(avatar);
    motion->sample(1.0, local, {});
    const auto arm = static_cast<std::size_t>(avatar.humanoid.at("leftUpperArm"));
    const float* q = file.clips[0].tracks[0].values.data() + 4;
    EXPECT_NEAR(std::abs(glm::dot(local[arm].rotation, glm::quat(q[3], q[0], q[1], q[2]))), 1.0f, 1e-5f);
    EXPECT_NEAR(local[0].translation.y, 1.0f, 1e-5f);
}

TEST(Motion, RestRotationsOfTheRigsMakeNoDifference) {
    const model::Model plain = test::figure(false), turned = test::figure(true), file = motion_file(true, "vrma");
    std::vector<glm::vec3> hands;
    for (const model::Model* avatar : {&plain, &turned}) {
        const auto motion = Motion::from_file(*avatar, file);
        ASSERT_TRUE(motion);
        auto local = rest_of(*avatar);
        motion->sample(0.6, local, {});
        std::vector<glm::mat4> world(local.size());
        model::to_world(*avatar, local, world);
        hands.push_back(test::place(*avatar, world, "leftHand"));
    }
    EXPECT_NEAR(glm::length(hands[0] - hands[1]), 0.0f, 1e-5f);
    EXPECT_GT(glm::length(hands[0] - glm::vec3{0.65f, 1.32f, 0.0f}), 0.05f);
}

TEST(Motion, HipsScaleWithTheFigure) {
    model::Model giant = test::figure();
    for (model::Node& node : giant.nodes)
        node.rest.translation *= 2.0f;
    const auto motion = Motion::from_file(giant, motion_file(false, "vrma"));
    ASSERT_TRUE(motion);
    auto local = rest_of(giant);
    motion->sample(1.0, local, {});
    EXPECT_NEAR(local[0].translation.x, 0.2f, 1e-5f);
    EXPECT_NEAR(local[0].translation.y, 2.0f, 1e-5f);
}

TEST(Motion, HipsThatRestAtZeroAreMeasuredToTheFeet) {
    model::Model file = motion_file(false, "vrma");
    file.nodes[0].rest.translation = glm::vec3{0.0f};
    const auto hips = hips_map(file, test::figure());
    ASSERT_TRUE(hips);
    EXPECT_NEAR((hips->point * glm::vec4{0.82f, 0, 0, 1}).x, 0.9f, 1e-4f);  // feet hang 0.82 m below the hips
}

TEST(Motion, ByNamesWhereTheyFit) {
    const model::Model avatar = test::figure();
    const auto motion = Motion::from_file(avatar, motion_file(false, "glb"), "turn");
    ASSERT_TRUE(motion);
    EXPECT_EQ(motion->tracks().size(), 2u);
    EXPECT_FALSE(Motion::from_file(avatar, motion_file(false, "glb"), "jump"));
    EXPECT_FALSE(Motion::from_file(avatar, motion_file(false, "glb"), "#1"));
    EXPECT_TRUE(Motion::from_file(avatar, motion_file(false, "glb"), "#0"));
}

TEST(Motion, WithoutAnythingInCommonItFails) {
    model::Model lamp;
    lamp.file = "lamp";
    lamp.nodes.resize(1);
    const auto motion = Motion::from_file(lamp, motion_file(false, "vrma"));
    ASSERT_FALSE(motion);
    EXPECT_NE(motion.error().message.find("lamp"), std::string::npos);
}

TEST(Motion, GazeIsYawAndPitch) {
    model::Model file = motion_file(false, "vrma");
    model::Track look;
    look.node = file.look_at_node = 0;
    look.times_s = {0.0f};
    const glm::quat q = glm::angleAxis(glm::radians(20.0f), glm::vec3{0, 1, 0}) *
                        glm::angleAxis(glm::radians(-10.0f), glm::vec3{1, 0, 0});
    look.values = {q.x, q.y, q.z, q.w};
    file.clips[0].tracks.push_back(look);
    const auto motion = Motion::from_file(test::figure(), file);
    ASSERT_TRUE(motion);
    EXPECT_NEAR(motion->gaze_deg(0.0).x, 20.0f, 1e-3f);
    EXPECT_NEAR(motion->gaze_deg(0.0).y, -10.0f, 1e-3f);
}

TEST(MotionTime, HoldsOrWraps) {
    EXPECT_DOUBLE_EQ(motion_time(2.5, 2.0f, false), 2.0);
    EXPECT_DOUBLE_EQ(motion_time(2.5, 2.0f, true), 0.5);
    EXPECT_DOUBLE_EQ(motion_time(-1.0, 2.0f, true), 0.0);
    EXPECT_DOUBLE_EQ(motion_time(1.0, 0.0f, true), 0.0);
}

}  // namespace
}  // namespace compere::anim
