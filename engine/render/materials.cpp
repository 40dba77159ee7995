#include "render/materials.h"

#include "gfx/program.h"

namespace compere::render {
namespace {

std::vector<std::string> defines_of(const model::Material& m, bool vertex_colour, bool shadow) {
    std::vector<std::string> out;
    const auto add = [&](bool wanted, const char* name) {
        if (wanted) out.emplace_back(name);
    };
    add(m.base_texture.image >= 0, "BASE_MAP");
    add(vertex_colour, "VERTEX_COLOUR");
    add(m.alpha == model::AlphaMode::Mask, "ALPHA_MASK");
    add(m.alpha == model::AlphaMode::Blend, "ALPHA_BLEND");
    add(m.double_sided, "TWO_SIDED");
    if (m.shading == model::Shading::Pbr) {
        add(m.metallic_roughness_texture.image >= 0, "METALLIC_ROUGHNESS_MAP");
        add(m.normal_texture.image >= 0, "NORMAL_MAP");
        add(m.emissive_texture.image >= 0, "EMISSIVE_MAP");
        add(shadow, "SHADOW");
        out.emplace_back("WORLD_POSITION");
    } else {
        add(m.shading == model::Shading::Unlit, "UNLIT");
        const bool same = m.shade_texture.image >= 0 && m.shade_texture.image == m.base_texture.image;
        add(same, "SHADE_IS_BASE");
        add(m.shade_texture.image >= 0 && !same, "SHADE_MAP");
        const bool rim = m.rim_colour != glm::vec3{0};
        add(rim, "RIM");
        add(rim, "WORLD_POSITION");
    }
    return out;
}

}  // namespace

core::Result<GLuint> Programs::get(const std::string& fragment, std::vector<std::string> defines) {
    std::string key = fragment;
    for (const std::string& define : defines) {
        key += " " + define;
    }
    const auto found = built_.find(key);
    if (found != built_.end()) return found->second.get();
    auto program = gfx::make_program("render/surface.vert", fragment, defines);
    if (!program) return program.error();
    return built_.emplace(key, std::move(*program)).first->second.get();
}

core::Result<GLuint> Programs::surface(const model::Material& material, bool vertex_colour, bool shadow) {
    return get(material.shading == model::Shading::Pbr ? "render/pbr.frag" : "render/toon.frag", defines_of(material, vertex_colour, shadow));
}

core::Result<GLuint> Programs::outline() {
    if (outline_ != 0) return outline_;
    const auto built = get("render/outline.frag", {"OUTLINE"});
    if (built) outline_ = *built;
    return built;
}

core::Result<GLuint> Programs::depth() {
    if (depth_ != 0) return depth_;
    const auto built = get("render/depth.frag", {});
    if (built) depth_ = *built;
    return built;
}

void set_material(const model::Material& m) {
    const glm::vec2 offset = m.base_texture.offset, scale = m.base_texture.scale;
    glUniform4f(1, offset.x, offset.y, scale.x, scale.y);
    glUniform4f(4, m.base_colour.r, m.base_colour.g, m.base_colour.b, m.base_colour.a);
    glUniform4f(8, m.emissive.r, m.emissive.g, m.emissive.b, 0);
    if (m.shading == model::Shading::Pbr) {
        glUniform4f(5, m.metallic, m.roughness, 0, m.alpha_cutoff);
        return;
    }
    glUniform4f(5, m.shade_colour.r, m.shade_colour.g, m.shade_colour.b, m.alpha_cutoff);
    if (m.shading == model::Shading::Toon) {
        glUniform4f(6, m.shading_shift, m.shading_toony, m.gi_equalisation, m.rim_fresnel_power);
        glUniform4f(7, m.rim_colour.r, m.rim_colour.g, m.rim_colour.b, m.rim_lift);
    }
}

}  // namespace compere::render
