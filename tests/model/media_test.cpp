#include <gtest/gtest.h>

#include <cstdlib>

#include "model/geometry.h"
#include "model/load_model.h"
#include "model/world.h"

namespace compere::model {
namespace {

// Figures of FBX files stand upright on the ground, face +Z and have their real height, with every version of the
// importer.
void expect_figure(const std::string& path, float height_m) {
    const char* media = std::getenv("COMPERE_MEDIA");
    if (media == nullptr) GTEST_SKIP() << "COMPERE_MEDIA is unset: it names the folder of test avatars";
    const auto model = load_model(std::filesystem::path{media} / path);
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_NEAR(model->height_m, height_m, 0.01f);
    const Box box = rest_box(*model);
    EXPECT_NEAR(box.low.y, 0.0f, 0.02f);
    const auto world = rest_world(*model);
    const auto at = [&](const char* name) { return glm::vec3{world[static_cast<std::size_t>(bone(*model, name))][3]}; };
    ASSERT_GE(bone(*model, "head"), 0);
    EXPECT_GT(at("head").y, at("hips").y + 0.3f);
    EXPECT_GT(at("leftUpperArm").x, at("rightUpperArm").x + 0.1f);  // facing +Z, the left arm is on +X
    EXPECT_GT(at("leftToes").z, at("leftFoot").z);
}

TEST(Media, RocketboxStandsUpright) {
    expect_figure("avatars/rocketbox/Female_Adult_01_facial.fbx", 1.74f);
}

TEST(Media, SeedSanStandsUpright) {
    expect_figure("avatars/seed-san/new_seedsan_betterfbx.fbx", 1.58f);
}

}  // namespace
}  // namespace compere::model
