#pragma once

#include <algorithm>
#include <vector>

#include "gfx/nv12.h"

namespace compere::composite {

// Where a picture must be drawn again: of every second row one stretch, from the leftmost to the rightmost box that was added. Frame
// thread only; keeps its memory.
class Damage {
public:
    Damage(int width_px, int height_px) : width_px_{width_px}, height_px_{height_px}, rows_(static_cast<std::size_t>((height_px + 1) / 2)) {}

    void clear() { std::fill(rows_.begin(), rows_.end(), Stretch{}); }
    void add(const gfx::Box& box);  // widened to even numbers, clipped to the picture
    void add_all() { add({0, 0, width_px_, height_px_}); }

    // Even boxes that do not overlap, from the top down: all that was added and perhaps more.
    template <class Visit>
    void for_boxes(const Visit& visit) const {
        for (std::size_t row = 0; row < rows_.size();) {
            std::size_t past = row + 1;
            while (past < rows_.size() && rows_[past] == rows_[row]) {
                ++past;
            }
            const Stretch& s = rows_[row];
            if (s.left < s.right) visit(gfx::Box{s.left, static_cast<int>(2 * row), s.right - s.left, std::min(height_px_, static_cast<int>(2 * past)) - static_cast<int>(2 * row)});
            row = past;
        }
    }

private:
    struct Stretch {
        int left = 0, right = 0;  // pixels, past the end
        bool operator==(const Stretch&) const = default;
    };
    int width_px_, height_px_;
    std::vector<Stretch> rows_;
};

}  // namespace compere::composite
