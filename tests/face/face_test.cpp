#include "face/face.h"

#include <gtest/gtest.h>

#include "face/blink.h"
#include "model/world.h"

namespace compere::face {
namespace {

// A head with two eyes that rest turned differently, a VRM mouth and lids.
model::Model head() {
    model::Model model;
    const auto add = [&](const std::string& bone, int parent, glm::vec3 place, glm::quat turn) {
        model::Node node;
        node.parent = parent;
        node.rest.translation = place;
        node.rest.rotation = turn;
        model.humanoid[bone] = static_cast<int>(model.nodes.size());
        model.nodes.push_back(node);
    };
    add("head", -1, {0, 1.5f, 0}, glm::angleAxis(0.4f, glm::normalize(glm::vec3{1, 1, 0})));
    add("leftEye", 0, {0.03f, 0.05f, 0.08f}, glm::angleAxis(1.2f, glm::vec3{1, 0, 0}));
    add("rightEye", 0, {-0.03f, 0.05f, 0.08f}, glm::angleAxis(-0.7f, glm::vec3{0, 0, 1}));
    for (const char* name : {"aa", "blink", "happy"}) {
        model::Expression expression;
        expression.name = name;
        expression.is_preset = true;
        expression.binds = {{static_cast<int>(model.morph_channels.size()), 1.0f}};
        model.morph_channels.push_back({"face", name, 0.0f, 0});
        model.expressions.push_back(expression);
    }
    model.expressions[2].override_blink = model::Override::Block;
    model::LookAt look;
    for (model::LookAt::Range* r :
         {&look.horizontal_inner, &look.horizontal_outer, &look.vertical_down, &look.vertical_up})
        *r = {90.0f, 90.0f};
    model.look_at = look;
    return model;
}

signal::Pose rest_pose(const model::Model& model) {
    return {model::rest_world(model), std::vector<float>(model.morph_channels.size())};
}

FaceInput still() {
    FaceInput input;
    input.time_s = 0.05;  // before the first blink
    input.gaze_weight = 0.0f;
    return input;
}

double shut_moment(std::uint64_t seed) {
    double t = 0.0;
    while (blink(t, seed) < 0.99f)
        t += 0.005;
    return t;
}

TEST(Face, SpeaksThroughExpressions) {
    const model::Model model = head();
    Face face{model};
    EXPECT_TRUE(face.has_mouth());
    EXPECT_EQ(face.mouth_kind(), "vrm");
    signal::Pose pose = rest_pose(model);
    FaceInput input = still();
    input.visemes[static_cast<std::size_t>(signal::Viseme::aa)] = 0.6f;
    face.apply(input, pose);
    EXPECT_FLOAT_EQ(pose.morph_weights[0], 0.6f);
    EXPECT_FLOAT_EQ(face.expressions().at("aa"), 0.6f);
    EXPECT_FLOAT_EQ(pose.morph_weights[1], 0.0f);
}

TEST(Face, BlinksUnlessAMoodForbidsIt) {
    const model::Model model = head();
    Face face{model};
    FaceInput input = still();
    input.time_s = shut_moment(0);
    signal::Pose pose = rest_pose(model);
    face.apply(input, pose);
    EXPECT_GT(pose.morph_weights[1], 0.98f);
    input.mood = "happy";
    input.mood_weight = 0.4f;
    pose = rest_pose(model);
    face.apply(input, pose);
    EXPECT_FLOAT_EQ(pose.morph_weights[1], 0.0f);
    EXPECT_FLOAT_EQ(pose.morph_weights[2], 0.4f);
}

// Where an eye looks: what its rest pose calls ahead, turned as the eye is.
glm::vec3 sight(const model::Model& model, const signal::Pose& pose, const char* eye) {
    const auto i = static_cast<std::size_t>(model.humanoid.at(eye));
    return model::rotation_of(pose.node_world[i]) * glm::inverse(model::rotation_of(model::rest_world(model)[i])) *
           glm::vec3{0, 0, 1};
}

TEST(Face, BothEyesLookAtTheTargetWhateverTheirRest) {
    const model::Model model = head();
    Face face{model};
    FaceInput input = still();
    input.gaze_weight = 1.0f;
    input.gaze_target = {1.0f, 1.2f, 2.0f};
    signal::Pose pose = rest_pose(model);
    face.apply(input, pose);
    for (const char* eye : {"leftEye", "rightEye"}) {
        const glm::vec3 wanted = glm::normalize(input.gaze_target - glm::vec3{pose.node_world[0][3]});
        EXPECT_GT(glm::dot(sight(model, pose, eye), wanted), std::cos(glm::radians(18.0f)))
            << eye;  // eyes wander up to 16° aside
    }
    EXPECT_NEAR(glm::dot(sight(model, pose, "leftEye"), sight(model, pose, "rightEye")), 1.0f, 1e-4f);
}

TEST(Face, ATurnedHeadNeedsOtherEyes) {
    const model::Model model = head();
    Face face{model};
    FaceInput input = still();
    input.gaze_weight = 1.0f;
    input.gaze_target = {0.0f, 1.5f, 50.0f};
    signal::Pose pose = rest_pose(model);
    const glm::mat4 turn = glm::mat4_cast(glm::angleAxis(0.5f, glm::vec3{0, 1, 0}));
    for (glm::mat4& world : pose.node_world)
        world = turn * world;
    face.apply(input, pose);
    EXPECT_GT(sight(model, pose, "leftEye").z, std::cos(glm::radians(18.0f)));
}

TEST(Face, AFunctionOfItsInput) {
    const model::Model model = head();
    Face used{model}, fresh{model};
    FaceInput input;
    for (int i = 0; i < 50; ++i) {
        input.time_s = 0.1 * i;
        signal::Pose pose = rest_pose(model);
        used.apply(input, pose);
    }
    signal::Pose a = rest_pose(model), b = rest_pose(model);
    used.apply(input, a);
    fresh.apply(input, b);
    EXPECT_EQ(a.morph_weights, b.morph_weights);
    EXPECT_EQ(a.node_world, b.node_world);
}

TEST(Face, AJawBoneOpensDownwards) {
    model::Model model;
    model.nodes.resize(2);
    model.nodes[1].parent = 0;
    model.nodes[1].name = "jaw";
    model.nodes[1].rest.rotation = glm::angleAxis(1.0f, glm::normalize(glm::vec3{1, 2, 3}));
    model.humanoid = {{"head", 0}, {"jaw", 1}};
    Face face{model};
    EXPECT_EQ(face.mouth_kind(), "jaw bone");
    signal::Pose pose = rest_pose(model);
    const glm::mat4 before = pose.node_world[1];
    FaceInput input = still();
    input.visemes[static_cast<std::size_t>(signal::Viseme::aa)] = 1.0f;
    face.apply(input, pose);
    const glm::vec4 chin = glm::inverse(before) * glm::vec4{0, 0, 0.1f, 1};
    EXPECT_LT((pose.node_world[1] * chin).y, -0.02f);
}

TEST(Face, ThingsWithoutAFaceStayAsTheyAre) {
    model::Model lamp;
    lamp.nodes.resize(1);
    Face face{lamp};
    EXPECT_FALSE(face.has_mouth());
    signal::Pose pose = rest_pose(lamp);
    face.apply({}, pose);
    EXPECT_EQ(pose.node_world[0], glm::mat4{1.0f});
}

}  // namespace
}  // namespace compere::face
