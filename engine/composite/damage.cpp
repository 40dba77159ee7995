#include "composite/damage.h"

namespace compere::composite {

void Damage::add(const gfx::Box& box) {
    const gfx::Box inside = gfx::common(box, {0, 0, width_px_, height_px_});
    if (inside.is_empty()) return;
    const int left = inside.x & ~1, right = std::min(width_px_, (inside.x + inside.width + 1) & ~1);
    for (int row = inside.y / 2; 2 * row < inside.y + inside.height; ++row) {
        Stretch& s = rows_[static_cast<std::size_t>(row)];
        s = s.left < s.right ? Stretch{std::min(s.left, left), std::max(s.right, right)} : Stretch{left, right};
    }
}

}  // namespace compere::composite
