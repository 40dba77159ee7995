#pragma once

#include <list>
#include <memory>
#include <vector>

#include "core/error.h"
#include "model/model.h"
#include "raster/part.h"
#include "raster/texture.h"
#include "render/facing.h"
#include "render/skin_job.h"

namespace compere::render {

// A model as the CPU's rasteriser takes it: textures with their levels, materials as plain numbers, triangles that are worth drawing.
// One thread.
class CpuModel {
public:
    static core::Result<CpuModel> create(std::shared_ptr<const model::Model> model);
    std::size_t parts() const { return stock_.size(); }

    // `vertices`: one per vertex of all meshes, in order. `px_per_m` picks triangles, as few as move no
    // surface by more than `error_px`, and texture levels. What is new is prepared first, so every view asks once before going live. The
    // parts borrow from both.
    void add_parts(std::span<const SkinnedVertex> vertices, float px_per_m, float error_px, std::vector<raster::Part>& solid, std::vector<raster::Part>& blended);

private:
    struct Stock {
        const model::Mesh* mesh;
        const model::Material* material;
        std::size_t first_vertex;
        std::vector<glm::vec2> uv;
        bool has_colour;
        float uv_per_m;  // how far one goes in texture space along a metre of the surface
        raster::Surface surface;
    };
    struct Shape {  // of one stock
        std::vector<std::uint32_t> triangles;
        Topology topology;
    };
    struct Detail {
        float error_m;
        std::vector<Shape> shapes;
    };
    const Detail& detail(float error_m);
    void add_stock(const model::Mesh& mesh, std::size_t first_vertex, std::span<const SkinnedVertex> rest);
    raster::Level level(const model::TextureRef& ref, float uv_per_px) const;

    std::shared_ptr<const model::Model> model_;
    std::vector<raster::Texture> textures_;  // by image
    std::vector<Stock> stock_;
    std::vector<SkinnedVertex> rest_;
    std::list<Detail> details_;  // that parts may borrow from, so they stay where they are
};

}  // namespace compere::render
