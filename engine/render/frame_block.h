#pragma once

#include <array>
#include <glm/glm.hpp>

namespace compere::render {

// The uniform block of shaders/common/frame.glsl, std140.
struct FrameBlock {
    glm::mat4 view_projection{1};
    glm::mat4 shadow_matrix{1};
    glm::vec4 camera{0, 0, 0, 1};
    std::array<glm::vec4, 4> light_direction{};
    std::array<glm::vec4, 4> light_colour{};
    std::array<glm::vec4, 9> irradiance{};
    glm::vec4 counts{0, -1, 1, 0};
};
static_assert(sizeof(FrameBlock) == (4 + 4 + 1 + 4 + 4 + 9 + 1) * 16);

}  // namespace compere::render
