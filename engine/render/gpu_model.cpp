#include "render/gpu_model.h"

#include <algorithm>

#include "gfx/texture.h"
#include "render/mesh_parts.h"
#include "render/texture_source.h"

namespace compere::render {
namespace {

struct FixedVertex {
    glm::vec2 uv;
    glm::vec4 colour;
};

void set_attribute(GLuint array, GLuint location, GLint size, GLuint offset, GLuint binding) {
    glEnableVertexArrayAttrib(array, location);
    glVertexArrayAttribFormat(array, location, size, GL_FLOAT, GL_FALSE, offset);
    glVertexArrayAttribBinding(array, location, binding);
}

}  // namespace

core::Result<GpuModel> GpuModel::create(std::shared_ptr<const model::Model> model, Programs& programs, Motion motion, Use use) {
    GpuModel out;
    out.motion_ = motion;
    out.model_ = std::move(model);
    const std::vector<SkinnedVertex> vertices = rest_vertices(*out.model_, out.bounds_);
    out.vertex_count_ = vertices.size();
    out.moving_ = gfx::make_buffer();
    glNamedBufferData(out.moving_.get(), static_cast<GLsizeiptr>(vertices.size() * sizeof(SkinnedVertex)), vertices.data(),
                      motion == Motion::Still ? GL_STATIC_DRAW : GL_STREAM_DRAW);
    out.use_ = use;
    if (use != Use::Shadow) {
        if (core::Status done = out.add_textures(); !done) return done.error();
    }
    std::size_t first = 0;
    for (const model::Mesh& mesh : out.model_->meshes) {
        if (core::Status done = out.add_part(mesh, first, std::span{vertices}.subspan(first, mesh.positions.size()), programs, motion); !done) return done.error();
        first += mesh.positions.size();
    }
    return out;
}

core::Status GpuModel::add_textures() {
    std::vector<bool> repeat(model_->images.size(), false);
    for (const model::Material& m : model_->materials) {
        for (const model::TextureRef* ref : {&m.base_texture, &m.metallic_roughness_texture, &m.normal_texture, &m.emissive_texture, &m.shade_texture}) {
            if (ref->image >= 0 && ref->repeat) repeat[static_cast<std::size_t>(ref->image)] = true;
        }
    }
    const auto source = TextureSource::create(*model_);
    if (!source) return source.error();
    for (std::size_t i = 0; i < source->size(); ++i) {
        const auto picture = source->decode(i);
        if (!picture) return picture.error();
        textures_.push_back(gfx::make_material_texture(picture->width_px, picture->height_px, picture->rgba, repeat[i] ? gfx::Wrap::Repeat : gfx::Wrap::Clamp));
    }
    return {};
}

core::Status GpuModel::add_part(const model::Mesh& mesh, std::size_t first_vertex, std::span<const SkinnedVertex> rest, Programs& programs, Motion motion) {
    if (mesh.positions.empty() || mesh.indices.empty()) return {};
    Part part;
    part.mesh = &mesh;
    part.material = &material_of(*model_, mesh);
    part.has_colour = mesh.colours.size() == mesh.positions.size();
    if (use_ != Use::Shadow) {
        const auto program = programs.surface(*part.material, part.has_colour, use_ == Use::Shadowed);
        if (!program) return program.error();
        part.program = *program;
    }
    if (use_ != Use::Shadow && part.material->outline_width_m > 0) {
        if (const auto outline = programs.outline(); !outline) return outline.error();
    }
    std::vector<FixedVertex> fixed(mesh.positions.size());
    for (std::size_t v = 0; v < fixed.size(); ++v) {
        fixed[v].uv = v < mesh.uv.size() ? mesh.uv[v] : glm::vec2{0};
        fixed[v].colour = part.has_colour ? mesh.colours[v] : glm::vec4{1};
    }
    part.fixed = gfx::make_buffer();
    part.indices = gfx::make_buffer();
    part.vertex_array = gfx::make_vertex_array();
    glNamedBufferData(part.fixed.get(), static_cast<GLsizeiptr>(fixed.size() * sizeof(FixedVertex)), fixed.data(), GL_STATIC_DRAW);
    glNamedBufferData(part.indices.get(), static_cast<GLsizeiptr>(mesh.indices.size() * 4), mesh.indices.data(), GL_STATIC_DRAW);
    part.index_count = static_cast<GLsizei>(mesh.indices.size());
    part.first_vertex = first_vertex;
    if (motion == Motion::Skinned) {
        constexpr float kError_m = 0.0012f;  // a pixel at 720x1280 of a figure of 1.5 m
        part.triangles = simplified(mesh, rest, kError_m);
        part.index_count = static_cast<GLsizei>(part.triangles.size());
        part.topology = find_topology(mesh.positions, part.triangles);
        facing_.resize(std::max(facing_.size(), part.triangles.size() / 3));
        // Room for every list at its longest: fronts and backs share the triangles, the outline may repeat all backs.
        glNamedBufferData(part.indices.get(), static_cast<GLsizeiptr>(part.triangles.size() * 8), nullptr, GL_STREAM_DRAW);
        glNamedBufferSubData(part.indices.get(), 0, static_cast<GLsizeiptr>(part.triangles.size() * 4), part.triangles.data());
        for (auto* list : {&part.front, &part.back, &part.outline}) {
            list->reserve(part.triangles.size());
        }
        part.front = part.triangles;  // until face() knows better: the shadow map takes all
    }
    const GLuint array = part.vertex_array.get();
    glVertexArrayVertexBuffer(array, 0, moving_.get(), static_cast<GLintptr>(first_vertex * sizeof(SkinnedVertex)), sizeof(SkinnedVertex));
    glVertexArrayVertexBuffer(array, 1, part.fixed.get(), 0, sizeof(FixedVertex));
    glVertexArrayElementBuffer(array, part.indices.get());
    set_attribute(array, 0, 3, 0, 0);
    set_attribute(array, 1, 3, sizeof(glm::vec3), 0);
    set_attribute(array, 2, 2, 0, 1);
    set_attribute(array, 3, 4, sizeof(glm::vec2), 1);
    parts_.push_back(std::move(part));
    return {};
}

void GpuModel::update(std::span<const SkinnedVertex> vertices) {
    glNamedBufferSubData(moving_.get(), 0, static_cast<GLsizeiptr>(vertices.size_bytes()), vertices.data());
}

void GpuModel::bind_textures(const model::Material& m) const {
    const auto bind = [&](GLuint unit, const model::TextureRef& ref) {
        if (ref.image >= 0) glBindTextureUnit(unit, textures_[static_cast<std::size_t>(ref.image)].get());
    };
    bind(0, m.base_texture);
    if (m.shading == model::Shading::Pbr) {
        bind(1, m.metallic_roughness_texture);
        bind(2, m.normal_texture);
        bind(3, m.emissive_texture);
    } else {
        bind(1, m.shade_texture);
    }
}

void GpuModel::face(std::span<const SkinnedVertex> vertices, const glm::vec3& eye) {
    for (Part& part : parts_) {
        FacingJob job;
        job.indices = part.triangles;
        job.topology = &part.topology;
        job.vertices = vertices.subspan(part.first_vertex, part.mesh->positions.size());
        job.eye = eye;
        job.double_sided = part.material->double_sided;
        job.has_outline = part.material->outline_width_m > 0;
        job.facing = facing_;
        job.front = &part.front;
        job.back = &part.back;
        job.outline = &part.outline;
        job.run();
        GLintptr at = 0;
        for (const auto* list : {&part.front, &part.back, &part.outline}) {
            const auto size = static_cast<GLsizeiptr>(list->size() * 4);
            if (size > 0) glNamedBufferSubData(part.indices.get(), at, size, list->data());
            at += size;
        }
    }
}

void GpuModel::draw_part(const Part& part, GLuint program, std::size_t first, std::size_t count) const {
    if (count == 0) return;
    glUseProgram(program);
    glBindVertexArray(part.vertex_array.get());
    glDrawElements(GL_TRIANGLES, static_cast<GLsizei>(count), GL_UNSIGNED_INT, reinterpret_cast<const void*>(first * 4));
}

void GpuModel::draw_outline(const Part& part, Programs& programs) const {
    const model::Material& m = *part.material;
    if (m.outline_width_m <= 0 || part.outline.empty()) return;
    const GLuint program = *programs.outline();
    glUseProgram(program);
    glUniform4f(1, 0, 0, 1, 1);
    glUniform1f(2, m.outline_width_m);
    glUniform4f(4, m.outline_colour.r, m.outline_colour.g, m.outline_colour.b, 1);
    draw_part(part, program, part.front.size() + part.back.size(), part.outline.size());
}

void GpuModel::draw_surface(const Part& part, Pass pass) const {
    const model::Material& m = *part.material;
    glUseProgram(part.program);
    set_material(m);
    bind_textures(m);
    if (motion_ == Motion::Skinned) {
        if (pass == Pass::Backs) return draw_part(part, part.program, part.front.size(), part.back.size());
        draw_part(part, part.program, 0, part.front.size() + (pass == Pass::Blended ? part.back.size() : 0));
        return;
    }
    if (m.double_sided) {
        glDisable(GL_CULL_FACE);
    } else {
        glEnable(GL_CULL_FACE);
    }
    draw_part(part, part.program, 0, static_cast<std::size_t>(part.index_count));
}

void GpuModel::draw(Pass pass, Programs& programs) const {
    for (const Part& part : parts_) {
        const bool blended = part.material->alpha == model::AlphaMode::Blend;
        switch (pass) {
            case Pass::Depth:
                if (part.material->alpha == model::AlphaMode::Opaque) draw_part(part, *programs.depth(), 0, static_cast<std::size_t>(part.index_count));
                break;
            case Pass::Outline: draw_outline(part, programs); break;
            case Pass::Backs:
                if (!blended && !part.back.empty()) draw_surface(part, pass);
                break;
            case Pass::Opaque:
            case Pass::Blended:
                if (blended == (pass == Pass::Blended)) draw_surface(part, pass);
                break;
        }
    }
}

}  // namespace compere::render
