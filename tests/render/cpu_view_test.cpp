#include "render/cpu_view.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "gfx/gl_context.h"
#include "render/view.h"
#include "shapes.h"

namespace compere::render {
namespace {

constexpr int kWidth = 160, kHeight = 200;
const Camera kCamera{{0.4f, 0.9f, 5}, {0, 0, 0}, 32};

std::shared_ptr<model::Model> cube_of(const model::Material& material, bool coloured = false) {
    auto out = std::make_shared<model::Model>();
    out->file = "cube";
    out->nodes.resize(1);
    out->materials.push_back(material);
    out->meshes.push_back(test::cube());
    out->meshes[0].node = 0;
    out->meshes[0].material = 0;
    if (coloured) {
        for (int i = 0; i < 8; ++i)
            out->meshes[0].colours.push_back({0.2f + 0.1f * static_cast<float>(i), 0.9f - 0.1f * static_cast<float>(i), 0.5f, 1});
    }
    return out;
}

signal::Pose turned() {
    signal::Pose pose;
    const float c = std::cos(0.5f), s = std::sin(0.5f);
    pose.node_world = {glm::mat4{glm::vec4{c * 0.7f, 0, -s * 0.7f, 0}, glm::vec4{0, 0.7f, 0, 0}, glm::vec4{s * 0.7f, 0, c * 0.7f, 0}, glm::vec4{0.1f, 0, 0, 1}}};
    return pose;
}

struct Pair {
    std::vector<std::uint8_t> gl, cpu;
};

// The same stage by both executors, BGRA.
Pair drawn(const std::shared_ptr<model::Model>& figure, std::shared_ptr<const model::Model> set = nullptr) {
    test::gl();
    StageSource source;
    source.set = std::move(set);
    source.colour_srgb = {0.2f, 0.45f, 0.6f};
    source.lights = {{{-0.5f, 0.6f, 0.75f}, {1, 0.9f, 0.7f}, 0.8f, false}, {{0.9f, 0.2f, 0.3f}, {0.4f, 0.6f, 1}, 0.4f, false}};
    Pair out;
    for (const gfx::Executor executor : {gfx::Executor::Gl, gfx::Executor::Cpu}) {
        auto stage = Stage::create(source, {{figure, glm::mat4{1}}}, executor);
        EXPECT_TRUE(stage) << stage.error().message;
        stage->set_pose(0, turned());
        stage->draw_shadow();
        std::vector<std::uint8_t> bgra(kWidth * kHeight * 4);
        if (executor == gfx::Executor::Gl) {
            auto picture = gfx::Target::create(kWidth, kHeight, gfx::Depth::No);
            auto view = View::create(kCamera, *picture);
            EXPECT_TRUE(view->draw(*stage));
            picture->read({0, 0, kWidth, kHeight}, bgra);
            out.gl = bgra;
            continue;
        }
        CpuView view{kCamera, kWidth, kHeight};
        EXPECT_TRUE(view.draw(*stage));
        bgra = view.still_bgra();
        const raster::Area area = view.area();
        for (int y = 0; y < area.height; ++y) {
            for (int x = 0; x < area.width; ++x) {
                const unsigned over = view.figures()[static_cast<std::size_t>(y * area.width + x)];
                std::uint8_t* under = &bgra[static_cast<std::size_t>(((y + area.y) * kWidth + x + area.x) * 4)];
                for (unsigned c = 0; c < 3; ++c)
                    under[c] = static_cast<std::uint8_t>(((over >> (8 * c)) & 255u) + under[c] * (255u - (over >> 24)) / 255u);
            }
        }
        out.cpu = bgra;
    }
    EXPECT_EQ(test::gl().take_errors(), 0);
    return out;
}

// Away from edges, which only one of the two smooths: the share of pixels that differ by more than `tolerance`, and the mean.
void expect_alike(const Pair& pair, const char* what, int tolerance) {
    int far = 0, largest = 0;
    double sum = 0;
    for (std::size_t i = 0; i < pair.gl.size(); ++i) {
        if (i % 4 == 3) continue;
        const int d = std::abs(pair.gl[i] - pair.cpu[i]);
        sum += d;
        largest = std::max(largest, d);
        if (d > tolerance) ++far;
    }
    const double count = static_cast<double>(pair.gl.size()) * 3 / 4;
    std::printf("%-12s mean %.3f largest %d, %.2f %% beyond %d\n", what, sum / count, largest, 100 * far / count, tolerance);
    EXPECT_LT(sum / count, 0.8) << what;
    EXPECT_LT(far / count, 0.025) << what;  // the edges: about 350 pixels of 32,000, more with an outline
}

model::Material material(model::Shading shading) {
    model::Material out;
    out.shading = shading;
    out.base_colour = {0.6f, 0.25f, 0.1f, 1};
    out.shade_colour = {0.2f, 0.1f, 0.15f};
    out.metallic = 0.2f;
    out.roughness = 0.6f;
    return out;
}

TEST(CpuView, AgreesWithGlOverShadings) {
    expect_alike(drawn(cube_of(material(model::Shading::Unlit))), "unlit", 2);
    expect_alike(drawn(cube_of(material(model::Shading::Toon))), "toon", 3);
    expect_alike(drawn(cube_of(material(model::Shading::Pbr))), "pbr", 4);
    model::Material rim = material(model::Shading::Toon);
    rim.rim_colour = {0.3f, 0.5f, 0.2f};
    rim.rim_fresnel_power = 3;
    rim.rim_lift = 0.1f;
    expect_alike(drawn(cube_of(rim)), "rim", 4);
    expect_alike(drawn(cube_of(material(model::Shading::Pbr), true)), "coloured", 4);
    model::Material glow = material(model::Shading::Pbr);
    glow.emissive = {0.1f, 0.4f, 0.2f};
    expect_alike(drawn(cube_of(glow)), "emissive", 4);
}

TEST(CpuView, AgreesWithGlOverBlendAndOutline) {
    model::Material glass = material(model::Shading::Unlit);
    glass.alpha = model::AlphaMode::Blend;
    glass.base_colour.a = 0.4f;
    expect_alike(drawn(cube_of(glass)), "blend", 3);
    model::Material ink = material(model::Shading::Toon);
    ink.outline_width_m = 0.03f;
    ink.outline_colour = {0.02f, 0.01f, 0.05f};
    expect_alike(drawn(cube_of(ink)), "outline", 3);
}

TEST(CpuView, TheSetStandsBeforeAndBehindTheFigure) {
    // A board that cuts through the cube: half of it shows.
    auto board = std::make_shared<model::Model>();
    board->file = "board";
    board->nodes.resize(1);
    model::Material grey = material(model::Shading::Unlit);
    grey.base_colour = {0.05f, 0.3f, 0.05f, 1};
    board->materials.push_back(grey);
    board->meshes.push_back(test::quad(3));
    board->meshes[0].node = 0;
    board->meshes[0].material = 0;
    const Pair pair = drawn(cube_of(material(model::Shading::Unlit)), board);
    expect_alike(pair, "set", 3);
    int red = 0, green = 0;
    for (std::size_t i = 0; i < pair.cpu.size(); i += 4) {
        red += pair.cpu[i + 2] > pair.cpu[i + 1] + 40 ? 1 : 0;
        green += pair.cpu[i + 1] > pair.cpu[i + 2] + 40 ? 1 : 0;
    }
    EXPECT_GT(red, 500);
    EXPECT_GT(green, 500);
}

}  // namespace
}  // namespace compere::render
