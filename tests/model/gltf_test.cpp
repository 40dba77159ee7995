#include <gtest/gtest.h>

#include "gltf_text.h"
#include "model/load_model.h"
#include "model/world.h"

namespace compere::model {
namespace {

using test::Blob;
using test::TempFile;

// One triangle under a child node, with a morph, a skin of two joints and a clip of three kinds of keys.
std::string figure() {
    Blob blob;
    blob.add<float>({0, 0, 0, 1, 0, 0, 0, 2, 0});                             // 0: positions, 36
    blob.add<std::uint16_t>({0, 1, 2, 0});                                    // 36: indices, 8
    blob.add<std::uint8_t>({0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0});             // 44: joints, 12
    blob.add<std::uint8_t>({255, 0, 0, 0, 102, 102, 0, 0, 0, 0, 0, 0});       // 56: weights, normalised bytes, 12
    blob.add<float>({0, 0, 0, 0, 0, 0.5f, 0, 0, 0});                          // 68: morph, 36
    blob.add<float>({0, 1});                                                  // 104: times, 8
    blob.add<float>({0, 0, 0, 1, 2, 3, 0, 0, 0, 0, 0, 0, 4, 5, 6, 0, 0, 0});  // 112: cubic translation, 72
    blob.add<float>({0.25f, 0.75f});                                          // 184: weights of the morph, 8
    blob.add<std::uint8_t>({1, 0, 0, 0});                                     // 192: sparse place
    blob.add<float>({7, 8, 9});                                               // 196: sparse value
    return R"({"asset":{"version":"2.0"},"scene":0,"scenes":[{"nodes":[2]}],
 "nodes":[{"name":"child","mesh":0,"translation":[0,1,0]},{"name":"joint","rotation":[0,0,0.70710678,0.70710678]},{"name":"root","children":[0,1]}],
 "meshes":[{"name":"face","primitives":[{"attributes":{"POSITION":0,"JOINTS_0":2,"WEIGHTS_0":3},"indices":1,"targets":[{"POSITION":4}],"extras":{"targetNames":["smile"]}}],"weights":[0.125]}],
 "skins":[{"joints":[2,1]}],
 "animations":[{"name":"move","channels":[{"sampler":0,"target":{"node":0,"path":"translation"}},{"sampler":1,"target":{"node":0,"path":"weights"}}],
   "samplers":[{"input":5,"output":6,"interpolation":"CUBICSPLINE"},{"input":5,"output":7,"interpolation":"STEP"}]}],
 "accessors":[{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3"},{"bufferView":0,"byteOffset":36,"componentType":5123,"count":3,"type":"SCALAR"},
   {"bufferView":0,"byteOffset":44,"componentType":5121,"count":3,"type":"VEC4"},{"bufferView":0,"byteOffset":56,"componentType":5121,"count":3,"type":"VEC4","normalized":true},
   {"bufferView":0,"byteOffset":68,"componentType":5126,"count":3,"type":"VEC3","sparse":{"count":1,"indices":{"bufferView":1,"componentType":5121},"values":{"bufferView":1,"byteOffset":4}}},
   {"bufferView":0,"byteOffset":104,"componentType":5126,"count":2,"type":"SCALAR"},{"bufferView":0,"byteOffset":112,"componentType":5126,"count":6,"type":"VEC3"},
   {"bufferView":0,"byteOffset":184,"componentType":5126,"count":2,"type":"SCALAR"}],
 "bufferViews":[{"buffer":0,"byteLength":192},{"buffer":0,"byteOffset":192,"byteLength":16}],
 "buffers":[{"byteLength":208,"uri":")" +
           blob.uri() + R"("}]})";
}

TEST(Gltf, ReadsNodesParentsFirstWithTheirFileIndex) {
    const TempFile file{"figure.gltf", figure()};
    const auto model = load_model(file.path());
    ASSERT_TRUE(model) << model.error().message;
    ASSERT_EQ(model->nodes.size(), 3u);
    EXPECT_EQ(model->nodes[0].name, "root");
    EXPECT_EQ(model->nodes[0].file_node, 2);
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_LT(model->nodes[i].parent, static_cast<int>(i));
    EXPECT_EQ(model->format, "gltf");
}

TEST(Gltf, ReadsGeometryMorphAndNormals) {
    const TempFile file{"figure.gltf", figure()};
    const auto model = load_model(file.path());
    ASSERT_TRUE(model);
    ASSERT_EQ(model->meshes.size(), 1u);
    const Mesh& mesh = model->meshes[0];
    EXPECT_EQ(mesh.positions[2], glm::vec3(0, 2, 0));
    EXPECT_EQ(mesh.normals[0], glm::vec3(0, 0, 1));  // the file has none
    ASSERT_EQ(model->morph_channels.size(), 1u);
    EXPECT_EQ(model->morph_channels[0].name, "smile");
    EXPECT_EQ(model->morph_channels[0].mesh, "face");
    EXPECT_FLOAT_EQ(model->morph_channels[0].default_weight, 0.125f);
    ASSERT_EQ(mesh.morphs.size(), 1u);
    EXPECT_EQ(mesh.morphs[0].vertices, std::vector<std::uint32_t>{1u});
    EXPECT_EQ(mesh.morphs[0].position_deltas[0], glm::vec3(7, 8, 9));  // the sparse value replaces the dense one
    EXPECT_FLOAT_EQ(model->height_m, 2.0f);
}

TEST(Gltf, NormalisedWeightsSumToOne) {
    std::string text = figure();
    text.replace(text.find("\"mesh\":0"), 8, "\"mesh\":0,\"skin\":0");
    const TempFile file{"figure.gltf", text};
    const auto model = load_model(file.path());
    ASSERT_TRUE(model) << model.error().message;
    const Mesh& mesh = model->meshes[0];
    ASSERT_EQ(mesh.skin, 0);
    EXPECT_EQ(mesh.weights[0], glm::vec4(1, 0, 0, 0));
    EXPECT_FLOAT_EQ(mesh.weights[1].x, 0.5f);  // 102 + 102 of 255
    EXPECT_EQ(mesh.joints[1][0], 1);
    EXPECT_EQ(mesh.weights[2], glm::vec4(1, 0, 0, 0));  // without any weight: wholly the first joint
}

TEST(Gltf, ReadsCubicAndStepKeys) {
    const TempFile file{"figure.gltf", figure()};
    const auto model = load_model(file.path());
    ASSERT_TRUE(model);
    ASSERT_EQ(model->clips.size(), 1u);
    const Clip& clip = model->clips[0];
    EXPECT_EQ(clip.name, "move");
    EXPECT_FLOAT_EQ(clip.duration_s, 1.0f);
    ASSERT_EQ(clip.tracks.size(), 2u);
    EXPECT_EQ(clip.tracks[0].interpolation, Interpolation::CubicSpline);
    EXPECT_EQ(clip.tracks[0].values.size(), 18u);
    EXPECT_EQ(clip.tracks[1].path, Track::Path::Weights);
    EXPECT_EQ(clip.tracks[1].morph_count, 1);
}

TEST(Gltf, RestWorldFollowsTheParents) {
    const TempFile file{"figure.gltf", figure()};
    const auto model = load_model(file.path());
    ASSERT_TRUE(model);
    const auto world = rest_world(*model);
    for (std::size_t i = 0; i < world.size(); ++i) {
        if (model->nodes[i].name == "child") {
            EXPECT_EQ(glm::vec3(world[i][3]), glm::vec3(0, 1, 0));
        }
        if (model->nodes[i].name == "joint") {
            EXPECT_NEAR(world[i][0].y, 1.0f, 1e-6f);  // 90° about Z: x becomes y
        }
    }
}

TEST(Gltf, ReadsBuffersBesideItAndEscapesInTheirNames) {
    TempFile file{
        "a.gltf",
        R"({"asset":{"version":"2.0"},"nodes":[{"mesh":0}],"meshes":[{"primitives":[{"attributes":{"POSITION":0}}]}],
      "accessors":[{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3"}],"bufferViews":[{"buffer":0,"byteLength":36}],"buffers":[{"byteLength":36,"uri":"my%20data.bin"}]})"};
    Blob blob;
    blob.add<float>({0, 0, 0, 3, 0, 0, 0, 4, 0});
    std::ofstream{file.folder() / "my data.bin", std::ios::binary}.write(
        reinterpret_cast<const char*>(blob.bytes.data()), 36);
    const auto model = load_model(file.path());
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(model->meshes[0].positions[1], glm::vec3(3, 0, 0));
}

}  // namespace
}  // namespace compere::model
