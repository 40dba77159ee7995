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

void GlCompositor::begin() {
    Compositor::begin();
    picture_.bind();
    glDisable(GL_DEPTH_TEST);
    glDisable(GL_CULL_FACE);
    glDisable(GL_SCISSOR_TEST);
    glEnable(GL_BLEND);
    glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
    glBindVertexArray(empty_.get());
}

void GlCompositor::blend(const Layer& layer, float opacity) {
    const float w = static_cast<float>(width_px_), h = static_cast<float>(height_px_);
    glUseProgram(opacity < 1 ? faded_.get() : plain_.get());
    glUniform4f(0, 2 * static_cast<float>(layer.x) / w - 1, 2 * static_cast<float>(layer.y) / h - 1, 2 * static_cast<float>(layer.width_px) / w, 2 * static_cast<float>(layer.height_px) / h);
    if (opacity < 1) glUniform1f(1, opacity);
    glBindTextureUnit(0, layer.texture.get());
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
}

void GlCompositor::read(signal::VideoFrame& out) {
    glDisable(GL_BLEND);
    out.resize(width_px_, height_px_);
    picture_.read({0, 0, width_px_, height_px_}, bgra_);
    gfx::bgra_to_nv12(bgra_, width_px_, height_px_, gfx::Dither::Yes, out.nv12);
}

}  // namespace compere::composite
