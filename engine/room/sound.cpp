#include "room/sound.h"

#include <algorithm>

#include "audio/mix.h"

namespace compere::room {

void mix_tick(const signal::FramePlan& plan, core::FrameRate rate, std::span<const SourceSpec> specs, std::span<const signal::SourceTick> sources, signal::AudioBlock& out) {
    out.first_sample = rate.first_sample(plan.tick);
    out.stereo.assign(static_cast<std::size_t>(rate.samples_in(plan.tick)) * 2, 0.0f);
    for (const signal::AnchorPlan& anchor : plan.anchors) {
        if (anchor.line == nullptr || plan.clap_quiet <= 0) continue;
        audio::add_mono(anchor.line->samples, out.first_sample - rate.first_sample(anchor.line_started), 1.0f, out.stereo);
    }
    for (std::size_t i = 0; i < std::min(specs.size(), sources.size()) && plan.clap_quiet > 0; ++i) {
        audio::add_stereo(sources[i].stereo, specs[i].volume, out.stereo);
    }
    audio::limit(out.stereo);
    if (plan.clap) audio::add_click(out.stereo);
}

}  // namespace compere::room
