#include "composite/gl_compositor.h"

#include "gfx/nv12.h"
#include "gfx/program.h"

namespace compere::composite {

core::Result<std::unique_ptr<GlCompositor>> GlCompositor::create(int width_px, int height_px, const std::string& label) {
    auto picture = gfx::Target::create(width_px, height_px, gfx::Depth::No);
    if (!picture) return picture.error();
    auto plain = gfx::make_program("composite/layer.vert", "composite/layer.frag");
    if (!plain) return plain.error();
    auto faded = gfx::make_program("composite/layer.vert", "composite/layer.frag", {"FADED"});
    if (!faded) return faded.error();
    return std::unique_ptr<GlCompositor>{new GlCompositor{std::move(*picture), std::move(*plain), std::move(*faded), label}};
}

GlCompositor::GlCompositor(gfx::Target picture, gfx::ProgramName plain, gfx::ProgramName faded, const std::string& label)
    : Compositor{picture.width_px(), picture.height_px(), label, gfx::Executor::Gl}, picture_{std::move(picture)}, plain_{std::move(plain)}, faded_{std::move(faded)}, empty_{gfx::make_vertex_array()} {
    bgra_.resize(static_cast<std::size_t>(width_px_) * static_cast<std::size_t>(height_px_) * 4);
}

void GlCompositor::begin(Ground ground) {
    begin_tick();
    ground_ = ground;
    if (ground == Ground::Stage) note_movement();
}

void GlCompositor::blend(const Item& item) {
    const float w = static_cast<float>(width_px_), h = static_cast<float>(height_px_);
    const Layer& layer = *item.layer;
    glUseProgram(item.opacity < 1 ? faded_.get() : plain_.get());
    glUniform4f(0, 2 * static_cast<float>(layer.x) / w - 1, 2 * static_cast<float>(layer.y) / h - 1, 2 * static_cast<float>(layer.width_px) / w, 2 * static_cast<float>(layer.height_px) / h);
    if (item.opacity < 1) glUniform1f(1, item.opacity);
    glBindTextureUnit(0, layer.texture.get());
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
}

void GlCompositor::blend_stack(signal::VideoFrame&) {
    picture_.bind();
    glDisable(GL_DEPTH_TEST);
    glDisable(GL_CULL_FACE);
    glDisable(GL_SCISSOR_TEST);
    if (ground_ == Ground::Plain) {
        glClearColor(0.07f, 0.08f, 0.10f, 1);
        glClear(GL_COLOR_BUFFER_BIT);
    }
    glEnable(GL_BLEND);
    glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
    glBindVertexArray(empty_.get());
    for (const Item& item : stack_) {
        count(item.slot, item.box.pixels(), [&] { blend(item); });
    }
    glDisable(GL_BLEND);
    redrawn_pixels_ += std::int64_t{width_px_} * height_px_;
}

void GlCompositor::read(signal::VideoFrame& out) {
    out.resize(width_px_, height_px_);
    picture_.read({0, 0, width_px_, height_px_}, bgra_);
    gfx::bgra_to_nv12(bgra_, width_px_, height_px_, gfx::Dither::Yes, out.nv12);
}

}  // namespace compere::composite
