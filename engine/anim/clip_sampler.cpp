#include "anim/clip_sampler.h"

#include <algorithm>
#include <cmath>

namespace compere::anim {
namespace {

using model::Interpolation;

struct Span {
    std::size_t before = 0, after = 0;
    float share = 0.0f;     // 0…1 between them
    float length_s = 0.0f;  // from one to the other
};

Span span_at(const model::Track& track, double time_s) {
    const auto& times = track.times_s;
    const auto next = std::upper_bound(times.begin(), times.end(), static_cast<float>(time_s));
    if (next == times.begin()) return {0, 0, 0.0f, 0.0f};
    const auto after = static_cast<std::size_t>(next - times.begin());
    if (next == times.end()) return {after - 1, after - 1, 0.0f, 0.0f};
    const float length = times[after] - times[after - 1];
    const auto share =
        static_cast<float>((time_s - static_cast<double>(times[after - 1])) / static_cast<double>(length));
    return {after - 1, after, std::clamp(share, 0.0f, 1.0f), length};
}

// The numbers of one key: `part` 0 in-tangent, 1 value, 2 out-tangent of a cubic track.
const float* key(const model::Track& track, std::size_t index, std::size_t floats, std::size_t part) {
    const bool is_cubic = track.interpolation == Interpolation::CubicSpline;
    return track.values.data() + (is_cubic ? (index * 3 + part) * floats : index * floats);
}

// glTF 2.0, appendix C: Hermite with tangents scaled by the distance of the keys.
float hermite(const model::Track& track, const Span& at, std::size_t floats, std::size_t i) {
    const float t = at.share, t2 = t * t, t3 = t2 * t;
    const float v0 = key(track, at.before, floats, 1)[i], v1 = key(track, at.after, floats, 1)[i];
    const float out0 = key(track, at.before, floats, 2)[i], in1 = key(track, at.after, floats, 0)[i];
    return (2 * t3 - 3 * t2 + 1) * v0 + at.length_s * (t3 - 2 * t2 + t) * out0 + (3 * t2 - 2 * t3) * v1 +
           at.length_s * (t3 - t2) * in1;
}

float component(const model::Track& track, const Span& at, std::size_t floats, std::size_t i) {
    if (track.interpolation == Interpolation::CubicSpline)
        return at.before == at.after ? key(track, at.before, floats, 1)[i] : hermite(track, at, floats, i);
    const float v0 = key(track, at.before, floats, 1)[i];
    if (track.interpolation == Interpolation::Step) return v0;
    return v0 + at.share * (key(track, at.after, floats, 1)[i] - v0);
}

glm::quat quat_at(const float* xyzw) {
    return {xyzw[3], xyzw[0], xyzw[1], xyzw[2]};
}

glm::quat unit(glm::quat q) {
    const float length = glm::length(q);
    return length > 1e-8f ? q / length : glm::quat{1.0f, 0.0f, 0.0f, 0.0f};
}

}  // namespace

glm::quat slerp(glm::quat from, glm::quat to, float share) {
    float cosine = glm::dot(from, to);
    if (cosine < 0.0f) {
        to = -to;
        cosine = -cosine;
    }
    if (cosine > 0.9999f) return unit(from * (1.0f - share) + to * share);
    const float angle = std::acos(std::min(cosine, 1.0f));
    return unit((from * std::sin((1.0f - share) * angle) + to * std::sin(share * angle)) / std::sin(angle));
}

glm::vec3 sample_vec3(const model::Track& track, double time_s) {
    const Span at = span_at(track, time_s);
    return {component(track, at, 3, 0), component(track, at, 3, 1), component(track, at, 3, 2)};
}

glm::quat sample_rotation(const model::Track& track, double time_s) {
    const Span at = span_at(track, time_s);
    if (track.interpolation == Interpolation::Linear && at.before != at.after) {
        return slerp(unit(quat_at(key(track, at.before, 4, 1))), unit(quat_at(key(track, at.after, 4, 1))), at.share);
    }
    float xyzw[4];
    for (std::size_t i = 0; i < 4; ++i)
        xyzw[i] = component(track, at, 4, i);
    return unit(quat_at(xyzw));
}

void sample_weights(const model::Track& track, double time_s, std::span<float> out) {
    const Span at = span_at(track, time_s);
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = component(track, at, out.size(), i);
}

}  // namespace compere::anim
