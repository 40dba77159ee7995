#pragma once

#include "core/error.h"
#include "live/live.h"

namespace compere::live {

// The room in a window with monitor sound, nothing pushed or recorded: space holds and goes on, n and p step to the next and
// previous line, q, Escape or closing the window end it. The window lives on the calling (main) thread, the room on another.
core::Status preview_show(show::Show show, std::optional<double> seconds, const std::atomic<bool>& stop);

}  // namespace compere::live
