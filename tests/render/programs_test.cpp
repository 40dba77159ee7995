#include <gtest/gtest.h>

#include "gfx/gl_context.h"
#include "render/materials.h"

namespace compere::render {
namespace {

TEST(Programs, EveryKindOfMaterialHasAShader) {
    test::gl();
    Programs programs;
    for (const model::Shading shading : {model::Shading::Pbr, model::Shading::Unlit, model::Shading::Toon}) {
        for (const model::AlphaMode alpha : {model::AlphaMode::Opaque, model::AlphaMode::Mask, model::AlphaMode::Blend}) {
            for (const bool maps : {false, true}) {
                model::Material m;
                m.shading = shading;
                m.alpha = alpha;
                m.double_sided = maps;
                if (maps) {
                    m.base_texture.image = m.metallic_roughness_texture.image = m.normal_texture.image = m.emissive_texture.image = 0;
                    m.shade_texture.image = 1;
                    m.rim_colour = {0.1f, 0.2f, 0.3f};
                }
                const auto program = programs.surface(m, maps, maps);
                ASSERT_TRUE(program) << program.error().message;
                EXPECT_NE(*program, 0u);
                EXPECT_EQ(*programs.surface(m, maps, maps), *program);  // built once
            }
        }
    }
    EXPECT_TRUE(programs.outline());
    EXPECT_TRUE(programs.depth());
    EXPECT_EQ(test::gl().take_errors(), 0);
}

}  // namespace
}  // namespace compere::render
