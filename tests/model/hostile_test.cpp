#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "gltf_text.h"
#include "model/load_model.h"

namespace compere::model {
namespace {

using test::Blob;
using test::TempFile;

core::Result<Model> load(const std::string& text, const std::string& name = "hostile.gltf") {
    const TempFile file{name, text};
    return load_model(file.path());
}

std::string triangle(const std::string& accessor, const std::string& buffer_view = R"({"buffer":0,"byteLength":36})",
                     const std::string& extra = "") {
    Blob blob;
    blob.add<float>({0, 0, 0, 1, 0, 0, 0, 1, 0});
    return R"({"asset":{"version":"2.0"},"nodes":[{"mesh":0}],"meshes":[{"primitives":[{"attributes":{"POSITION":0})" +
           extra + R"(}]}],"accessors":[)" + accessor + R"(],"bufferViews":[)" + buffer_view +
           R"(],"buffers":[{"byteLength":36,"uri":")" + blob.uri() + R"("}]})";
}

void expect_sentence(const core::Result<Model>& model, const std::string& part) {
    ASSERT_FALSE(model);
    EXPECT_NE(model.error().message.find("hostile"), std::string::npos) << model.error().message;
    EXPECT_NE(model.error().message.find(part), std::string::npos) << model.error().message;
}

TEST(Hostile, FilesThatAreNoModels) {
    expect_sentence(load(""), "empty");
    expect_sentence(load("{"), "cannot be read");
    expect_sentence(load("[1,2]"), "cannot be read");
    expect_sentence(load("glTF", "hostile.glb"), "cut short");
    expect_sentence(load("x", "hostile.txt"), "not a model");
    expect_sentence(load("garbage that is no fbx at all", "hostile.fbx"), "cannot be read");
    EXPECT_FALSE(load_model("/nowhere/at/all.glb"));
    EXPECT_FALSE(load_model("/"));
}

TEST(Hostile, BracesWithinBraces) {
    const auto bvh = [](int joints) {
        std::string out = "HIERARCHY\nROOT a\n{\nOFFSET 0 0 0\nCHANNELS 3 Xrotation Yrotation Zrotation\n", zeros = "0 0 0";
        for (int i = 0; i < joints; ++i) {
            out += "JOINT j\n{\nOFFSET 0 1 0\nCHANNELS 3 Xrotation Yrotation Zrotation\n";
            zeros += " 0 0 0";
        }
        out += "End Site\n{\nOFFSET 0 1 0\n}\n";
        for (int i = 0; i <= joints; ++i)
            out += "}\n";
        return out + "MOTION\nFrames: 1\nFrame Time: 0.03\n" + zeros + "\n";
    };
    EXPECT_TRUE(load(bvh(900), "hostile.bvh"));
    expect_sentence(load(bvh(100'000), "hostile.bvh"), "its braces are 100002 deep, at most 1000 are read");
    std::string fbx = "; FBX 7.3.0 project file\n";
    for (int i = 0; i < 100'000; ++i)
        fbx += "a: {";
    expect_sentence(load(fbx, "hostile.fbx"), "deep");
}

TEST(Hostile, GlbChunkPastTheEnd) {
    Blob blob;
    blob.add<std::uint32_t>({0x46546c67u, 2u, 40u, 0xfffffff0u, 0x4e4f534au, 0u});
    expect_sentence(load(std::string(blob.bytes.begin(), blob.bytes.end()), "hostile.glb"), "cut short");
}

TEST(Hostile, NodesInACircle) {
    expect_sentence(load(R"({"asset":{"version":"2.0"},"nodes":[{"children":[1]},{"children":[0]}]})"), "circle");
    expect_sentence(load(R"({"asset":{"version":"2.0"},"nodes":[{"children":[0]}]})"), "circle");
    const auto twice = load(R"({"asset":{"version":"2.0"},"nodes":[{"children":[2,99,-1,"x"]},{"children":[2]},{}]})");
    ASSERT_TRUE(twice);
    EXPECT_FALSE(twice->warnings.empty());
}

TEST(Hostile, AccessorsPastTheirData) {
    expect_sentence(load(triangle(R"({"bufferView":0,"componentType":5126,"count":4,"type":"VEC3"})")),
                    "past its buffer view");
    expect_sentence(load(triangle(R"({"bufferView":0,"byteOffset":4,"componentType":5126,"count":3,"type":"VEC3"})")),
                    "past its buffer view");
    expect_sentence(load(triangle(R"({"bufferView":0,"componentType":5126,"count":1000000000000,"type":"VEC3"})")),
                    "asks for");
    expect_sentence(load(triangle(R"({"componentType":5126,"count":20000000,"type":"VEC3"})")), "without data");
    expect_sentence(load(triangle(R"({"bufferView":7,"componentType":5126,"count":3,"type":"VEC3"})")), "no data");
    expect_sentence(load(triangle(R"({"bufferView":0,"componentType":5126,"count":3,"type":"VEC3"})",
                                  R"({"buffer":0,"byteOffset":20,"byteLength":36})")),
                    "no data");
    expect_sentence(load(triangle(R"({"bufferView":0,"componentType":5126,"count":3,"type":"VEC3"})",
                                  R"({"buffer":0,"byteLength":36,"byteStride":1})")),
                    "stride");
    expect_sentence(load(triangle(R"({"bufferView":0,"componentType":5126,"count":3,"type":"VEC2"})")), "another type");
}

TEST(Hostile, IndicesPastTheVerticesAreLeftOut) {
    const auto model = load(triangle(
        R"({"bufferView":0,"componentType":5126,"count":3,"type":"VEC3"},{"bufferView":0,"componentType":5125,"count":9,"type":"SCALAR"})",
        R"({"buffer":0,"byteLength":36})", R"(,"indices":1)"));
    ASSERT_TRUE(model) << model.error().message;
    for (const Mesh& mesh : model->meshes) {
        for (const std::uint32_t i : mesh.indices)
            EXPECT_LT(i, mesh.positions.size());
    }
    EXPECT_FALSE(model->warnings.empty());
}

// A few bytes that are read again and again: small files, hours of work.
TEST(Hostile, AccessorsThatAreReadForEver) {
    Blob blob;
    blob.add<float>({0, 0, 0, 1, 0, 0, 0, 1, 0});
    const auto file = [&](const std::string& second, const std::string& primitive, const std::string& more = "") {
        std::string primitives = primitive;
        for (int i = 1; i < 2000; ++i)
            primitives += "," + primitive;
        return R"({"asset":{"version":"2.0"},"nodes":[{"mesh":0}],"meshes":[{"primitives":[)" + primitives +
               R"(]}],"accessors":[{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3"},)" + second +
               R"(],"bufferViews":[{"buffer":0,"byteLength":36}],"buffers":[{"byteLength":36,"uri":")" + blob.uri() +
               R"("}])" + more + "}";
    };
    const std::string vectors = R"({"componentType":5126,"count":3900000,"type":"VEC3"})";
    EXPECT_TRUE(load(file(vectors, R"({"attributes":{"POSITION":0,"NORMAL":1}})")));  // of unequal length: not even read
    const std::string corners = R"({"componentType":5125,"count":3900000,"type":"SCALAR"})";
    expect_sentence(load(file(corners, R"({"attributes":{"POSITION":0},"indices":1})")), "over");
    std::string channels = R"({"sampler":0,"target":{"node":0,"path":"translation"}})";
    for (int i = 1; i < 2000; ++i)
        channels += R"(,{"sampler":0,"target":{"node":0,"path":"translation"}})";
    const std::string time = R"(,{"componentType":5126,"count":1,"type":"SCALAR"})";
    const std::string clip = R"(,"animations":[{"samplers":[{"input":2,"output":1}],"channels":[)" + channels + "]}]";
    expect_sentence(load(file(vectors + time, R"({"attributes":{"POSITION":0}})", clip)), "read for over 200 million");
}

