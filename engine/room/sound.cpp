#include "room/sound.h"

#include <algorithm>

#include "audio/mix.h"

namespace compere::room {

void mix_tick(const signal::FramePlan& plan, core::FrameRate rate, signal::AudioBlock& out) {
    out.first_sample = rate.first_sample(plan.tick);
    out.stereo.assign(static_cast<std::size_t>(rate.samples_in(plan.tick)) * 2, 0.0f);
    for (const signal::AnchorPlan& anchor : plan.anchors) {
        if (anchor.line == nullptr || plan.clap_quiet <= 0) continue;
        audio::add_mono(anchor.line->samples, out.first_sample - rate.first_sample(anchor.line_started), 1.0f, out.stereo);
    }
    audio::limit(out.stereo);
    if (plan.clap) audio::add_click(out.stereo);
}

}  // namespace compere::room
