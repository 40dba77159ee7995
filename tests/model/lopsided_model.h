#pragma once

#include "model/model.h"

namespace compere::test {

// A model in which every field has a value of its own that is not its default, and every index leads somewhere.
inline model::Model lopsided_model() {
    using namespace model;
    const auto texture = [](int image, float seed) {
        return TextureRef{image, 1, {seed, seed + 0.25f}, {seed + 1.0f, -1.5f}, seed / 8.0f, false};
    };
    Model m;
    m.file = "figure.vrm";
    m.format = "vrm1";
    m.nodes = {{"hips", -1, {{0.5f, 1.25f, -2.0f}, {0.5f, 0.1f, 0.7f, -0.5f}, {1.0f, 2.0f, 3.0f}}, 7},
               {"head", 0, {{0.25f, 0.75f, 0.125f}, {0.9f, -0.1f, 0.3f, 0.2f}, {1.5f, 0.5f, 0.25f}}, 2},
               {"head", 1, {{-1.0f, 3.0f, 4.0f}, {0.1f, 0.9f, -0.3f, 0.2f}, {2.0f, 2.5f, -1.0f}}, 5}};
    glm::mat4 bind{1.0f};
    for (int i = 0; i < 16; ++i)
        bind[i / 4][i % 4] = static_cast<float>(i) + 0.5f;
    m.skins = {{{2, 0}, {bind, 2.0f * bind}}};
    m.morph_channels = {{"face", "smile", 0.125f, 1}, {"face", "blink", 0.25f, 2}};
    Mesh mesh;
    mesh.name = "face";
    mesh.node = 1;
    mesh.skin = 0;
    mesh.material = 0;
    mesh.positions = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {10, 11, 12}};
    mesh.normals = {{0, 1, 0}, {1, 0, 0}, {0, 0, 1}, {0, -1, 0}};
    mesh.tangents = {{1, 0, 0, -1}, {0, 1, 0, 1}, {0, 0, 1, -1}, {0, 0, -1, 1}};
    mesh.uv = {{0.25f, 0.5f}, {0.75f, 1.5f}, {-1, 2}, {3, 4}};
    mesh.colours = {{0.1f, 0.2f, 0.3f, 0.4f}, {0.5f, 0.6f, 0.7f, 0.8f}, {0.9f, 1, 0, 1}, {1, 0.5f, 0.25f, 0.125f}};
    mesh.joints = {{0, 1, 0, 1}, {1, 0, 0, 0}, {1, 1, 0, 0}, {0, 0, 1, 1}};
    mesh.weights = {{0.1f, 0.2f, 0.3f, 0.4f}, {1, 0, 0, 0}, {0.5f, 0.5f, 0, 0}, {0.25f, 0.25f, 0.125f, 0.375f}};
    mesh.indices = {0, 1, 2, 3, 2, 0};
    mesh.morphs = {{1, {1, 3}, {{0.1f, 0.2f, 0.3f}, {-0.5f, 0.25f, 1}}, {{1, 2, 3}, {3, 1, 2}}}};
    m.meshes = {mesh};
    Material c;
    c.name = "skin";
    c.shading = Shading::Toon;
    c.alpha = AlphaMode::Mask;
    float x = 0.0625f;
    for (float* value : {&c.alpha_cutoff, &c.metallic, &c.roughness, &c.shading_shift, &c.shading_toony,
                         &c.gi_equalisation, &c.rim_fresnel_power, &c.rim_lift, &c.outline_width_m,
                         &c.outline_lighting_mix, &c.rim_lighting_mix, &c.shading_shift_scale, &c.uv_rotation_rad_per_s,
                         &c.normal_scale, &c.occlusion_strength, &c.transmission, &c.clearcoat}) {
        *value = x += 0.03125f;
    }
    for (glm::vec3* value : {&c.emissive, &c.shade_colour, &c.rim_colour, &c.outline_colour, &c.matcap_colour})
        *value = glm::vec3{0.5f, 0.25f, 0.125f} * (x += 0.5f);
    c.base_colour = {0.1f, 0.2f, 0.3f, 0.4f};
    c.uv_scroll_per_s = {0.5f, -0.25f};
    c.double_sided = c.outline_on_screen = c.transparent_with_z_write = true;
    c.render_queue_offset = -9;
    float seed = 1.25f;
    int image = 0;
    for (TextureRef* slot : {&c.base_texture, &c.metallic_roughness_texture, &c.matcap_texture, &c.normal_texture,
                             &c.emissive_texture, &c.occlusion_texture, &c.shade_texture, &c.rim_texture,
                             &c.outline_width_texture, &c.shading_shift_texture, &c.uv_animation_mask}) {
        *slot = texture(image++ % 2, seed);
        seed += 0.5f;
    }
    m.materials = {c};
    m.images = {{"skin.png", {137, 80, 78, 71}, false}, {"", {255, 216}, true}};
    m.clips = {
        {"wave",
         2.5f,
         {{1, Track::Path::Rotation, Interpolation::CubicSpline, {0.25f, 2.5f}, std::vector<float>(24, 0.75f), -1, 0},
          {2, Track::Path::Weights, Interpolation::Step, {0.5f}, {0.25f, 0.75f}, 0, 2}}}};
    m.clips[0].tracks[0].values[5] = -0.125f;
    m.humanoid = {{"hips", 0}, {"head", 1}};
    m.humanoid_is_guessed = true;
    m.expressions = {{"happy",
                      true,
                      true,
                      Override::Block,
                      Override::Blend,
                      Override::Block,
                      {{1, 0.75f}},
                      {{0, ColourBind::Target::Matcap, {0.25f, 0.5f, 0.75f, 0.125f}}},
                      {{0, {0.5f, 0.25f}, {2, 3}}}}};
    m.look_at = LookAt{false, {30, 11}, {40, 13}, {50, 15}, {60, 17}, {0.5f, 0.25f, 0.125f}};
    m.springs = {
        {"hair", 0, {{1, 0.5f, 0.25f, 0.75f, 0.125f, {1, 2, 3}}, {2, 0.25f, 2, 3, 0.75f, {0.25f, -0.5f, 0.75f}}}, {0}}};
    m.colliders = {{2, {1, 2, 3}, {4, 5, 6}, 0.25f}};
    m.constraints = {{Constraint::Kind::Aim, 2, 1, {0, -1, 0}, 0.5f}};
    m.expression_nodes = {{"angry", 2}, {"happy", 1}};
    m.look_at_node = 2;
    m.licence = {{"copyright", "somebody"}, {"licence", "CC0"}};
    m.warnings = {"one", "and another"};
    m.height_m = 1.625f;
    m.unit_m = 0.01f;
    return m;
}

}  // namespace compere::test
