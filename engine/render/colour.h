#pragma once

#include <cmath>

namespace compere::render {

// IEC 61966-2-1.
inline float srgb_from_linear(float v) {
    return v <= 0.0031308f ? 12.92f * v : 1.055f * std::pow(v, 1 / 2.4f) - 0.055f;
}

}  // namespace compere::render
