#pragma once

#include <memory>
#include <vector>

#include "core/error.h"
#include "gfx/gl_name.h"
#include "model/model.h"
#include "render/facing.h"
#include "render/materials.h"
#include "render/skin_job.h"

namespace compere::render {

enum class Motion { Still, Skinned };
enum class Use { Shaded, Shadowed, Shadow };  // shaded, shaded with shadows upon it, or only casting one (no textures)
enum class Pass { Opaque, Backs, Blended, Outline, Depth };

// A model on the graphics card: textures decoded, buffers filled, a shader variant chosen for each part. Positions and normals of a
// skinned model are written anew by update(). Frame thread only.
class GpuModel {
public:
    static core::Result<GpuModel> create(std::shared_ptr<const model::Model> model, Programs& programs, Motion motion, Use use);

    // One SkinnedVertex per vertex of all meshes, in order.
    void update(std::span<const SkinnedVertex> vertices);
    // Skinned models: which triangles are worth drawing for this eye; before draw().
    void face(std::span<const SkinnedVertex> vertices, const glm::vec3& eye);
    void draw(Pass pass, Programs& programs) const;

    const model::Model& source() const { return *model_; }
    std::size_t vertex_count() const { return vertex_count_; }
    const Bounds& bounds() const { return bounds_; }  // of the rest pose

private:
    struct Part {
        const model::Mesh* mesh;
        const model::Material* material;
        GLuint program = 0;
        gfx::VertexArrayName vertex_array;
        gfx::BufferName fixed, indices;  // uv and colour; triangles
        GLsizei index_count = 0;
        bool has_colour = false;
        std::size_t first_vertex = 0;
        std::vector<std::uint32_t> triangles;             // skinned only: what is left of the mesh's after simplification
        Topology topology;
        std::vector<std::uint32_t> front, back, outline;  // of this tick, for the eye of face(); they lie in this order in `indices`
    };

    core::Status add_textures();
    core::Status add_part(const model::Mesh& mesh, std::size_t first_vertex, std::span<const SkinnedVertex> rest, Programs& programs, Motion motion);
    void bind_textures(const model::Material& material) const;
    void draw_part(const Part& part, GLuint program, std::size_t first, std::size_t count) const;
    void draw_surface(const Part& part, Pass pass) const;
    void draw_outline(const Part& part, Programs& programs) const;

    std::shared_ptr<const model::Model> model_;
    std::vector<gfx::TextureName> textures_;  // by image
    std::vector<Part> parts_;
    gfx::BufferName moving_;
    std::vector<std::uint8_t> facing_;  // scratch of face()
    std::size_t vertex_count_ = 0;
    Motion motion_ = Motion::Still;
    Use use_ = Use::Shaded;
    Bounds bounds_;
};

}  // namespace compere::render
