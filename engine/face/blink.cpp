#include "face/blink.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"

namespace compere::face {
namespace {

constexpr std::uint64_t kBlink = 0x626c696e6b0000u, kJump = 0x6a756d70000000u, kAside = 0x61736964650000u;

float smooth(double x) {
    const auto s = static_cast<float>(std::clamp(x, 0.0, 1.0));
    return s * s * (3.0f - 2.0f * s);
}

double unit(std::uint64_t seed, std::uint64_t subsystem, std::int64_t slot) {
    return core::random_unit(seed, subsystem, static_cast<std::uint64_t>(slot));
}

// The jump of one slot of kSlot_s: it happens at a random moment in the slot's first half and stays until the next
// slot's jump.
constexpr double kSlot_s = 1.2;
glm::vec2 jump_deg(std::uint64_t seed, std::int64_t slot) {
    return {static_cast<float>(unit(seed, kJump + 1, slot) * 4.0 - 2.0),
            static_cast<float>(unit(seed, kJump + 2, slot) * 2.4 - 1.2)};
}

}  // namespace

float blink(double time_s, std::uint64_t seed) {
    // One blink starts in the first half of every slot of 4 s, so two are 2 to 6 s apart, whatever was asked before.
    constexpr double kPeriod_s = 4.0, kClose_s = 0.09, kShut_s = 0.03, kOpen_s = 0.18;
    const auto slot = static_cast<std::int64_t>(std::floor(time_s / kPeriod_s));
    const double start = (static_cast<double>(slot) + 0.5 * unit(seed, kBlink, slot)) * kPeriod_s + 0.2;
    const double since = time_s - start;
    if (since < 0.0) return 0.0f;
    if (since < kClose_s) return smooth(since / kClose_s);
    return 1.0f - smooth((since - kClose_s - kShut_s) / kOpen_s);
}

glm::vec2 eye_wander_deg(double time_s, std::uint64_t seed, float speaking) {
    const auto slot = static_cast<std::int64_t>(std::floor(time_s / kSlot_s));
    const double moment = (static_cast<double>(slot) + 0.5 * unit(seed, kJump, slot)) * kSlot_s;
    const float moved = smooth((time_s - moment) / 0.05);  // an eye jumps in about 50 ms
    glm::vec2 out = (1.0f - moved) * jump_deg(seed, slot - 1) + moved * jump_deg(seed, slot);

    constexpr double kPeriod_s = 7.0;
    const auto aside = static_cast<std::int64_t>(std::floor(time_s / kPeriod_s));
    if (unit(seed, kAside, aside) < 0.55 - 0.3 * static_cast<double>(speaking)) {
        const double start = (static_cast<double>(aside) + 0.6 * unit(seed, kAside + 1, aside)) * kPeriod_s;
        const double length = (0.6 + 0.8 * unit(seed, kAside + 2, aside)) * (1.0 - 0.4 * static_cast<double>(speaking));
        const float share = smooth((time_s - start) / 0.09) * smooth((start + length - time_s) / 0.09);
        const double side = unit(seed, kAside + 3, aside) < 0.5 ? -1.0 : 1.0;
        out += share * glm::vec2{static_cast<float>(side * (8.0 + 6.0 * unit(seed, kAside + 4, aside))),
                                 static_cast<float>(unit(seed, kAside + 5, aside) * 8.0 - 2.0)};
    }
    return out;
}

}  // namespace compere::face
