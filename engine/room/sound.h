#pragma once

#include <span>

#include "core/time.h"
#include "room/source_spec.h"
#include "signal/audio_block.h"
#include "signal/frame_plan.h"
#include "signal/source_tick.h"

namespace compere::room {

// The samples of one tick: voices of the plan, clips and live inputs, and the click of a clap. `out` keeps its memory from tick to tick.
void mix_tick(const signal::FramePlan& plan, core::FrameRate rate, std::span<const SourceSpec> specs, std::span<const signal::SourceTick> sources, signal::AudioBlock& out);

}  // namespace compere::room
