#include "model/geometry.h"
#include "model/gltf_import.h"

namespace compere::model {

void read_toon(GltfImport& in, const Json& extension, Material& material) {
    material.shading = Shading::Toon;
    material.transparent_with_z_write = flag(member(extension, "transparentWithZWrite"), false);
    material.render_queue_offset = static_cast<int>(number(member(extension, "renderQueueOffsetNumber"), 0.0f));
    material.shade_colour = vec3(member(extension, "shadeColorFactor"), glm::vec3{0.0f});
    material.shade_texture = read_texture(in, member(extension, "shadeMultiplyTexture"), true);
    material.shading_shift = number(member(extension, "shadingShiftFactor"), 0.0f);
    material.shading_shift_texture = read_texture(in, member(extension, "shadingShiftTexture"), false);
    material.shading_shift_scale = number(member(member(extension, "shadingShiftTexture"), "scale"), 1.0f);
    material.shading_toony = number(member(extension, "shadingToonyFactor"), 0.9f);
    material.gi_equalisation = number(member(extension, "giEqualizationFactor"), 0.9f);
    material.matcap_colour = vec3(member(extension, "matcapFactor"), glm::vec3{1.0f});
    material.matcap_texture = read_texture(in, member(extension, "matcapTexture"), true);
    if (material.matcap_texture.image < 0) material.matcap_colour = glm::vec3{0.0f};
    material.rim_colour = vec3(member(extension, "parametricRimColorFactor"), glm::vec3{0.0f});
    material.rim_fresnel_power = number(member(extension, "parametricRimFresnelPowerFactor"), 5.0f);
    material.rim_lift = number(member(extension, "parametricRimLiftFactor"), 0.0f);
    material.rim_texture = read_texture(in, member(extension, "rimMultiplyTexture"), true);
    material.rim_lighting_mix = number(member(extension, "rimLightingMixFactor"), 1.0f);
    const std::string mode = text(member(extension, "outlineWidthMode"), "none");
    material.outline_on_screen = mode == "screenCoordinates";
    material.outline_width_m = mode == "none" ? 0.0f : number(member(extension, "outlineWidthFactor"), 0.0f);
    material.outline_width_texture = read_texture(in, member(extension, "outlineWidthMultiplyTexture"), false);
    material.outline_colour = vec3(member(extension, "outlineColorFactor"), glm::vec3{0.0f});
    material.outline_lighting_mix = number(member(extension, "outlineLightingMixFactor"), 1.0f);
    material.uv_animation_mask = read_texture(in, member(extension, "uvAnimationMaskTexture"), false);
    material.uv_scroll_per_s = {number(member(extension, "uvAnimationScrollXSpeedFactor"), 0.0f),
                                number(member(extension, "uvAnimationScrollYSpeedFactor"), 0.0f)};
    material.uv_rotation_rad_per_s = number(member(extension, "uvAnimationRotationSpeedFactor"), 0.0f);
}

namespace {

glm::vec3 to_linear(glm::vec3 srgb) {
    return {srgb_to_linear(srgb.x), srgb_to_linear(srgb.y), srgb_to_linear(srgb.z)};
}

struct Vrm0Material {
    GltfImport& in;
    const Json& floats;
    const Json& vectors;
    const Json& textures;
    glm::vec2 offset{0.0f}, scale{1.0f};

