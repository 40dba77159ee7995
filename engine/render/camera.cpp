#include "render/camera.h"

#include <algorithm>
#include <cmath>
#include <glm/gtc/matrix_transform.hpp>

namespace compere::render {

glm::mat4 Camera::view_projection(int width_px, int height_px) const {
    const float aspect = static_cast<float>(width_px) / static_cast<float>(height_px);
    const float longer = glm::radians(fov_deg);
    const float vertical = aspect <= 1 ? longer : 2 * std::atan(std::tan(longer / 2) / aspect);
    const float distance = glm::length(look_at - at);
    return glm::perspective(vertical, aspect, 0.15f * distance, 12 * distance + 5) * glm::lookAt(at, look_at, glm::vec3{0, 1, 0});
}

gfx::Box covered_box(const Bounds& bounds, const glm::mat4& view_projection, int width_px, int height_px, int margin_px) {
    if (bounds.is_empty()) return {};
    float left = 1e9f, right = -1e9f, top = 1e9f, bottom = -1e9f;
    for (int corner = 0; corner < 8; ++corner) {
        const glm::vec4 p{corner & 1 ? bounds.high.x : bounds.low.x, corner & 2 ? bounds.high.y : bounds.low.y, corner & 4 ? bounds.high.z : bounds.low.z, 1};
        const glm::vec4 clip = view_projection * p;
        if (clip.w < 1e-3f) return {0, 0, width_px, height_px};  // reaches behind the camera: anything may be covered
        const float x = (clip.x / clip.w * 0.5f + 0.5f) * static_cast<float>(width_px);
        const float y = (0.5f - clip.y / clip.w * 0.5f) * static_cast<float>(height_px);
        left = std::min(left, x);
        right = std::max(right, x);
        top = std::min(top, y);
        bottom = std::max(bottom, y);
    }
    const auto low = [&](float v, int limit) { return std::clamp((static_cast<int>(std::floor(std::clamp(v, -1e6f, 1e6f))) - margin_px) & ~1, 0, limit); };
    const auto high = [&](float v, int limit) { return std::clamp((static_cast<int>(std::ceil(std::clamp(v, -1e6f, 1e6f))) + margin_px + 1) & ~1, 0, limit); };
    const int x0 = low(left, width_px), x1 = high(right, width_px), y0 = low(top, height_px), y1 = high(bottom, height_px);
    return {x0, y0, x1 - x0, y1 - y0};
}

gfx::Box united(gfx::Box a, gfx::Box b) {
    if (a.is_empty()) return b;
    if (b.is_empty()) return a;
    const int x0 = std::min(a.x, b.x), y0 = std::min(a.y, b.y);
    const int x1 = std::max(a.x + a.width, b.x + b.width), y1 = std::max(a.y + a.height, b.y + b.height);
    return {x0, y0, x1 - x0, y1 - y0};
}

}  // namespace compere::render
