#include "live/tiered_room.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace compere::live {
namespace {

core::Result<TieredRoom> measured(show::Show show, show::Tier tier) {
    auto room = room::Room::create(std::move(show), tier);
    if (!room) return room.error();
    TieredRoom out{std::move(*room), {}, 0};
    if (core::Status warm = out.room->warm_up(); !warm) return warm.error();
    std::array<double, 5> took_ms{};
    for (double& ms : took_ms) {
        const auto from = std::chrono::steady_clock::now();
        if (core::Status drawn = out.room->rehearse(); !drawn) return drawn.error();
        ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from).count();
    }
    std::sort(took_ms.begin(), took_ms.end());
    out.drawing_ms = took_ms[took_ms.size() / 2];
    return out;
}

}  // namespace

core::Result<TieredRoom> make_tiered_room(show::Show show, const gfx::Context& context) {
    const double period_ms = 1e3 / show.canvases.front().rate.hz();
    const auto because = [&](core::Result<TieredRoom> room, const std::string& why) {
        if (room) room->reason = fmt::format("{}; drawing takes {:.1f} of {:.1f} ms", why, room->drawing_ms, period_ms);
        return room;
    };
    if (show.tier) return because(measured(show, *show.tier), "fixed");
    if (context.is_software()) return because(measured(std::move(show), show::Tier::Software), "OpenGL is software");
    for (const show::Tier tier : {show::Tier::High, show::Tier::Standard}) {
        auto room = measured(show, tier);
        if (!room || room->drawing_ms <= period_ms / 2) return because(std::move(room), "the best in half of a period");
    }
    return because(measured(std::move(show), show::Tier::Software), "OpenGL is too slow here");
}

}  // namespace compere::live
