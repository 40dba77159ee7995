#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "core/error.h"
#include "image/picture.h"
#include "model/model.h"
#include "raster/rasteriser.h"
#include "render/environment.h"
#include "render/figure.h"
#include "render/frame_block.h"
#include "render/shadow_map.h"

namespace compere::render {

struct Light {
    glm::vec3 towards{0, 1, 0};  // any length
    glm::vec3 linear_rgb{1};
    float strength = 1;
    bool casts_shadow = false;
};

struct StageSource {
    std::shared_ptr<const model::Model> set;  // null: a plain colour or picture
    std::optional<image::Panorama> sky;
    std::optional<image::Picture> image;
    glm::vec3 colour_srgb{0.12f};
    float sky_strength = 1;
    float sky_turn_rad = 0;
    float exposure = 1;
    std::vector<Light> lights;  // the first is the key light of toon figures
};

struct FigureSource {
    std::shared_ptr<const model::Model> model;
    glm::mat4 place{1};
};

// The 3D world of a room, shared by all its views: set, sky, lights, figures. Frame thread only.
class Stage {
public:
    static core::Result<Stage> create(const StageSource& source, const std::vector<FigureSource>& figures, gfx::Executor executor = gfx::Executor::Gl);

    void set_pose(std::size_t figure, const signal::Pose& pose) { figures_[figure].set_pose(pose); }
    // Once the figures stand in the pose that casts the still shadow; before the first view is drawn.
    void draw_shadow();

    // Camera, lights, sky and shadow map for what is drawn next.
    void bind(const glm::mat4& view_projection, const glm::vec3& eye) const;
    void draw_backdrop(int width_px, int height_px) const;
    void draw_set();
    void draw_figures(const glm::vec3& eye);
    Bounds figure_bounds() const;
    // The same for the CPU's rasteriser.
    const raster::Scene& scene() const { return scene_; }
    raster::Rasteriser& rasteriser() { return rasteriser_; }  // of all its views
    void add_parts(const glm::mat4& view_projection, int height_px, float error_px, std::vector<raster::Part>& solid, std::vector<raster::Part>& blended);

private:
    Programs programs_;
    std::optional<GpuModel> set_;
    std::vector<Figure> figures_;
    std::optional<ShadowMap> shadow_;
    int shadow_light_ = -1;
    gfx::TextureName sky_;
    gfx::TextureName image_;
    float image_aspect_ = 1;
    gfx::ProgramName backdrop_;
    gfx::BufferName uniform_buffer_;
    gfx::VertexArrayName empty_;
    glm::vec3 colour_srgb_{0};
    FrameBlock block_;
    raster::Rasteriser rasteriser_;
    raster::Scene scene_{};
    std::vector<unsigned> sky_texels_;  // of the scene
};

}  // namespace compere::render
