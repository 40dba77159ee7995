#include "render/shadow_map.h"

#include <cmath>
#include <glm/gtc/matrix_transform.hpp>

namespace compere::render {

core::Result<ShadowMap> ShadowMap::create(int size_px) {
    ShadowMap out;
    out.size_px_ = size_px;
    GLuint name = 0;
    glGenTextures(1, &name);
    out.depth_ = gfx::TextureName{name};
    glBindTexture(GL_TEXTURE_2D, name);
    glTexStorage2D(GL_TEXTURE_2D, 1, GL_DEPTH_COMPONENT32F, size_px, size_px);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_COMPARE_MODE, GL_COMPARE_REF_TO_TEXTURE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    GLuint framebuffer = 0;
    glGenFramebuffers(1, &framebuffer);
    out.framebuffer_ = gfx::FramebufferName{framebuffer};
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_TEXTURE_2D, name, 0);
    glDrawBuffer(GL_NONE);
    if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE) return core::fail("the graphics driver refuses a shadow map of {} pixels", size_px);
    return out;
}

glm::mat4 ShadowMap::view_projection(const glm::vec3& towards_light, const Bounds& bounds) {
    const glm::vec3 centre = (bounds.low + bounds.high) * 0.5f;
    const float radius = std::max(0.1f, glm::length(bounds.high - bounds.low) * 0.5f);
    const glm::vec3 up = std::abs(towards_light.y) > 0.98f ? glm::vec3{0, 0, 1} : glm::vec3{0, 1, 0};
    const glm::mat4 view = glm::lookAt(centre + towards_light * radius * 2.0f, centre, up);
    return glm::ortho(-radius, radius, -radius, radius, radius * 0.5f, radius * 3.5f) * view;
}

glm::mat4 ShadowMap::lookup(const glm::mat4& view_projection) {
    // The vertex shader flips y for every target, so the map's rows run the other way than clip space.
    const glm::mat4 bias{glm::vec4{0.5f, 0, 0, 0}, glm::vec4{0, -0.5f, 0, 0}, glm::vec4{0, 0, 0.5f, 0}, glm::vec4{0.5f, 0.5f, 0.5f, 1}};
    return bias * view_projection;
}

void ShadowMap::draw(const std::function<void()>& draw_depth) const {
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_.get());
    glViewport(0, 0, size_px_, size_px_);
    glEnable(GL_DEPTH_TEST);
    glDepthMask(GL_TRUE);
    glDepthFunc(GL_LESS);
    glDisable(GL_CULL_FACE);
    glDisable(GL_SCISSOR_TEST);
    glClear(GL_DEPTH_BUFFER_BIT);
    draw_depth();
}

}  // namespace compere::render