TEST(Hostile, NamesThatAreShared) {
    const std::string name(300'000, 'x');
    std::string primitives = R"({"attributes":{"POSITION":0}})";
    for (int i = 1; i < 10'000; ++i)
        primitives += R"(,{"attributes":{"POSITION":0}})";
    Blob blob;
    blob.add<float>({0, 0, 0, 1, 0, 0, 0, 1, 0});
    const auto model =
        load(R"({"asset":{"version":"2.0"},"nodes":[{"mesh":0}],"meshes":[{"name":"å)" + name + R"(","primitives":[)" +
             primitives +
             R"(]}],"accessors":[{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3"}],"bufferViews":[{"buffer":0,"byteLength":36}],"buffers":[{"byteLength":36,"uri":")" +
             blob.uri() + R"("}]})");
    ASSERT_TRUE(model) << model.error().message;
    ASSERT_EQ(model->meshes.size(), 10'000u);
    EXPECT_EQ(model->meshes[9999].name, "å" + name.substr(0, 254));
}

TEST(Hostile, JsonOfVeryManyValues) {
    std::string list = "{}";
    for (int i = 0; i < 12; ++i)
        list += "," + list;  // 4096
    std::string extras = list;
    for (int i = 0; i < 10; ++i)
        extras += "," + extras;  // 4 million and more
    expect_sentence(load(R"({"asset":{"version":"2.0"},"nodes":[{}],"extras":[)" + extras + "]}"), "over 4 million values");
    EXPECT_TRUE(load(R"({"asset":{"version":"2.0"},"nodes":[{}],"extras":")" + std::string(5'000'000, ',') + "\"}"));
}

