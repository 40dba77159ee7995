#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "lopsided_model.h"
#include "model/cache/check_model.h"
#include "model/cache/model_archive.h"
#include "model/load_model.h"

namespace compere::model {
namespace {

std::vector<std::uint8_t> archive(const Model& model) {
    std::vector<std::uint8_t> out;
    const auto written = write_archive(model, [&](std::span<const std::uint8_t> bytes) -> core::Status {
        out.insert(out.end(), bytes.begin(), bytes.end());
        return {};
    });
    EXPECT_TRUE(written);
    EXPECT_EQ(out.size(), archived_size(model));
    return out;
}

TEST(Archive, AModelComesBackWithEveryField) {
    const Model model = test::lopsided_model();
    ASSERT_TRUE(check_model(model)) << check_model(model).error().message;
    const auto back = read_archive(archive(model));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_TRUE(*back == model);
    EXPECT_EQ(back->materials[0].matcap_texture.scale, glm::vec2(3.25f, -1.5f));  // the comparison is not empty
    EXPECT_EQ(back->springs[0].joints[1].gravity_direction, glm::vec3(0.25f, -0.5f, 0.75f));
    EXPECT_EQ(back->look_at->vertical_up.output_scale, 17.0f);
    EXPECT_TRUE(*read_archive(archive(Model{})) == Model{});
}

TEST(Archive, NumbersAreLittleEndianAndListsSayTheirLength) {
    Model model;
    model.file = "ab";
    const auto bytes = archive(model);
    ASSERT_GT(bytes.size(), 10u);
    EXPECT_EQ(std::vector<std::uint8_t>(bytes.begin(), bytes.begin() + 10),
              (std::vector<std::uint8_t>{2, 0, 0, 0, 0, 0, 0, 0, 'a', 'b'}));
}

TEST(Archive, TheSinksFailureIsTold) {
    int calls = 0;
    const auto written = write_archive(test::lopsided_model(), [&](std::span<const std::uint8_t>) -> core::Status {
        ++calls;
        return core::fail("full");
    });
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().message, "full");
    EXPECT_EQ(calls, 1);
}

TEST(Archive, CutShortAnywhereItFailsAndSoDoesWhatGoesOn) {
    auto bytes = archive(test::lopsided_model());
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_FALSE(read_archive(std::span{bytes}.first(size))) << size;
    bytes.push_back(0);
    EXPECT_FALSE(read_archive(bytes));
}

// Whatever is altered, what comes out has passed the check, or nothing does.
TEST(Archive, AlteredBytesGiveASoundModelOrNone) {
    const auto whole = archive(test::lopsided_model());
    int sound = 0;
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (const int mask : {0x01, 0x80, 0xff}) {
            auto bytes = whole;
            bytes[at] = static_cast<std::uint8_t>(bytes[at] ^ mask);
            if (const auto model = read_archive(bytes)) {
                EXPECT_TRUE(check_model(*model));
                ++sound;
            }
        }
    }
    EXPECT_GT(sound, 0);  // a flipped bit in a position is just another position
    std::minstd_rand random{7};
    for (int round = 0; round < 2000; ++round) {
        auto bytes = whole;
        for (int i = 0; i < 8; ++i)
            bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
        const auto model = read_archive(bytes);
        EXPECT_TRUE(!model || check_model(*model));
    }
}

TEST(Archive, LengthsThatCannotBeTakeNoMemory) {
    const std::vector<std::uint8_t> all_ones(64, 0xff);
    EXPECT_FALSE(read_archive(all_ones));
    std::vector<std::uint8_t> many_nodes(16 + 8 + (2u << 20) * 4, 0);  // two empty texts, then two million nodes
    many_nodes[16 + 2] = 0x20;
    EXPECT_FALSE(read_archive(many_nodes));
}

TEST(Archive, NumbersThatAreNotFiniteBecomeZero) {
    Model model = test::lopsided_model();
    model.meshes[0].positions[1].y = std::numeric_limits<float>::quiet_NaN();
    model.nodes[1].rest.rotation.z = -std::numeric_limits<float>::infinity();
    model.materials[0].roughness = std::numeric_limits<float>::infinity();
    const auto back = read_archive(archive(model));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back->meshes[0].positions[1].y, 0.0f);
    EXPECT_EQ(back->meshes[0].positions[1].x, test::lopsided_model().meshes[0].positions[1].x);
    EXPECT_EQ(back->nodes[1].rest.rotation.z, 0.0f);
    EXPECT_EQ(back->materials[0].roughness, 0.0f);
}

