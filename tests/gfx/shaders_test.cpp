#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "gfx/program.h"
#include "gfx/shader_sources.h"
#include "gl_context.h"

namespace compere::gfx {
namespace {

struct Pair {
    const char* vertex;
    const char* fragment;
    std::vector<std::vector<std::string>> defines;
};

// The define sets that stage, materials and compositor ask for; materials add any of theirs.
const Pair kPairs[] = {
    {"composite/layer.vert", "composite/layer.frag", {{}, {"FADED"}}},
    {"render/backdrop.vert", "render/backdrop.frag", {{}, {"IMAGE"}}},
    {"render/surface.vert", "render/depth.frag", {{}}},
    {"render/surface.vert", "render/outline.frag", {{"OUTLINE"}}},
    {"render/surface.vert",
     "render/pbr.frag",
     {{"WORLD_POSITION"},
      {"BASE_MAP", "WORLD_POSITION"},
      {"VERTEX_COLOUR", "WORLD_POSITION"},
      {"ALPHA_MASK", "BASE_MAP", "WORLD_POSITION"},
      {"ALPHA_BLEND", "WORLD_POSITION"},
      {"TWO_SIDED", "WORLD_POSITION"},
      {"METALLIC_ROUGHNESS_MAP", "WORLD_POSITION"},
      {"NORMAL_MAP", "WORLD_POSITION"},
      {"EMISSIVE_MAP", "WORLD_POSITION"},
      {"SHADOW", "WORLD_POSITION"},
      {"BASE_MAP", "VERTEX_COLOUR", "ALPHA_MASK", "TWO_SIDED", "METALLIC_ROUGHNESS_MAP", "NORMAL_MAP", "EMISSIVE_MAP", "SHADOW", "WORLD_POSITION"}}},
    {"render/surface.vert",
     "render/toon.frag",
     {{},
      {"BASE_MAP"},
      {"VERTEX_COLOUR"},
      {"BASE_MAP", "ALPHA_MASK"},
      {"BASE_MAP", "ALPHA_BLEND"},
      {"TWO_SIDED"},
      {"BASE_MAP", "UNLIT"},
      {"BASE_MAP", "SHADE_IS_BASE"},
      {"SHADE_MAP"},
      {"RIM", "WORLD_POSITION"},
      {"BASE_MAP", "VERTEX_COLOUR", "ALPHA_MASK", "TWO_SIDED", "SHADE_MAP", "RIM", "WORLD_POSITION"}}},
};

TEST(Shaders, AllCompile) {
    test::gl();
    std::set<std::string> used;
    for (const Pair& pair : kPairs) {
        used.insert({pair.vertex, pair.fragment});
        for (const auto& defines : pair.defines) {
            const auto program = make_program(pair.vertex, pair.fragment, defines);
            EXPECT_TRUE(program) << testing::PrintToString(defines) << ": " << program.error().message;
        }
    }
    for (const ShaderSource& source : shader_sources()) {
        const std::string path{source.path};
        const bool is_part = path.rfind("common/", 0) == 0;
        EXPECT_TRUE(is_part || used.count(path) == 1) << path << " is compiled by no pair above";
    }
    EXPECT_EQ(test::gl().take_errors(), 0);
}

TEST(Shaders, DefinesAndIncludesAreInPlace) {
    const auto text = expand_shader("render/pbr.frag", {"BASE_MAP"});
    ASSERT_TRUE(text) << text.error().message;
    EXPECT_THAT(*text, testing::StartsWith("#version 450 core\n#define BASE_MAP 1\n"));
    EXPECT_THAT(*text, testing::Not(testing::HasSubstr("#include")));
}

TEST(Shaders, AMissingFileIsNamed) {
    test::gl();
    const auto program = make_program("composite/layer.vert", "composite/none.frag");
    ASSERT_FALSE(program);
    EXPECT_THAT(program.error().message, testing::HasSubstr("composite/none.frag"));
}

}  // namespace
}  // namespace compere::gfx
