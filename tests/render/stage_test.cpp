#include "render/stage.h"

#include <gtest/gtest.h>

#include "gfx/gl_context.h"
#include "render/cpu_view.h"
#include "render/view.h"
#include "shapes.h"

namespace compere::render {
namespace {

constexpr int kSide = 64;

// An unlit square of one colour in the middle of the picture.
std::shared_ptr<model::Model> square(glm::vec4 linear) {
    auto out = std::make_shared<model::Model>();
    out->file = "square";
    out->nodes.resize(1);
    model::Material material;
    material.shading = model::Shading::Unlit;
    material.base_colour = linear;
    out->materials.push_back(material);
    out->meshes.push_back(test::quad(0.5f));
    out->meshes[0].node = 0;
    out->meshes[0].material = 0;
    return out;
}

signal::Pose at(glm::vec3 place) {
    signal::Pose pose;
    glm::mat4 m{1};
    m[3] = glm::vec4{place, 1};
    pose.node_world = {m};
    return pose;
}

std::array<int, 3> rgb_at(const gfx::Target& picture, int x, int y) {
    std::vector<std::uint8_t> bgra(4);
    picture.read({x, y, 1, 1}, bgra);
    return {bgra[2], bgra[1], bgra[0]};
}

// The example of the module's README, word for word.
core::Status example(const std::shared_ptr<const model::Model>& host, const signal::Pose& pose, const gfx::Target& picture) {
    StageSource source;
    source.colour_srgb = {200 / 255.0f, 90 / 255.0f, 30 / 255.0f};
    auto stage = Stage::create(source, {{host, glm::mat4{1}}});
    if (!stage) return stage.error();
    auto view = View::create({{0, 0, 4}, {0, 0, 0}, 28}, picture);
    if (!view) return view.error();
    stage->set_pose(0, pose);
    stage->draw_shadow();
    return view->draw(*stage);
}

// Of set and figure, by both executors: a plain surface, not what lies in memory where a material was.
TEST(Stage, AMeshWithoutAMaterialIsPlain) {
    test::gl();
    const auto plain = square({0, 0, 0, 1});
    plain->meshes[0].material = -1;
    plain->materials.clear();
    StageSource source;
    source.colour_srgb = {0, 0, 0};
    source.set = plain;
    for (const auto executor : {gfx::Executor::Gl, gfx::Executor::Cpu}) {
        auto stage = Stage::create(source, {{plain, glm::mat4{1}}}, executor);
        ASSERT_TRUE(stage) << stage.error().message;
        stage->set_pose(0, at({0, 0, 1}));
        auto picture = gfx::Target::create(kSide, kSide, gfx::Depth::No);
        ASSERT_TRUE(picture);
        if (executor == gfx::Executor::Gl) {
            auto view = View::create({{0, 0, 4}, {0, 0, 0}, 28}, *picture);
            ASSERT_TRUE(view);
            ASSERT_TRUE(view->draw(*stage));
            EXPECT_GT(rgb_at(*picture, kSide / 2, kSide / 2)[1], 60);
        } else {
            CpuView view{{{0, 0, 4}, {0, 0, 0}, 28}, kSide, kSide};
            ASSERT_TRUE(view.draw(*stage));
            EXPECT_GT(view.still_bgra()[(kSide / 2 * kSide + kSide / 2) * 4 + 1], 60);
            EXPECT_GT(view.area().width, 0);
        }
    }
    EXPECT_EQ(test::gl().take_errors(), 0);
}

TEST(Readme, ExampleDrawsTheSquareOnItsGround) {
    test::gl();
    auto picture = gfx::Target::create(kSide, kSide, gfx::Depth::No);
    ASSERT_TRUE(picture);
    const auto done = example(square({0, 0, 0, 1}), at({0, 0, 0}), *picture);
    ASSERT_TRUE(done) << done.error().message;
    const auto ground = rgb_at(*picture, 2, kSide / 2), middle = rgb_at(*picture, kSide / 2, kSide / 2);
    EXPECT_NEAR(ground[0], 194, 2);  // 12 % lighter at the top, 18 % darker at the bottom
    EXPECT_NEAR(ground[1], 87, 2);
    EXPECT_NEAR(ground[2], 29, 2);
    EXPECT_LE(middle[0] + middle[1] + middle[2], 6);
    EXPECT_EQ(test::gl().take_errors(), 0);
}

TEST(View, MovingOnGivesTheSameAsAFreshView) {
    test::gl();
    StageSource source;
    source.colour_srgb = {0.2f, 0.4f, 0.6f};
    auto stage = Stage::create(source, {{square({0.8f, 0.1f, 0.05f, 1}), glm::mat4{1}}});
    ASSERT_TRUE(stage) << stage.error().message;
    const Camera camera{{0, 0, 4}, {0, 0, 0}, 28};
    auto a = gfx::Target::create(kSide, kSide, gfx::Depth::No), b = gfx::Target::create(kSide, kSide, gfx::Depth::No);
    ASSERT_TRUE(a && b);
    auto used = View::create(camera, *a), fresh = View::create(camera, *b);
    ASSERT_TRUE(used && fresh);
    stage->set_pose(0, at({0, 0, 0}));
    stage->draw_shadow();
    for (const float x : {-0.6f, 0.5f, 9.0f, 0.1f}) {  // once out of the picture
        stage->set_pose(0, at({x, 0.2f, 0}));
        ASSERT_TRUE(used->draw(*stage));
    }
    ASSERT_TRUE(fresh->draw(*stage));
    std::vector<std::uint8_t> first(kSide * kSide * 4), second(first.size());
    a->read({0, 0, kSide, kSide}, first);
    b->read({0, 0, kSide, kSide}, second);
    EXPECT_EQ(first, second);
    EXPECT_LT(used->figure_box().width, kSide);
    EXPECT_EQ(test::gl().take_errors(), 0);
}

TEST(Stage, AStillImageStandsUpright) {
    test::gl();
    StageSource source;
    source.image = image::Picture{2, 2, {200, 90, 30, 255, 200, 90, 30, 255, 20, 40, 220, 255, 20, 40, 220, 255}};  // orange above blue
    auto stage = Stage::create(source, {});
    ASSERT_TRUE(stage) << stage.error().message;
    auto picture = gfx::Target::create(kSide, kSide, gfx::Depth::No);
    ASSERT_TRUE(picture);
    auto view = View::create({{0, 0, 4}, {0, 0, 0}, 28}, *picture);
    ASSERT_TRUE(view);
    stage->draw_shadow();
    ASSERT_TRUE(view->draw(*stage));
    EXPECT_GT(rgb_at(*picture, kSide / 2, 2)[0], 150);
    EXPECT_GT(rgb_at(*picture, kSide / 2, kSide - 3)[2], 150);
}

}  // namespace
}  // namespace compere::render
