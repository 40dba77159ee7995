#pragma once

#include <memory>
#include <vector>

#include "core/error.h"
#include "gfx/gl_name.h"
#include "model/model.h"
#include "render/materials.h"
#include "render/skin_job.h"

namespace compere::render {

enum class Motion { Still, Skinned };
enum class Pass { Opaque, Blended, Outline, Depth };

// A model on the graphics card: textures decoded, buffers filled, a shader variant chosen for each part. Positions and normals of a
// skinned model are written anew by update(). Frame thread only.
class GpuModel {
public:
    static core::Result<GpuModel> create(std::shared_ptr<const model::Model> model, Programs& programs, Motion motion, bool shadow);

    // One SkinnedVertex per vertex of all meshes, in order.
    void update(std::span<const SkinnedVertex> vertices);
    void draw(Pass pass, Programs& programs) const;

    const model::Model& source() const { return *model_; }
    std::size_t vertex_count() const { return vertex_count_; }
    const Bounds& bounds() const { return bounds_; }  // of the rest pose
    int missing_textures() const { return missing_textures_; }

private:
    struct Part {
        const model::Mesh* mesh;
        const model::Material* material;
        GLuint program = 0;
        gfx::VertexArrayName vertex_array;
        gfx::BufferName fixed, indices;  // uv and colour; triangles
        GLsizei index_count = 0;
        bool has_colour = false;
    };

    core::Status add_textures();
    core::Status add_part(const model::Mesh& mesh, std::size_t first_vertex, Programs& programs, bool shadow);
    void bind_textures(const model::Material& material) const;
    void draw_part(const Part& part, GLuint program) const;

    std::shared_ptr<const model::Model> model_;
    std::vector<gfx::TextureName> textures_;  // by image
    std::vector<Part> parts_;
    gfx::BufferName moving_;
    std::size_t vertex_count_ = 0;
    Bounds bounds_;
    int missing_textures_ = 0;
    model::Material plain_;
};

}  // namespace compere::render
