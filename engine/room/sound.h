#pragma once

#include "core/time.h"
#include "signal/audio_block.h"
#include "signal/frame_plan.h"

namespace compere::room {

// The samples of one tick: voices of the plan, and the click of a clap. `out` keeps its memory from tick to tick.
void mix_tick(const signal::FramePlan& plan, core::FrameRate rate, signal::AudioBlock& out);

}  // namespace compere::room
