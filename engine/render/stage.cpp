#include "render/stage.h"

#include <algorithm>

#include "gfx/program.h"
#include "gfx/texture.h"

namespace compere::render {
namespace {

constexpr int kShadowSize = 1024;  // drawn once for the still plate, so it may be finer than a live one

gfx::TextureName sky_texture(const Environment& environment) {
    GLuint name = 0;
    glGenTextures(1, &name);
    glBindTexture(GL_TEXTURE_2D, name);
    for (int level = 0; level < Environment::kLevels; ++level) {
        const int width = Environment::kWidth >> level;
        glTexImage2D(GL_TEXTURE_2D, level, GL_RGB16F, width, width / 2, 0, GL_RGB, GL_FLOAT, environment.levels[static_cast<std::size_t>(level)].data());
    }
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAX_LEVEL, Environment::kLevels - 1);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR_MIPMAP_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_REPEAT);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    return gfx::TextureName{name};
}

FrameBlock lit_block(const StageSource& source, const Environment& environment, int& shadow_light) {
    FrameBlock block;
    std::vector<Light> lights = source.lights;
    if (lights.empty()) lights.push_back({{-0.5f, 0.6f, 0.75f}, {1, 0.96f, 0.9f}, 0.8f, true});
    lights.resize(std::min<std::size_t>(lights.size(), 4));
    for (std::size_t i = 0; i < lights.size(); ++i) {
        block.light_direction[i] = glm::vec4{glm::normalize(lights[i].towards), lights[i].strength};
        block.light_colour[i] = glm::vec4{lights[i].linear_rgb, 1};
        if (lights[i].casts_shadow && shadow_light < 0) shadow_light = static_cast<int>(i);
    }
    for (std::size_t i = 0; i < 9; ++i) {
        block.irradiance[i] = glm::vec4{environment.irradiance[i], 0};
    }
    block.counts = {static_cast<float>(lights.size()), static_cast<float>(shadow_light), Environment::kLevels, 0};
    block.camera.w = source.exposure;
    return block;
}

raster::Scene scene_of(const FrameBlock& block, const std::vector<unsigned>& sky) {
    raster::Scene out{};
    out.exposure = block.camera.w;
    out.light_count = static_cast<int>(block.counts.x);
    for (std::size_t l = 0; l < 4; ++l) {
        for (int k = 0; k < 3; ++k) {
            out.light[l].towards[k] = block.light_direction[l][k];
            out.light[l].rgb[k] = block.light_colour[l][k] * block.light_direction[l].w;
        }
    }
    for (std::size_t i = 0; i < 9; ++i) {
        for (int k = 0; k < 3; ++k) {
            out.irradiance[i][k] = block.irradiance[i][k];
        }
    }
    out.sky = sky.data();
    return out;
}

}  // namespace

core::Result<Stage> Stage::create(const StageSource& source, const std::vector<FigureSource>& figures, gfx::Executor executor) {
    Stage out;
    const Environment environment = source.sky ? make_environment(*source.sky, source.sky_strength, source.sky_turn_rad) : make_studio(source.sky_strength);
    out.sky_ = sky_texture(environment);
    out.block_ = lit_block(source, environment, out.shadow_light_);
    if (executor == gfx::Executor::Cpu) {
        out.sky_texels_ = octahedral(environment);
        out.scene_ = scene_of(out.block_, out.sky_texels_);
    }
    out.colour_srgb_ = source.colour_srgb;
    out.empty_ = gfx::make_vertex_array();
    out.uniform_buffer_ = gfx::make_buffer();
    glNamedBufferData(out.uniform_buffer_.get(), sizeof(FrameBlock), &out.block_, GL_DYNAMIC_DRAW);
    if (out.shadow_light_ >= 0) {
        auto map = ShadowMap::create(kShadowSize);
        if (!map) return map.error();
        out.shadow_ = std::move(*map);
        if (const auto depth = out.programs_.depth(); !depth) return depth.error();
    }
    if (source.set) {
        auto set = GpuModel::create(source.set, out.programs_, Motion::Still, out.shadow_light_ >= 0 ? Use::Shadowed : Use::Shaded);
        if (!set) return set.error();
        out.set_ = std::move(*set);
    }
    std::size_t parts = 0;
    for (const FigureSource& figure : figures) {
        auto made = Figure::create(figure.model, out.programs_, figure.place, executor);
        if (!made) return made.error();
        parts += made->cpu_parts();
        if (parts > raster::kMaxParts) return core::fail("{}: with it the stage has {} surfaces, more than {}", figure.model->file, parts, raster::kMaxParts);
        out.figures_.push_back(std::move(*made));
    }
    std::vector<std::string> defines;
    if (source.image) {
        out.image_ = gfx::make_material_texture(source.image->width_px, source.image->height_px, source.image->rgba, gfx::Wrap::Clamp);
        out.image_aspect_ = static_cast<float>(source.image->width_px) / static_cast<float>(source.image->height_px);
        defines.emplace_back("IMAGE");
    }
    auto backdrop = gfx::make_program("render/backdrop.vert", "render/backdrop.frag", defines);
    if (!backdrop) return backdrop.error();
    out.backdrop_ = std::move(*backdrop);
    return out;
}