void expect_refused(void (*spoil)(Model&), const std::string& part) {
    Model model = test::lopsided_model();
    spoil(model);
    const auto good = check_model(model);
    ASSERT_FALSE(good) << part;
    EXPECT_NE(good.error().message.find(part), std::string::npos) << good.error().message;
    EXPECT_FALSE(read_archive(archive(model)));
}

TEST(CheckModel, EveryIndexMustLeadSomewhere) {
    expect_refused([](Model& m) { m.nodes[1].parent = 1; }, "node 1");
    expect_refused([](Model& m) { m.nodes[0].parent = -2; }, "node 0");
    expect_refused([](Model& m) { m.skins[0].joints[1] = 3; }, "skin 0");
    expect_refused([](Model& m) { m.skins[0].inverse_bind.pop_back(); }, "skin 0");
    expect_refused([](Model& m) { m.morph_channels[1].node = -1; }, "morph channel 1");
    expect_refused([](Model& m) { m.meshes[0].node = 3; }, "mesh 0 names");
    expect_refused([](Model& m) { m.meshes[0].skin = 1; }, "mesh 0 names");
    expect_refused([](Model& m) { m.meshes[0].material = -2; }, "mesh 0 names");
    expect_refused([](Model& m) { m.meshes[0].normals.pop_back(); }, "unequal length");
    expect_refused([](Model& m) { m.meshes[0].uv.pop_back(); }, "unequal length");
    expect_refused([](Model& m) { m.meshes[0].indices[2] = 4; }, "corners");
    expect_refused([](Model& m) { m.meshes[0].indices.pop_back(); }, "corners");
    expect_refused([](Model& m) { m.meshes[0].joints[3][3] = 2; }, "joints");
    expect_refused([](Model& m) { m.meshes[0].weights.clear(); }, "joints");
    expect_refused([](Model& m) { m.meshes[0].morphs[0].vertices[1] = 4; }, "morph");
    expect_refused([](Model& m) { m.meshes[0].morphs[0].channel = 2; }, "morph");
    expect_refused([](Model& m) { m.meshes[0].morphs[0].position_deltas.pop_back(); }, "morph");
    expect_refused([](Model& m) { m.materials[0].matcap_texture.image = 2; }, "picture");
    expect_refused([](Model& m) { m.clips[0].tracks[0].node = -1; }, "clip");
    expect_refused([](Model& m) { m.clips[0].tracks[0].values.pop_back(); }, "clip");
    expect_refused([](Model& m) { std::swap(m.clips[0].tracks[0].times_s[0], m.clips[0].tracks[0].times_s[1]); },
                   "clip");
    expect_refused([](Model& m) { m.clips[0].tracks[1].first_morph_channel = 1; }, "clip");
    expect_refused([](Model& m) { m.clips[0].tracks[1].morph_count = 0; }, "clip");
    expect_refused([](Model& m) { m.humanoid["head"] = 9; }, "head");
    expect_refused([](Model& m) { m.expression_nodes["happy"] = -1; }, "happy");
    expect_refused([](Model& m) { m.look_at_node = 3; }, "gaze");
    expect_refused([](Model& m) { m.expressions[0].binds[0].channel = 2; }, "expression");
    expect_refused([](Model& m) { m.expressions[0].colour_binds[0].material = 1; }, "expression");
    expect_refused([](Model& m) { m.expressions[0].texture_binds[0].material = -1; }, "expression");
    expect_refused([](Model& m) { m.springs[0].joints[0].node = 3; }, "spring");
    expect_refused([](Model& m) { m.springs[0].colliders[0] = 1; }, "spring");
    expect_refused([](Model& m) { m.springs[0].centre = -3; }, "spring");
    expect_refused([](Model& m) { m.colliders[0].node = -1; }, "spring");
    expect_refused([](Model& m) { m.constraints[0].source = -1; }, "constraint");
}

TEST(Archive, RealModelsComeBackAsTheyWere) {
    const char* media = std::getenv("COMPERE_MEDIA");
    if (media == nullptr) GTEST_SKIP() << "COMPERE_MEDIA is unset: it names the folder of test avatars";
    for (const char* path :
         {"avatars/rocketbox/Female_Adult_01_facial.fbx", "avatars/Godette_vrm_v4.vrm", "avatars/kaykit_Mage.glb",
          "props/FlightHelmet/FlightHelmet.gltf", "motions/idle_loop.vrma", "motions/cmu_01_01.bvh"}) {
        const auto model = load_model(std::filesystem::path{media} / path);
        ASSERT_TRUE(model) << model.error().message;
        const auto back = read_archive(archive(*model));
        ASSERT_TRUE(back) << path << ": " << back.error().message;
        EXPECT_TRUE(*back == *model) << path;
    }
}

}  // namespace
}  // namespace compere::model