    float value(const char* name, float fallback) const { return number(member(floats, name), fallback); }
    glm::vec4 vector(const char* name, glm::vec4 fallback) const { return vec4(member(vectors, name), fallback); }
    TextureRef texture(const char* name, bool is_colour) const {
        TextureRef ref = texture_ref(in, index(member(textures, name), in.document.count("textures")), is_colour);
        ref.offset = offset;
        ref.scale = scale;
        return ref;
    }
};

void read_vrm0_blending(const Vrm0Material& from, Material& material) {
    const int mode = static_cast<int>(from.value("_BlendMode", 0.0f));
    material.alpha = mode == 1 ? AlphaMode::Mask : mode >= 2 ? AlphaMode::Blend : AlphaMode::Opaque;
    material.transparent_with_z_write = mode == 3;
    material.alpha_cutoff = from.value("_Cutoff", 0.5f);
    material.double_sided = static_cast<int>(from.value("_CullMode", 2.0f)) == 0;
}

void read_vrm0_lines(const Vrm0Material& from, Material& material) {
    const int width_mode = static_cast<int>(from.value("_OutlineWidthMode", 0.0f));
    material.outline_on_screen = width_mode == 2;
    material.outline_width_m = width_mode == 0 ? 0.0f : 0.01f * from.value("_OutlineWidth", 0.0f);
    material.outline_width_texture = from.texture("_OutlineWidthTexture", false);
    material.outline_colour = to_linear(glm::vec3{from.vector("_OutlineColor", {0.0f, 0.0f, 0.0f, 1.0f})});
    const bool is_lit = static_cast<int>(from.value("_OutlineColorMode", 0.0f)) == 1;
    material.outline_lighting_mix = is_lit ? from.value("_OutlineLightingMix", 1.0f) : 0.0f;
    material.rim_colour = to_linear(glm::vec3{from.vector("_RimColor", {0.0f, 0.0f, 0.0f, 1.0f})});
    material.rim_texture = from.texture("_RimTexture", true);
    material.rim_lighting_mix = from.value("_RimLightingMix", 0.0f);
    material.rim_fresnel_power = from.value("_RimFresnelPower", 1.0f);
    material.rim_lift = from.value("_RimLift", 0.0f);
}

}  // namespace

// The formulas for tooniness and shift are those with which UniVRM turns MToon 0.x into 1.0; they make the same step of
// light.
void read_toon_vrm0(GltfImport& in, const Json& properties, Material& material) {
    const std::string shader = text(member(properties, "shader"));
    if (shader.starts_with("VRM/Unlit")) material.shading = Shading::Unlit;
    if (shader != "VRM/MToon") return;
    material.shading = Shading::Toon;
    Vrm0Material from{in, member(properties, "floatProperties"), member(properties, "vectorProperties"),
                      member(properties, "textureProperties")};
    const glm::vec4 tiling = from.vector("_MainTex", {0.0f, 0.0f, 1.0f, 1.0f});
    from.scale = {tiling.z, tiling.w};
    from.offset = {tiling.x, 1.0f - tiling.w - tiling.y};  // Unity counts v from the bottom
    read_vrm0_blending(from, material);
    const glm::vec4 base = from.vector("_Color", glm::vec4{1.0f});
    material.base_colour = {to_linear(glm::vec3{base}), base.w};
    const TextureRef base_texture = from.texture("_MainTex", true);
    if (base_texture.image >= 0) material.base_texture = base_texture;
    material.shade_colour = to_linear(glm::vec3{from.vector("_ShadeColor", {0.97f, 0.81f, 0.86f, 1.0f})});
    material.shade_texture = from.texture("_ShadeTexture", true);
    material.emissive = glm::vec3{from.vector("_EmissionColor", {0.0f, 0.0f, 0.0f, 1.0f})};
    const TextureRef emissive = from.texture("_EmissionMap", true);
    if (emissive.image >= 0) material.emissive_texture = emissive;
    const TextureRef bumps = from.texture("_BumpMap", false);
    if (bumps.image >= 0) material.normal_texture = bumps;
    material.normal_scale = from.value("_BumpScale", 1.0f);
    const float toony = from.value("_ShadeToony", 0.9f), shift = from.value("_ShadeShift", 0.0f);
    material.shading_toony = toony + (1.0f - toony) * (0.5f + 0.5f * shift);
    material.shading_shift = -shift - (1.0f - material.shading_toony);
    material.gi_equalisation = 1.0f - from.value("_IndirectLightIntensity", 0.1f);
    material.matcap_texture = from.texture("_SphereAdd", true);
    material.matcap_texture.offset = glm::vec2{0.0f};
    material.matcap_texture.scale = glm::vec2{1.0f};
    material.matcap_colour = glm::vec3{material.matcap_texture.image >= 0 ? 1.0f : 0.0f};
    read_vrm0_lines(from, material);
    material.uv_animation_mask = from.texture("_UvAnimMaskTexture", false);
    material.uv_scroll_per_s = {from.value("_UvAnimScrollX", 0.0f), -from.value("_UvAnimScrollY", 0.0f)};
    material.uv_rotation_rad_per_s = 6.28318531f * from.value("_UvAnimRotation", 0.0f);
}

}  // namespace compere::model
