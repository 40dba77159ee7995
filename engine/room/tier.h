#pragma once

#include <span>

#include "gfx/context.h"
#include "render/effort.h"
#include "show/show.h"

namespace compere::room {

// How a tier draws. `software`: figures by the CPU. `standard`: by OpenGL. `high`: by OpenGL, with four samples a pixel.
gfx::Executor executor_of(show::Tier tier);

// What a tier gives up, step by step, when a room falls behind: the first is all that it has. Never content, layout or timing.
struct EffortStep {
    const char* name;
    render::Effort effort;
};
std::span<const EffortStep> steps_of(show::Tier tier);

}  // namespace compere::room
