#include <gtest/gtest.h>

#include "gltf_text.h"
#include "model/load_model.h"
#include "model/world.h"

namespace compere::model {
namespace {

using test::Blob;
using test::TempFile;

// Two nodes: node 0 shows mesh 1, node 1 shows mesh 0. A bind that takes one index for the other moves the wrong face.
std::string two_faces(const std::string& extension) {
    Blob blob;
    blob.add<float>({0, 0, 0, 1, 0, 0, 0, 1, 0});
    const std::string primitive = R"({"attributes":{"POSITION":0},"targets":[{"POSITION":0},{"POSITION":0}]})";
    return R"({"asset":{"version":"2.0"},"nodes":[{"name":"eyes","mesh":1,"translation":[1,2,3]},{"name":"mouth","mesh":0}],
      "meshes":[{"name":"m0","primitives":[)" +
           primitive + R"(]},{"name":"m1","primitives":[)" + primitive + R"(]}],
      "accessors":[{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3"}],"bufferViews":[{"buffer":0,"byteLength":36}],
      "buffers":[{"byteLength":36,"uri":")" +
           blob.uri() + R"("}],"extensions":{)" + extension + "}}";
}

Model load(const std::string& text) {
    const TempFile file{"a.vrm", text};
    auto model = load_model(file.path());
    EXPECT_TRUE(model) << (model ? "" : model.error().message);
    return model ? std::move(*model) : Model{};
}

TEST(Vrm, BindsOfVersion0NameTheMesh) {
    const Model model = load(two_faces(
        R"("VRM":{"blendShapeMaster":{"blendShapeGroups":[{"presetName":"a","binds":[{"mesh":0,"index":1,"weight":60}]}]}})"));
    ASSERT_EQ(model.expressions.size(), 1u);
    EXPECT_EQ(model.expressions[0].name, "aa");
    ASSERT_EQ(model.expressions[0].binds.size(), 1u);
    const MorphChannel& channel = model.morph_channels[static_cast<std::size_t>(model.expressions[0].binds[0].channel)];
    EXPECT_EQ(channel.mesh, "m0");
    EXPECT_EQ(channel.name, "1");
    EXPECT_FLOAT_EQ(model.expressions[0].binds[0].weight, 0.6f);
}

TEST(Vrm, BindsOfVersion1NameTheNode) {
    const Model model = load(two_faces(
        R"("VRMC_vrm":{"expressions":{"preset":{"happy":{"isBinary":true,"overrideBlink":"block","overrideMouth":"blend","morphTargetBinds":[{"node":0,"index":1,"weight":0.6}]}}}})"));
    ASSERT_EQ(model.expressions.size(), 1u);
    const Expression& happy = model.expressions[0];
    EXPECT_TRUE(happy.is_binary);
    EXPECT_EQ(happy.override_blink, Override::Block);
    EXPECT_EQ(happy.override_mouth, Override::Blend);
    ASSERT_EQ(happy.binds.size(), 1u);
    EXPECT_EQ(model.morph_channels[static_cast<std::size_t>(happy.binds[0].channel)].mesh, "m1");
}

TEST(Vrm, Version0TurnsToFaceAhead) {
    const Model model = load(two_faces(R"("VRM":{})"));
    EXPECT_EQ(model.format, "vrm0");
    const auto world = rest_world(model);
    for (std::size_t i = 0; i < world.size(); ++i) {
        if (model.nodes[i].name != "eyes") continue;
        EXPECT_NEAR(world[i][3].x, -1.0f, 1e-6f);  // (1, 2, 3) to (−1, 2, −3)
        EXPECT_NEAR(world[i][3].y, 2.0f, 1e-6f);
        EXPECT_NEAR(world[i][3].z, -3.0f, 1e-6f);
    }
}

TEST(Vrm, ThumbsAndPresetsTakeVersion1Names) {
    const Model model = load(two_faces(
        R"("VRM":{"humanoid":{"humanBones":[{"bone":"leftThumbProximal","node":0},{"bone":"leftThumbIntermediate","node":1}]},
      "blendShapeMaster":{"blendShapeGroups":[{"presetName":"joy"},{"presetName":"blink_l"},{"presetName":"unknown","name":"wink"}]},
      "firstPerson":{"lookAtTypeName":"Bone","lookAtHorizontalOuter":{"xRange":45,"yRange":8}},"meta":{"licenseName":"CC_BY"}})"));
    EXPECT_EQ(model.humanoid.count("leftThumbMetacarpal"), 1u);
    EXPECT_EQ(model.humanoid.count("leftThumbProximal"), 1u);
    ASSERT_EQ(model.expressions.size(), 3u);
    EXPECT_EQ(model.expressions[0].name, "happy");
    EXPECT_EQ(model.expressions[1].name, "blinkLeft");
    EXPECT_EQ(model.expressions[2].name, "wink");
    ASSERT_TRUE(model.look_at);
    EXPECT_FLOAT_EQ(model.look_at->horizontal_outer.input_max_deg, 45.0f);
    EXPECT_FLOAT_EQ(model.look_at->horizontal_outer.output_scale, 8.0f);
    EXPECT_EQ(model.licence.at("licenseName"), "CC_BY");
}

TEST(Vrm, AnimationNamesExpressionAndGazeNodes) {
    const Model model = load(two_faces(
        R"("VRMC_vrm_animation":{"humanoid":{"humanBones":{"hips":{"node":0}}},"expressions":{"preset":{"happy":{"node":1}}},"lookAt":{"node":0}})"));
    EXPECT_EQ(model.format, "vrma");
    EXPECT_EQ(model.nodes[static_cast<std::size_t>(model.expression_nodes.at("happy"))].name, "mouth");
    EXPECT_EQ(model.nodes[static_cast<std::size_t>(model.look_at_node)].name, "eyes");
}

}  // namespace
}  // namespace compere::model
