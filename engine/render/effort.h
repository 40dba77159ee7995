#pragma once

namespace compere::render {

// What a view spends on figures; what it shows stays the same.
struct Effort {
    int samples = 4;         // of a pixel, 1: edges are steps
    float error_px = 0.75f;  // by which triangles may be left out (on the CPU)
    bool operator==(const Effort&) const = default;
};

}  // namespace compere::render
