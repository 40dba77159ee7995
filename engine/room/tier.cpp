#include "room/tier.h"

namespace compere::room {
namespace {

constexpr EffortStep kSoftware[] = {{"full", {4, 0.75f}}, {"fewer triangles", {4, 1.0f}}, {"fewer triangles, edges not smoothed", {1, 1.0f}}};
constexpr EffortStep kStandard[] = {{"full", {1, 0.75f}}};
constexpr EffortStep kHigh[] = {{"full", {4, 0.75f}}, {"edges not smoothed", {1, 0.75f}}};

}  // namespace

gfx::Executor executor_of(show::Tier tier) {
    return tier == show::Tier::Software ? gfx::Executor::Cpu : gfx::Executor::Gl;
}

std::span<const EffortStep> steps_of(show::Tier tier) {
    switch (tier) {
        case show::Tier::Software: return kSoftware;
        case show::Tier::Standard: return kStandard;
        case show::Tier::High: return kHigh;
    }
    return kSoftware;
}

}  // namespace compere::room
