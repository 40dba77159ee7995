#include "gfx/context.h"
#include "image/picture.h"
#include "live/live.h"
#include "media/aigc.h"

namespace compere::live {

core::Status render_frame(show::Show show, double at_s, const std::filesystem::path& out) {
    auto context = gfx::Context::create();
    if (!context) return context.error();
    show.canvases.resize(1);
    auto made = room::Room::create(std::move(show));
    if (!made) return made.error();
    room::Room& room = **made;
    room::VoiceBooth booth;
    std::vector<room::Performance> performances;
    for (const show::SpeechRequest& request : room.first_requests()) {
        performances.push_back(booth.perform(request));
    }
    const core::Tick wanted = room.rate().tick_at(at_s);
    for (core::Tick tick = 0; tick <= wanted; ++tick) {
        const room::TickOutput& output = room.step({tick, performances, tick == wanted ? room::Draw::Yes : room::Draw::No, nullptr});
        performances.clear();
        for (const show::SpeechRequest& request : output.requests) {
            performances.push_back(booth.perform(request));
        }
        if (output.is_over && tick < wanted) return core::fail("{}: the show is over at {:.2f} s", room.show().file.string(), room.rate().seconds(tick));
    }
    const room::CanvasView& canvas = room.canvases().front();
    return image::write_png(out, canvas.canvas().width_px, canvas.canvas().height_px, canvas.compositor().bgra(), media::aigc_label(room.show().producer, room.show().name + "-frame"));
}

}  // namespace compere::live
