#include "render/still_plate.h"

namespace compere::render {
namespace {

constexpr int kSamples = 4;

void draw_still(Stage& stage, const gfx::Target& target) {
    target.bind();
    glDisable(GL_SCISSOR_TEST);
    glDisable(GL_BLEND);
    glDepthMask(GL_TRUE);
    glClear(GL_DEPTH_BUFFER_BIT);
    glDisable(GL_DEPTH_TEST);
    glDisable(GL_CULL_FACE);
    stage.draw_backdrop(target.width_px(), target.height_px());
    glEnable(GL_DEPTH_TEST);
    glDepthFunc(GL_LEQUAL);
    stage.draw_set();
}

}  // namespace

core::Result<StillPlate> StillPlate::draw(Stage& stage, const glm::mat4& view_projection, const glm::vec3& eye, int width_px, int height_px) {
    stage.bind(view_projection, eye);
    auto plain = gfx::Target::create(width_px, height_px, gfx::Depth::Yes);
    if (!plain) return plain.error();
    auto picture = gfx::Target::create(width_px, height_px, gfx::Depth::No);
    if (!picture) return picture.error();
    draw_still(stage, *plain);
    const gfx::Box all{0, 0, width_px, height_px};
    // Drawn once, so it may be anti-aliased at any price; the samples are given back at once. A driver that refuses them leaves it plain.
    if (const auto fine = gfx::Target::create(width_px, height_px, gfx::Depth::Yes, kSamples)) {
        draw_still(stage, *fine);
        fine->copy_box_to(*picture, all, gfx::Depth::No);
    } else {
        plain->copy_box_to(*picture, all, gfx::Depth::No);
    }
    return StillPlate{std::move(*plain), std::move(*picture)};
}

}  // namespace compere::render
