#include "gfx/context.h"
#include "gfx/nv12.h"
#include "image/picture.h"
#include "live/live.h"
#include "live/offline_room.h"
#include "media/aigc.h"

namespace compere::live {

core::Status render_frame(show::Show show, double at_s, const std::filesystem::path& out) {
    auto context = gfx::Context::create();
    if (!context) return context.error();
    show.canvases.resize(1);
    auto offline = OfflineRoom::create(std::move(show));
    if (!offline) return offline.error();
    room::Room& room = offline->room();
    const core::Tick wanted = room.rate().tick_at(at_s);
    signal::VideoFramePtr picture;
    for (core::Tick tick = 0; tick <= wanted; ++tick) {
        const room::TickOutput& output = offline->step(tick, tick == wanted ? room::Draw::Yes : room::Draw::No);
        picture = output.pictures.front();
        if (output.is_over && tick < wanted) return core::fail("{}: the show is over at {:.2f} s", room.show().file.string(), room.rate().seconds(tick));
    }
    if (!picture) return core::fail("{}: the picture at {:.2f} s could not be drawn", room.show().file.string(), room.rate().seconds(wanted));
    return image::write_png(out, picture->width_px, picture->height_px, gfx::bgra_from_nv12(picture->nv12, picture->width_px, picture->height_px),
                            media::aigc_label(room.show().producer, room.show().name + "-frame"));
}

}  // namespace compere::live
