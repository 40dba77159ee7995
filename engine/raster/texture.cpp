#include "raster/texture.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/check.h"

namespace compere::raster {

Texture::Texture(int width_px, int height_px, std::span<const std::uint8_t> rgba) {
    const std::size_t count = static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px);
    COMPERE_CHECK(width_px > 0 && height_px > 0 && rgba.size() >= count * 4);
    steps_.push_back({width_px, height_px, 0});
    while (steps_.back().width > 1 || steps_.back().height > 1) {
        const Step& last = steps_.back();
        const std::size_t past = last.first + static_cast<std::size_t>(last.width) * static_cast<std::size_t>(last.height);
        steps_.push_back({std::max(1, last.width / 2), std::max(1, last.height / 2), past});
    }
    texels_.resize(steps_.back().first + 1);
    std::memcpy(texels_.data(), rgba.data(), count * 4);
    for (std::size_t i = 1; i < steps_.size(); ++i) {
        const Step &from = steps_[i - 1], &to = steps_[i];
        for (int y = 0; y < to.height; ++y) {
            for (int x = 0; x < to.width; ++x) {
                const int x0 = std::min(2 * x, from.width - 1), x1 = std::min(2 * x + 1, from.width - 1), y0 = std::min(2 * y, from.height - 1), y1 = std::min(2 * y + 1, from.height - 1);
                const auto at = [&](int column, int row) { return texels_[from.first + static_cast<std::size_t>(row) * static_cast<std::size_t>(from.width) + static_cast<std::size_t>(column)]; };
                const unsigned a = at(x0, y0), b = at(x1, y0), c = at(x0, y1), d = at(x1, y1);
                constexpr unsigned kLower = 0x00ff00ffu, kHalf = 0x00020002u;
                const unsigned rb = (((a & kLower) + (b & kLower) + (c & kLower) + (d & kLower) + kHalf) >> 2) & kLower;
                const unsigned ga = ((((a >> 8) & kLower) + ((b >> 8) & kLower) + ((c >> 8) & kLower) + ((d >> 8) & kLower) + kHalf) >> 2) & kLower;
                texels_[to.first + static_cast<std::size_t>(y) * static_cast<std::size_t>(to.width) + static_cast<std::size_t>(x)] = rb | ga << 8;
            }
        }
    }
}

Level Texture::level_for(float texels_per_px, bool repeats) const {
    const float lod = std::clamp(std::log2(std::max(texels_per_px, 1e-3f)), 0.0f, static_cast<float>(levels() - 1));
    const Step& step = steps_[static_cast<std::size_t>(std::lround(lod))];
    return {texels_.data() + step.first, step.width, step.height, repeats ? 1 : 0};
}

}  // namespace compere::raster
