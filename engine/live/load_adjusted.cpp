#include "live/live.h"

#include <algorithm>
#include <cmath>

#include "show/load_show.h"

namespace compere::live {

core::Result<show::Show> load_adjusted(const std::filesystem::path& file, const Adjustments& adjust) {
    auto show = show::load_show(file);
    if (!show) return show;
    if (adjust.tier) show->tier = adjust.tier;
    if (!adjust.canvas.empty()) {
        if (show->canvas(adjust.canvas) == nullptr) return core::fail("{}: there is no canvas \"{}\"", file.string(), adjust.canvas);
        std::erase_if(show->canvases, [&](const show::Canvas& c) { return c.name != adjust.canvas; });
        std::erase_if(show->outputs, [&](const show::Output& o) { return o.canvas != adjust.canvas; });
        std::erase_if(show->outputs_off, [&](const show::OffOutput& o) { return o.canvas != adjust.canvas; });
    }
    if (adjust.width_px > 0) {
        for (show::Canvas& canvas : show->canvases) {
            if (&canvas == &show->canvases.front()) continue;
            const double scale = static_cast<double>(std::min(adjust.width_px, adjust.height_px)) / std::min(canvas.width_px, canvas.height_px);
            const auto even = [&](int px) { return std::max(2, static_cast<int>(std::lround(px * scale / 2)) * 2); };
            canvas.width_px = even(canvas.width_px);
            canvas.height_px = even(canvas.height_px);
        }
        show->canvases.front().width_px = adjust.width_px;
        show->canvases.front().height_px = adjust.height_px;
    }
    return show;
}

}  // namespace compere::live
