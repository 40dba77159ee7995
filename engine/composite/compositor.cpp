#include "composite/compositor.h"

#include "core/check.h"
#include "gfx/nv12.h"
#include "gfx/program.h"

namespace compere::composite {

core::Result<Compositor> Compositor::create(int width_px, int height_px, const std::string& label) {
    auto picture = gfx::Target::create(width_px, height_px, gfx::Depth::No);
    if (!picture) return picture.error();
    Compositor out{std::move(*picture)};
    auto plain = gfx::make_program("composite/layer.vert", "composite/layer.frag");
    if (!plain) return plain.error();
    auto faded = gfx::make_program("composite/layer.vert", "composite/layer.frag", {"FADED"});
    if (!faded) return faded.error();
    out.plain_ = std::move(*plain);
    out.faded_ = std::move(*faded);
    out.empty_ = gfx::make_vertex_array();
    const Artwork art = composite::draw_label(label, out.scale());
    out.label_ = {art.x, art.y, art.width_px, art.height_px, gfx::make_layer_texture(art.width_px, art.height_px, art.bgra)};
    const std::vector<std::uint8_t> white(4 * 4 * 4, 255);
    const int w = width_px / 3, h = height_px / 5;
    out.white_ = {(width_px - w) / 2, (height_px - h) / 2, w, h, gfx::make_layer_texture(4, 4, white)};
    out.bgra_.resize(static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px) * 4);
    return out;
}

Compositor::Compositor(gfx::Target picture) : picture_{std::move(picture)} {}

void Compositor::begin() {
    picture_.bind();
    glDisable(GL_DEPTH_TEST);
    glDisable(GL_CULL_FACE);
    glDisable(GL_SCISSOR_TEST);
    glEnable(GL_BLEND);
    glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
    glBindVertexArray(empty_.get());
    label_drawn_ = false;
}

void Compositor::draw(const Layer& layer, float opacity) {
    COMPERE_CHECK(!label_drawn_);
    const float w = static_cast<float>(picture_.width_px()), h = static_cast<float>(picture_.height_px());
    glUseProgram(opacity < 1 ? faded_.get() : plain_.get());
    glUniform4f(0, 2 * static_cast<float>(layer.x) / w - 1, 2 * static_cast<float>(layer.y) / h - 1, 2 * static_cast<float>(layer.width_px) / w, 2 * static_cast<float>(layer.height_px) / h);
    if (opacity < 1) glUniform1f(1, opacity);
    glBindTextureUnit(0, layer.texture.get());
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
}

void Compositor::draw_clap() {
    draw(white_);
}

void Compositor::draw_label() {
    draw(label_);
    label_drawn_ = true;
}

void Compositor::read(signal::VideoFrame& out) {
    COMPERE_CHECK(label_drawn_);
    glDisable(GL_BLEND);
    out.width_px = picture_.width_px();
    out.height_px = picture_.height_px();
    out.nv12.resize(out.luma_bytes() * 3 / 2);
    picture_.read({0, 0, out.width_px, out.height_px}, bgra_);
    gfx::bgra_to_nv12(bgra_, out.width_px, out.height_px, gfx::Dither::Yes, out.nv12);
}

}  // namespace compere::composite
