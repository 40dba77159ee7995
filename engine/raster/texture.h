#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "raster/kernels.h"

namespace compere::raster {

// A picture for the CPU with all its smaller levels, coded as it came, 8-bit RGBA. Any thread once made.
class Texture {
public:
    Texture(int width_px, int height_px, std::span<const std::uint8_t> rgba);

    // The level whose texels come nearest to a pixel when level 0 has `texels_per_px` of them along one.
    Level level_for(float texels_per_px, bool repeats) const;
    int width_px() const { return steps_.front().width; }
    int height_px() const { return steps_.front().height; }
    int levels() const { return static_cast<int>(steps_.size()); }

private:
    struct Step {
        int width, height;
        std::size_t first;
    };
    std::vector<Step> steps_;
    std::vector<unsigned> texels_;
};

}  // namespace compere::raster