TEST(Hostile, NumbersThatAreNotFinite) {
    Blob blob;
    const float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
    blob.add<float>({nan, 0, 0, 1, inf, 0, 0, 1, -inf});
    const auto model = load(
        R"({"asset":{"version":"2.0"},"nodes":[{"mesh":0,"translation":[1e300,0,0],"rotation":[0,0,0,0],"scale":["a",1,1]}],
      "meshes":[{"primitives":[{"attributes":{"POSITION":0}}]}],"accessors":[{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3"}],
      "bufferViews":[{"buffer":0,"byteLength":36}],"buffers":[{"byteLength":36,"uri":")" +
        blob.uri() + R"("}]})");
    ASSERT_TRUE(model) << model.error().message;
    for (const glm::vec3& p : model->meshes[0].positions)
        EXPECT_TRUE(std::isfinite(p.x + p.y + p.z));
    EXPECT_EQ(model->nodes[0].rest.rotation, glm::quat(1, 0, 0, 0));
    EXPECT_TRUE(std::isfinite(model->height_m));
    EXPECT_FALSE(model->warnings.empty());
}

TEST(Hostile, BuffersCutShortOrElsewhere) {
    expect_sentence(load(R"({"asset":{"version":"2.0"},"buffers":[{"byteLength":99,"uri":"data:;base64,AAAA"}]})"),
                    "cut short");
    expect_sentence(load(R"({"asset":{"version":"2.0"},"buffers":[{"byteLength":1,"uri":"../../etc/passwd"}]})"),
                    "outside the model's folder");
    expect_sentence(load(R"({"asset":{"version":"2.0"},"buffers":[{"byteLength":1,"uri":"%2e%2e/x"}]})"),
                    "outside the model's folder");
    expect_sentence(load(R"({"asset":{"version":"2.0"},"buffers":[{"byteLength":1,"uri":"/etc/passwd"}]})"),
                    "not a file beside it");
    expect_sentence(load(R"({"asset":{"version":"2.0"},"buffers":[{"byteLength":1,"uri":"http://x/y"}]})"),
                    "not a file beside it");
    expect_sentence(load(R"({"asset":{"version":"2.0"},"buffers":[{"byteLength":1}]})"), "no data");
    expect_sentence(load(R"({"asset":{"version":"2.0"},"buffers":[{"byteLength":1,"uri":"gone.bin"}]})"), "gone.bin");
}

TEST(Hostile, ExtensionsThatAreRequired) {
    expect_sentence(load(R"({"asset":{"version":"2.0"},"extensionsRequired":["KHR_draco_mesh_compression"]})"),
                    "Draco");
    const auto model = load(R"({"asset":{"version":"2.0"},"extensionsRequired":["ACME_secret"]})");
    ASSERT_TRUE(model);
    ASSERT_EQ(model->warnings.size(), 1u);
    EXPECT_NE(model->warnings[0].find("ACME_secret"), std::string::npos);
}

TEST(Hostile, WrongKindsEverywhere) {
    EXPECT_TRUE(load(
        R"({"asset":7,"nodes":[3,null,"x"],"meshes":{"a":1},"skins":5,"animations":[1,{"channels":[{}],"samplers":[]}],"materials":[null],"textures":[1],"images":[{}],"scenes":[{"nodes":[55]}],"scene":9})"));
    EXPECT_TRUE(load(
        R"({"asset":{"version":"2.0"},"nodes":[{}],"extensions":{"VRMC_vrm":{"humanoid":{"humanBones":{"hips":{"node":44},"nose":{"node":0}}},
      "expressions":{"preset":{"aa":{"morphTargetBinds":[{"node":0,"index":3,"weight":1}]}}},"lookAt":{"rangeMapVerticalUp":{"inputMaxValue":0}}},
      "VRMC_springBone":{"colliders":[{"node":9}],"springs":[{"joints":[{"node":0},{"node":77}],"colliderGroups":[4]}]}}})"));
    EXPECT_TRUE(load(
        R"({"asset":{"version":"2.0"},"nodes":[{}],"extensions":{"VRM":{"humanoid":{"humanBones":[{"bone":"hips","node":-4}]},
      "blendShapeMaster":{"blendShapeGroups":[{"name":"x","binds":[{"mesh":9,"index":9}]}]},"secondaryAnimation":{"boneGroups":[{"bones":[0,9],"colliderGroups":[1]}]}}}})"));
}

TEST(Hostile, ConstraintsInACircleEnd) {
    const auto model = load(R"({"asset":{"version":"2.0"},"nodes":[
      {"extensions":{"VRMC_node_constraint":{"constraint":{"rotation":{"source":1}}}}},{"extensions":{"VRMC_node_constraint":{"constraint":{"rotation":{"source":0}}}}}]})");
    ASSERT_TRUE(model);
    EXPECT_EQ(model->constraints.size(), 2u);
}

}  // namespace
}  // namespace compere::model
