#pragma once

#include <functional>
#include <glm/glm.hpp>

#include "core/error.h"
#include "gfx/gl_name.h"
#include "render/skin_job.h"

namespace compere::render {

// A depth picture from one directional light over a box of space. Frame thread only.
class ShadowMap {
public:
    static core::Result<ShadowMap> create(int size_px);

    // The light's view of `bounds`; `draw` draws depth with the view-projection it is given (already in the bound block).
    void draw(const std::function<void()>& draw_depth) const;
    static glm::mat4 view_projection(const glm::vec3& towards_light, const Bounds& bounds);
    // From the stage to map coordinates 0…1.
    static glm::mat4 lookup(const glm::mat4& view_projection);
    GLuint texture() const { return depth_.get(); }

private:
    int size_px_ = 0;
    gfx::TextureName depth_;
    gfx::FramebufferName framebuffer_;
};

}  // namespace compere::render
