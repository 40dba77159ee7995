#include <gtest/gtest.h>

#include "gltf_text.h"
#include "model/load_model.h"

namespace compere::model {
namespace {

Material convert(const std::string& floats, const std::string& vectors = "{}") {
    const test::TempFile file{
        "a.vrm",
        R"({"asset":{"version":"2.0"},"materials":[{"name":"skin"}],"extensions":{"VRM":{"materialProperties":[{"name":"skin","shader":"VRM/MToon","floatProperties":)" +
            floats + R"(,"vectorProperties":)" + vectors + "}]}}}"};
    const auto model = load_model(file.path());
    EXPECT_TRUE(model);
    return model && !model->materials.empty() ? model->materials[0] : Material{};
}

// Pairs from the standard's own converter: (toony, shift) of 0.x to (toony, shift) of 1.0.
TEST(Toon, StepOfVersion0BecomesThatOfVersion1) {
    const auto expect = [](const std::string& floats, float toony, float shift) {
        const Material material = convert(floats);
        EXPECT_EQ(material.shading, Shading::Toon);
        EXPECT_NEAR(material.shading_toony, toony, 1e-6f) << floats;
        EXPECT_NEAR(material.shading_shift, shift, 1e-6f) << floats;
    };
    expect(R"({"_ShadeToony":0.9,"_ShadeShift":0})", 0.95f, -0.05f);
    expect(R"({"_ShadeToony":0,"_ShadeShift":0})", 0.5f, -0.5f);
    expect(R"({"_ShadeToony":0,"_ShadeShift":-1})", 0.0f, 0.0f);
    expect(R"({"_ShadeToony":0.7,"_ShadeShift":-0.4})", 0.79f, 0.19f);
}

TEST(Toon, ColoursBecomeLinearAndWidthsMetres) {
    const Material material = convert(
        R"({"_OutlineWidthMode":1,"_OutlineWidth":0.25,"_IndirectLightIntensity":0.25,"_BlendMode":1,"_CullMode":0})",
        R"({"_Color":[1,0.5,0.25,0.75]})");
    EXPECT_FLOAT_EQ(material.base_colour.x, 1.0f);
    EXPECT_NEAR(material.base_colour.y, 0.214041f, 1e-5f);
    EXPECT_NEAR(material.base_colour.z, 0.050876f, 1e-5f);
    EXPECT_FLOAT_EQ(material.base_colour.w, 0.75f);
    EXPECT_FLOAT_EQ(material.outline_width_m, 0.0025f);
    EXPECT_FLOAT_EQ(material.gi_equalisation, 0.75f);
    EXPECT_EQ(material.alpha, AlphaMode::Mask);
    EXPECT_TRUE(material.double_sided);
}

}  // namespace
}  // namespace compere::model
