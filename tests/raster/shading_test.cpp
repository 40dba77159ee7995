#include <gtest/gtest.h>

#include <glm/gtc/matrix_transform.hpp>

#include "figures.h"
#include "raster/texture.h"

namespace compere::raster {
namespace {

using test::Mesh;
using test::rgba_at;
using test::Rgba;
using test::square;

// What a pixel of a square with this surface and normal shows.
Rgba shown(const Surface& surface, const Scene& scene, glm::vec3 normal = {0, 0, -1}, std::vector<glm::vec4> colours = {}) {
    Mesh mesh = square(0, 0, 8, 8, 0, normal);
    mesh.colours = std::move(colours);
    const Part part = mesh.part(surface);
    test::Drawing drawing{8, 8};
    drawing.draw({&part, 1}, test::px_view(8, 8), scene);
    return rgba_at(drawing, 5, 2);
}

Surface coloured(Kind kind, glm::vec4 linear, Alpha alpha = Alpha::Opaque) {
    Surface out = test::surface(kind, alpha);
    for (int k = 0; k < 4; ++k) {
        out.base_colour[k] = linear[k];
    }
    return out;
}

void expect_near(const Rgba& seen, const Rgba& expected, int tolerance) {
    for (std::size_t k = 0; k < 4; ++k) {
        EXPECT_NEAR(seen[k], expected[k], tolerance) << "channel " << k;
    }
}

Texture one_texel(int r, int g, int b, int a) {
    const std::vector<std::uint8_t> rgba{static_cast<std::uint8_t>(r), static_cast<std::uint8_t>(g), static_cast<std::uint8_t>(b), static_cast<std::uint8_t>(a)};
    return {1, 1, rgba};
}

TEST(Shading, FlatIsItsColourInAnyLight) {
    EXPECT_EQ(shown(test::flat(0xff123456u), test::dark()), (Rgba{0x12, 0x34, 0x56, 0xff}));
    EXPECT_EQ(shown(test::flat(0xff123456u), test::lit({0, 0, -1}, {5, 5, 5})), (Rgba{0x12, 0x34, 0x56, 0xff}));
}

TEST(Shading, UnlitIsTheRootBelowTheKnee) {
    EXPECT_EQ(shown(coloured(Kind::Unlit, {0.36f, 0.16f, 0.04f, 1}), test::dark()), (Rgba{153, 102, 51, 255}));
    Scene scene = test::dark();
    scene.exposure = 0.25f;
    EXPECT_EQ(shown(coloured(Kind::Unlit, {1.44f, 0.64f, 0.16f, 1}), scene), (Rgba{153, 102, 51, 255}));
    Surface glowing = coloured(Kind::Unlit, {0.3f, 0.06f, 0, 1});
    test::set(glowing.emissive_colour, 0.06f, 0.1f, 0.04f);
    EXPECT_EQ(shown(glowing, test::dark()), (Rgba{153, 102, 51, 255}));
}

TEST(Shading, HighlightsBendAndFade) {
    // Peak 1: 1 − 0.24²/(1 + 0.24 − 0.76) = 0.88, its root 0.9381. White stays white.
    EXPECT_EQ(shown(coloured(Kind::Unlit, {1, 1, 1, 1}), test::dark()), (Rgba{239, 239, 239, 255}));
    // Peak 2: new peak 1 − 0.0576/1.48 = 0.96108, keep 1/(0.15·1.03892 + 1) = 0.86517: 0.96108, 0.54533, 0.33746.
    EXPECT_EQ(shown(coloured(Kind::Unlit, {2, 1, 0.5f, 1}), test::dark()), (Rgba{250, 188, 148, 255}));
}

TEST(Shading, AnUnlitTextureIsSquaredAndMultiplied) {
    const Texture texture = one_texel(200, 150, 100, 90);
    Surface surface = coloured(Kind::Unlit, {0.25f, 1, 0.36f, 1});
    surface.base = texture.level_for(1, false);
    EXPECT_EQ(shown(surface, test::dark()), (Rgba{100, 150, 60, 255}));  // opaque whatever the texture's alpha
}

Surface toon() {
    Surface out = coloured(Kind::Toon, {0.36f, 0.16f, 0.04f, 1});
    test::set(out.shade_colour, 0.09f, 0.04f, 0.0144f);
    out.toon[1] = 0.9f;  // an edge of 0.1
    out.toon[2] = 0.75f;
    return out;
}

TEST(Shading, ToonHasALitSideAndADarkOne) {
    const glm::vec3 rgb{0.5f, 0.75f, 1};
    EXPECT_EQ(shown(toon(), test::lit({0, 0, -1}, rgb)), (Rgba{108, 88, 51, 255}));  // roots of 0.18, 0.12, 0.04
    EXPECT_EQ(shown(toon(), test::lit({0, 0, 1}, rgb)), (Rgba{54, 44, 31, 255}));    // of 0.045, 0.03, 0.0144
    EXPECT_EQ(shown(toon(), test::lit({0, 1, 0}, rgb)), (Rgba{86, 70, 42, 255}));    // half way: of 0.1125, 0.075, 0.0272
    EXPECT_EQ(shown(toon(), test::lit({0.6f, 0, -0.8f}, rgb)), (Rgba{108, 88, 51, 255}));
    Surface shifted = toon();
    shifted.toon[0] = -0.05f;  // smoothstep(−0.1, 0.1, −0.05) = 0.15625
    EXPECT_EQ(shown(shifted, test::lit({0, 1, 0}, rgb)), (Rgba{66, 54, 35, 255}));  // of 0.06609, 0.04406, 0.0184
}

TEST(Shading, ToonTakesTheSkyEqualised) {
    Scene scene = test::dark();
    test::set(scene.irradiance[0], 0.1f, 0.2f, 0.3f);
    test::set(scene.irradiance[1], 0.1f, 0.1f, 0.1f);
    // Up 0.6, a quarter of it counts: the base times 0.115, 0.215, 0.315 is 0.0414, 0.0344, 0.0126.
    EXPECT_EQ(shown(toon(), scene, {0, 0.6f, -0.8f}), (Rgba{52, 47, 29, 255}));
    // The normal's length does not matter.
    EXPECT_EQ(shown(toon(), scene, {0, 6, -8}), (Rgba{52, 47, 29, 255}));
}

TEST(Shading, ToonShadesFromItsMaps) {
    const Texture base = one_texel(204, 153, 102, 255), shade = one_texel(188, 188, 188, 255);  // 0.8, 0.6, 0.4; sRGB 0.5029 linear
    Surface surface = toon();
    std::fill_n(surface.base_colour, 3, 1.0f);
    test::set(surface.shade_colour, 0.25f, 0.25f, 0.5f);
    surface.base = base.level_for(1, false);
    surface.shade_is_base = 1;
    const Scene behind = test::lit({0, 0, 1}, {1, 1, 1});
    EXPECT_EQ(shown(surface, behind), (Rgba{102, 77, 72, 255}));  // 0.4, 0.3, 0.4·√0.5
    surface.shade_is_base = 0;
    surface.shade = shade.level_for(1, false);
    expect_near(shown(surface, behind), {90, 90, 128, 255}, 1);  // roots of 0.1257 and 0.2515
    EXPECT_EQ(shown(surface, test::lit({0, 0, -1}, {1, 1, 1})), (Rgba{204, 153, 102, 255}));
}

TEST(Shading, ToonGlowsAtItsRim) {
    Surface surface = coloured(Kind::Toon, {0, 0, 0, 1});
    surface.has_rim = surface.needs_rays = 1;
    test::set(surface.rim_colour, 0.5f, 0.25f, 1);
    surface.rim_power = 1;
    const Scene scene = test::lit({0, 0, -1}, {1, 1, 1});
    expect_near(shown(surface, scene, {0.6f, 0, -0.8f}), {81, 57, 114, 255}, 1);  // 1 − 0.8 = 0.2: roots of 0.1, 0.05, 0.2
    surface.rim_power = 2;
    surface.rim_lift = 0.3f;
    expect_near(shown(surface, scene, {0.6f, 0, -0.8f}), {90, 64, 128, 255}, 1);  // 0.5² = 0.25: of 0.125, 0.0625, 0.25
}

TEST(Shading, VertexColoursMultiply) {
    Surface surface = coloured(Kind::Unlit, {0.5f, 0.5f, 1, 1});
    const std::vector<glm::vec4> colours(4, {0.72f, 0.32f, 0.04f, 1});
    EXPECT_EQ(shown(surface, test::dark(), {0, 0, -1}, colours)[2], 255 * 239 / 255);  // not asked for: white's blue
    surface.attributes = kColour;
    EXPECT_EQ(shown(surface, test::dark(), {0, 0, -1}, colours), (Rgba{153, 102, 51, 255}));
}

TEST(Shading, MaskCutsBelowItsCutoff) {
    std::vector<std::uint8_t> texels;
    for (const int alpha : {0, 127, 128, 255}) {
        texels.insert(texels.end(), {100, 150, 200, static_cast<std::uint8_t>(alpha)});
    }
    const Texture texture{4, 1, texels};
    Surface surface = coloured(Kind::Unlit, {1, 1, 1, 1}, Alpha::Mask);
    surface.base = texture.level_for(1, false);
    const auto cut = [&](float base_alpha, float cutoff) {
        surface.base_colour[3] = base_alpha;
        surface.alpha_cutoff = cutoff;
        const Mesh mesh = square(2, 1, 6, 3);  // a texel a pixel
        const Part part = mesh.part(surface);
        test::Drawing drawing{8, 4};
        drawing.draw({&part, 1}, test::px_view(8, 4), test::dark());
        std::string out;
        for (int x = 2; x < 6; ++x) {
            const Rgba seen = rgba_at(drawing, x, 2);
            EXPECT_EQ(seen, rgba_at(drawing, x, 1));
            EXPECT_EQ(seen, seen[3] == 0 ? (Rgba{0, 0, 0, 0}) : (Rgba{100, 150, 200, 255}));
            out += seen[3] == 0 ? '.' : '#';
        }
        EXPECT_EQ(rgba_at(drawing, 1, 1), (Rgba{0, 0, 0, 0}));
        EXPECT_EQ(rgba_at(drawing, 6, 1), (Rgba{0, 0, 0, 0}));
        return out;
    };
    EXPECT_EQ(cut(1, 0.5f), "..##");  // 127/255 is below a half
    EXPECT_EQ(cut(1, 0.49f), ".###");
    EXPECT_EQ(cut(0.9f, 0.5f), "...#");
    EXPECT_EQ(cut(1, 0), "####");
    EXPECT_EQ(cut(0.5f, 0.6f), "....");
}

TEST(Shading, MaskTakesTheAlphaOfVertices) {
    Surface surface = coloured(Kind::Unlit, {0.36f, 0.16f, 0.04f, 0.5f}, Alpha::Mask);
    surface.attributes = kColour;
    surface.alpha_cutoff = 0.25f;
    EXPECT_EQ(shown(surface, test::dark(), {0, 0, -1}, std::vector<glm::vec4>(4, {1, 1, 1, 0.6f})), (Rgba{153, 102, 51, 255}));
    EXPECT_EQ(shown(surface, test::dark(), {0, 0, -1}, std::vector<glm::vec4>(4, {1, 1, 1, 0.4f}))[3], 0);
}

TEST(Shading, BlendIsSrgbCodedAndPremultiplied) {
    // IEC 61966-2-1: 0.5 is 187.5 of 255, 0.2 is 123.6, 0.05 is 63.2.
    expect_near(shown(coloured(Kind::Unlit, {0.5f, 0.2f, 0.05f, 1}, Alpha::Blend), test::dark()), {188, 124, 63, 255}, 1);
    expect_near(shown(coloured(Kind::Unlit, {0.5f, 0.2f, 0.05f, 0.4f}, Alpha::Blend), test::dark()), {75, 49, 25, 102}, 1);
    EXPECT_EQ(shown(coloured(Kind::Unlit, {0.5f, 0.2f, 0.05f, 0}, Alpha::Blend), test::dark()), (Rgba{0, 0, 0, 0}));
}

TEST(Shading, AWhiteWallReadsOne) {
    Surface surface = coloured(Kind::Pbr, {1, 1, 1, 1});
    surface.roughness = 1;
    // 0.96 of diffuse and 0.04·1/4 of gloss: 0.97, through the tone curve 1 − 0.0576/0.45 = 0.872, coded 0.9415.
    expect_near(shown(surface, test::lit({0, 0, -1}, {1, 1, 1})), {240, 240, 240, 255}, 1);
    // At half of the exposure below the knee: 0.485 is 0.7254.
    Scene scene = test::lit({0, 0, -1}, {1, 1, 1});
    scene.exposure = 0.5f;
    expect_near(shown(surface, scene), {185, 185, 185, 255}, 1);
    EXPECT_EQ(shown(surface, test::lit({0, 0, 1}, {1, 1, 1})), (Rgba{0, 0, 0, 255}));  // from behind
}

TEST(Shading, PbrSumsItsLights) {
    Surface surface = coloured(Kind::Pbr, {0.5f, 0.5f, 0.5f, 1});
    surface.roughness = 1;
    Scene scene = test::lit({0, 0, -1}, {0.8f, 0, 0});
    scene.light_count = 3;
    test::set(scene.light[1].towards, 0, 0, -1);
    test::set(scene.light[1].rgb, 0, 0.4f, 0);
    test::set(scene.light[2].towards, 0, 0, 1);
    test::set(scene.light[2].rgb, 9, 9, 9);
    // 0.5·0.96 + 0.01 = 0.49 of each: 0.392 is 0.6599 coded, 0.196 is 0.4801.
    expect_near(shown(surface, scene), {168, 122, 0, 255}, 1);
}

TEST(Shading, PbrGlossOfAnObliqueLight) {
    Surface surface = coloured(Kind::Pbr, {0.5f, 0.2f, 0, 1});
    surface.roughness = 0.5f;
    // 60 degrees: N·L 1/2, N·H and V·H √3/2, a² 1/16, k 9/32; the lobe 0.27674, Fresnel 0.04004. Times 1.6/2: 0.3928, 0.1625, 0.00886.
    expect_near(shown(surface, test::lit({0.8660254f, 0, -0.5f}, {1.6f, 1.6f, 1.6f})), {168, 112, 24, 255}, 1);
}

TEST(Shading, PbrDiffuseTakesTheSkysIrradiance) {
    Surface surface = coloured(Kind::Pbr, {0.8f, 0.4f, 0.2f, 1});
    surface.roughness = 1;
    Scene scene = test::dark();
    test::set(scene.irradiance[0], 0.5f, 0.5f, 0.5f);
    test::set(scene.irradiance[2], -0.25f, -0.25f, -0.25f);  // by z, which is −1: 0.75 in all
    test::set(scene.irradiance[1], 7, 7, 7);                 // by y, which is 0
    // 0.6, 0.3, 0.15, coded 0.7977, 0.5838, 0.4247.
    expect_near(shown(surface, scene), {203, 149, 108, 255}, 1);
}

std::vector<unsigned> sky(unsigned above, unsigned below) {
    return test::octahedral_sky([&](const glm::vec3& towards) { return towards.y >= 0 ? above : below; });
}

TEST(Shading, MetalReflectsTheSkyInItsColour) {
    Surface surface = coloured(Kind::Pbr, {1, 0.5f, 0.25f, 1});
    surface.metallic = 1;
    surface.roughness = 0;  // taken as 0.06
    Scene scene = test::dark();
    test::set(scene.irradiance[0], 9, 9, 9);  // metal has no diffuse part
    // 200, 100, 50 at factor 2: 0.3937, 0.1968, 0.0984. Karis at roughness 0.06, facing: f0·0.9616 + 0.0054.
    const std::vector<unsigned> even = sky(0x023264c8u, 0x023264c8u);
    scene.sky = even.data();
    expect_near(shown(surface, scene), {166, 87, 43, 255}, 1);  // 0.3807, 0.0957, 0.0242
    // Turned half up it shows what is above, turned half down what is below.
    const std::vector<unsigned> two = sky(0x020000ffu, 0x02ff0000u);
    scene.sky = two.data();
    std::fill_n(surface.base_colour, 3, 1.0f);
    const Rgba up = shown(surface, scene, {0, 0.7071f, -0.7071f}), down = shown(surface, scene, {0, -0.7071f, -0.7071f});
    EXPECT_GT(up[0], 180);
    EXPECT_EQ(up[2], 0);
    EXPECT_EQ(down[0], 0);
    EXPECT_GT(down[2], 180);
}

TEST(Shading, AMirrorBeforeTheEyeShowsWhatIsAboveAtItsTop) {
    Mesh mesh = square(-1, 1, 1, -1, -1, {0, 0, 1});  // y up here
    Surface surface = coloured(Kind::Pbr, {1, 1, 1, 1});
    surface.metallic = 1;
    const std::vector<unsigned> two = sky(0x020000ffu, 0x02ff0000u);
    Scene scene = test::dark();
    scene.sky = two.data();
    const Part part = mesh.part(surface);
    test::Drawing drawing{16, 16};
    drawing.draw({&part, 1}, {glm::perspective(glm::radians(90.0f), 1.0f, 0.1f, 10.0f), {0, 0, 0}}, scene);
    for (int x = 0; x < 16; x += 5) {
        EXPECT_GT(rgba_at(drawing, x, 3)[0], 180);
        EXPECT_EQ(rgba_at(drawing, x, 3)[2], 0);
        EXPECT_GT(rgba_at(drawing, x, 12)[2], 180);
        EXPECT_EQ(rgba_at(drawing, x, 12)[0], 0);
    }
}

TEST(Shading, PbrTakesMetalAndRoughnessFromBlueAndGreen) {
    const Texture map = one_texel(0, 255, 51, 255);  // rough 1, a fifth of metal
    Surface surface = coloured(Kind::Pbr, {0.5f, 0.5f, 0.5f, 1});
    surface.metallic = surface.roughness = 1;
    surface.metallic_roughness = map.level_for(1, false);
    // f0 = 0.032 + 0.1 = 0.132; 0.5·0.8·0.868 + 0.132/4 = 0.3802, coded 0.6508.
    expect_near(shown(surface, test::lit({0, 0, -1}, {1, 1, 1})), {166, 166, 166, 255}, 1);
}

TEST(Shading, ANormalMapLeansToWhereItsTextureGrows) {
    const Texture right = one_texel(218, 128, 218, 255), down = one_texel(128, 218, 218, 255);  // 45 degrees to +u, to +v
    Surface surface = coloured(Kind::Pbr, {0.5f, 0.5f, 0.5f, 1});
    surface.roughness = 1;
    surface.attributes = kTangents;
    const auto lit = [&](const Texture& map, glm::vec3 towards) {
        surface.normal = map.level_for(1, false);
        return shown(surface, test::lit(towards, {1, 1, 1}))[0];
    };
    EXPECT_GT(lit(right, {1, 0, 0}), 140);
    EXPECT_LT(lit(right, {-1, 0, 0}), 5);
    EXPECT_LT(lit(right, {0, 1, 0}), 50);
    EXPECT_GT(lit(down, {0, 1, 0}), 140);  // v grows down the picture, and so does y here
    EXPECT_LT(lit(down, {0, -1, 0}), 5);
}

TEST(Shading, EmissionIsAddedAndMapped) {
    const Texture map = one_texel(188, 255, 0, 255);
    Surface surface = coloured(Kind::Pbr, {0, 0, 0, 1});
    surface.roughness = 1;
    test::set(surface.emissive_colour, 0.5f, 0.2f, 0.05f);
    expect_near(shown(surface, test::dark()), {188, 124, 63, 255}, 1);
    surface.emissive = map.level_for(1, false);
    expect_near(shown(surface, test::dark()), {137, 124, 0, 255}, 1);  // red: 0.2515, coded 0.5385
}

}  // namespace
}  // namespace compere::raster
