#pragma once

#include <algorithm>
#include <cstdint>

namespace compere::gfx {

// A rectangle of a picture: pixels, y down from the top row.
struct Box {
    int x = 0, y = 0, width = 0, height = 0;
    bool is_empty() const { return width <= 0 || height <= 0; }
    std::int64_t pixels() const { return is_empty() ? 0 : std::int64_t{width} * height; }
    bool operator==(const Box&) const = default;
};

// What both hold, perhaps empty.
inline Box common(const Box& a, const Box& b) {
    const int left = std::max(a.x, b.x), top = std::max(a.y, b.y);
    return {left, top, std::max(0, std::min(a.x + a.width, b.x + b.width) - left), std::max(0, std::min(a.y + a.height, b.y + b.height) - top)};
}

}  // namespace compere::gfx
