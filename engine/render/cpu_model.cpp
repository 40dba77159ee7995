#include "render/cpu_model.h"

#include <algorithm>
#include <cmath>

#include "render/colour.h"
#include "render/mesh_parts.h"
#include "render/texture_source.h"

namespace compere::render {
namespace {

void copy(const glm::vec3& from, float (&to)[3]) {
    to[0] = from.x, to[1] = from.y, to[2] = from.z;
}

// The numbers of a material; its textures are chosen for each view.
raster::Surface surface_of(const model::Material& m, bool has_colour) {
    raster::Surface out{};
    out.kind = m.shading == model::Shading::Pbr ? raster::Kind::Pbr : (m.shading == model::Shading::Toon ? raster::Kind::Toon : raster::Kind::Unlit);
    out.alpha = m.alpha == model::AlphaMode::Opaque ? raster::Alpha::Opaque : (m.alpha == model::AlphaMode::Mask ? raster::Alpha::Mask : raster::Alpha::Blend);
    out.attributes = (has_colour ? raster::kColour : 0u) | (out.kind == raster::Kind::Pbr && m.normal_texture.image >= 0 ? raster::kTangents : 0u);
    for (int k = 0; k < 4; ++k) {
        out.base_colour[k] = m.base_colour[k];
    }
    copy(m.shade_colour, out.shade_colour);
    out.shade_is_base = m.shade_texture.image >= 0 && m.shade_texture.image == m.base_texture.image ? 1 : 0;
    out.alpha_cutoff = m.alpha_cutoff;
    out.toon[0] = m.shading_shift, out.toon[1] = m.shading_toony, out.toon[2] = m.gi_equalisation;
    copy(m.rim_colour, out.rim_colour);
    out.rim_power = m.rim_fresnel_power;
    out.rim_lift = m.rim_lift;
    out.has_rim = out.kind == raster::Kind::Toon && m.rim_colour != glm::vec3{0} ? 1 : 0;
    out.metallic = m.metallic;
    out.roughness = m.roughness;
    copy(m.emissive, out.emissive_colour);
    out.needs_rays = out.has_rim != 0 || out.kind == raster::Kind::Pbr ? 1 : 0;
    return out;
}

float uv_density(std::span<const SkinnedVertex> rest, std::span<const std::uint32_t> triangles, std::span<const glm::vec2> uv) {
    double in_uv = 0, in_m2 = 0;
    for (std::size_t t = 0; t + 2 < triangles.size() && !uv.empty(); t += 3) {
        const std::uint32_t a = triangles[t], b = triangles[t + 1], c = triangles[t + 2];
        const glm::vec2 u = uv[b] - uv[a], v = uv[c] - uv[a];
        in_uv += static_cast<double>(std::abs(u.x * v.y - v.x * u.y));
        in_m2 += static_cast<double>(glm::length(glm::cross(rest[b].position - rest[a].position, rest[c].position - rest[a].position)));
    }
    return in_m2 > 0 ? static_cast<float>(std::sqrt(in_uv / in_m2)) : 0.0f;
}

unsigned packed_bgra(const glm::vec3& linear) {
    const auto byte = [](float v) { return static_cast<unsigned>(std::lround(std::clamp(srgb_from_linear(v), 0.0f, 1.0f) * 255)); };
    return byte(linear.b) | byte(linear.g) << 8 | byte(linear.r) << 16 | 0xff000000u;
}

}  // namespace

core::Result<CpuModel> CpuModel::create(std::shared_ptr<const model::Model> model) {
    CpuModel out;
    out.model_ = std::move(model);
    const auto source = TextureSource::create(*out.model_);
    if (!source) return source.error();
    for (std::size_t i = 0; i < source->size(); ++i) {
        const auto picture = source->decode(i);
        if (!picture) return picture.error();
        out.textures_.emplace_back(picture->width_px, picture->height_px, picture->rgba);
    }
    Bounds ignored;
    out.rest_ = rest_vertices(*out.model_, ignored);
    std::size_t first = 0;
    for (const model::Mesh& mesh : out.model_->meshes) {
        if (!mesh.positions.empty() && !mesh.indices.empty()) out.add_stock(mesh, first, std::span{out.rest_}.subspan(first, mesh.positions.size()));
        first += mesh.positions.size();
    }
    return out;
}

void CpuModel::add_stock(const model::Mesh& mesh, std::size_t first_vertex, std::span<const SkinnedVertex> rest) {
    Stock stock;
    stock.mesh = &mesh;
    stock.material = &material_of(*model_, mesh);
    const model::Material& m = *stock.material;
    stock.first_vertex = first_vertex;
    stock.has_colour = mesh.colours.size() == mesh.positions.size();
    for (const glm::vec2& uv : mesh.uv) {
        stock.uv.push_back(uv * m.base_texture.scale + m.base_texture.offset);
    }
    if (stock.uv.size() != mesh.positions.size()) stock.uv.assign(mesh.positions.size(), glm::vec2{0});
    stock.uv_per_m = uv_density(rest, mesh.indices, stock.uv);
    stock.surface = surface_of(m, stock.has_colour);
    stock_.push_back(std::move(stock));
}

raster::Level CpuModel::level(const model::TextureRef& ref, float uv_per_px) const {
    if (ref.image < 0) return {};
    const raster::Texture& texture = textures_[static_cast<std::size_t>(ref.image)];
    const float side = std::sqrt(static_cast<float>(texture.width_px()) * static_cast<float>(texture.height_px()));
    return texture.level_for(uv_per_px * side, ref.repeat);
}

const CpuModel::Detail& CpuModel::detail(float error_m) {
    for (const Detail& known : details_) {
        if (known.error_m == error_m) return known;
    }
    Detail& out = details_.emplace_back(Detail{error_m, {}});
    for (const Stock& stock : stock_) {
        Shape& shape = out.shapes.emplace_back();
        shape.triangles = simplified(*stock.mesh, std::span{rest_}.subspan(stock.first_vertex, stock.mesh->positions.size()), error_m);
        shape.topology = find_topology(stock.mesh->positions, shape.triangles);
    }
    return out;
}

void CpuModel::add_parts(std::span<const SkinnedVertex> vertices, float px_per_m, float error_px, std::vector<raster::Part>& solid, std::vector<raster::Part>& blended) {
    const Detail& shown = detail(error_px / px_per_m);
    for (std::size_t i = 0; i < stock_.size(); ++i) {
        const Stock& stock = stock_[i];
        const Shape& shape = shown.shapes[i];
        const model::Material& m = *stock.material;
        raster::Part part;
        part.vertices = vertices.subspan(stock.first_vertex, stock.mesh->positions.size());
        part.triangles = shape.triangles;
        part.is_closed = shape.topology.is_closed;
        part.neighbours = shape.topology.neighbours;
        part.uv = stock.uv;
        if (stock.has_colour) part.colours = stock.mesh->colours;
        part.surface = stock.surface;
        const float uv_per_px = stock.uv_per_m / px_per_m;
        part.surface.base = level(m.base_texture, uv_per_px);
        part.surface.shade = level(m.shade_texture, uv_per_px);
        part.surface.metallic_roughness = level(m.metallic_roughness_texture, uv_per_px);
        part.surface.normal = level(m.normal_texture, uv_per_px);
        part.surface.emissive = level(m.emissive_texture, uv_per_px);
        part.is_double_sided = m.double_sided;
        part.outline_m = m.outline_width_m;
        part.outline_bgra = packed_bgra(m.outline_colour);
        (m.alpha == model::AlphaMode::Blend ? blended : solid).push_back(part);
    }
}

}  // namespace compere::render
