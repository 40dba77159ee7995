#pragma once

#include <memory>
#include <string>

#include "core/error.h"
#include "gfx/context.h"
#include "room/room.h"

namespace compere::live {

// A room that has been warmed up, and why it draws as it does.
struct TieredRoom {
    std::unique_ptr<room::Room> room;
    std::string reason;      // "OpenGL is software; drawing takes 9.1 of 33.3 ms"
    double drawing_ms = 0;   // of all canvases, wall time
};

// The tier that the show fixes; else, where OpenGL is software, `software`; else the best that draws in half of a period, measured here
// and now. With `context` current.
core::Result<TieredRoom> make_tiered_room(show::Show show, const gfx::Context& context);

}  // namespace compere::live