void Stage::draw_shadow() {
    if (!shadow_) return;
    Bounds bounds = figure_bounds();
    if (set_) {
        // A set may be far larger than what the camera sees; the map covers the surroundings of the figures.
        const Bounds& set = set_->bounds();
        const glm::vec3 reach{3.0f};
        bounds.add(glm::max(set.low, bounds.low - reach));
        bounds.add(glm::min(set.high, bounds.high + reach));
    }
    const glm::vec3 towards{block_.light_direction[static_cast<std::size_t>(shadow_light_)]};
    const glm::mat4 matrix = ShadowMap::view_projection(towards, bounds);
    block_.shadow_matrix = ShadowMap::lookup(matrix);
    FrameBlock from_light = block_;
    from_light.view_projection = matrix;
    glNamedBufferSubData(uniform_buffer_.get(), 0, sizeof from_light, &from_light);
    glBindBufferBase(GL_UNIFORM_BUFFER, 0, uniform_buffer_.get());
    shadow_->draw([&] {
        if (set_) set_->draw(Pass::Depth, programs_);
        for (Figure& figure : figures_) {
            figure.draw_depth(programs_);
        }
    });
}

void Stage::add_parts(const glm::mat4& view_projection, int height_px, float error_px, std::vector<raster::Part>& solid, std::vector<raster::Part>& blended) {
    for (Figure& figure : figures_) {
        figure.add_parts(view_projection, height_px, error_px, solid, blended);
    }
}

void Stage::bind(const glm::mat4& view_projection, const glm::vec3& eye) const {
    FrameBlock block = block_;
    block.view_projection = view_projection;
    block.camera = glm::vec4{eye, block.camera.w};
    glNamedBufferSubData(uniform_buffer_.get(), 0, sizeof block, &block);
    glBindBufferBase(GL_UNIFORM_BUFFER, 0, uniform_buffer_.get());
    glFrontFace(GL_CW);  // y is flipped in the vertex shader, and with it the winding
    glBindTextureUnit(4, sky_.get());
    if (shadow_) glBindTextureUnit(5, shadow_->texture());
}

void Stage::draw_backdrop(int width_px, int height_px) const {
    glUseProgram(backdrop_.get());
    glBindVertexArray(empty_.get());
    const glm::vec3 top = colour_srgb_ * 1.12f, bottom = colour_srgb_ * 0.82f;
    glUniform4f(0, top.r, top.g, top.b, 1);
    glUniform4f(1, bottom.r, bottom.g, bottom.b, 1);
    if (image_.get() != 0) {
        const float aspect = static_cast<float>(width_px) / static_cast<float>(height_px);
        const glm::vec2 scale = aspect < image_aspect_ ? glm::vec2{aspect / image_aspect_, 1} : glm::vec2{1, image_aspect_ / aspect};
        glUniform4f(2, (1 - scale.x) / 2, (1 - scale.y) / 2, scale.x, scale.y);
        glBindTextureUnit(0, image_.get());
    }
    glDrawArrays(GL_TRIANGLES, 0, 3);
}

void Stage::draw_set() {
    if (!set_) return;
    glEnable(GL_CULL_FACE);
    glCullFace(GL_BACK);
    set_->draw(Pass::Opaque, programs_);
    glEnable(GL_BLEND);
    glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
    glDepthMask(GL_FALSE);
    set_->draw(Pass::Blended, programs_);
    glDepthMask(GL_TRUE);
    glDisable(GL_BLEND);
}

void Stage::draw_figures(const glm::vec3& eye) {
    for (Figure& figure : figures_) {
        figure.draw(programs_, eye);
    }
}

Bounds Stage::figure_bounds() const {
    Bounds out;
    for (const Figure& figure : figures_) {
        if (figure.bounds().is_empty()) continue;
        out.add(figure.bounds().low);
        out.add(figure.bounds().high);
    }
    return out;
}

}  // namespace compere::render
