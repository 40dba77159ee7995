#include "lips/viseme_track.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/time.h"
#include "lips/phoneme_viseme.h"
#include "lips/sound_classifier.h"

namespace compere::lips {
namespace {

using signal::Viseme;

constexpr double kBlend_s = 0.045;           // longest half width of a blend
constexpr double kFirstShare = 0.6;          // of a diphthong, its first shape
constexpr double kShortestClosure_s = 0.05;  // a closure shorter than a picture would fall between two pictures
constexpr double kShortestPause_s = 0.03;

bool is_closure(Viseme viseme) {
    return viseme == Viseme::PP || viseme == Viseme::FF;
}

// Appends a shape; equal neighbours become one, a gap before it is silence.
void append(std::vector<VisemeSegment>& segments, Viseme viseme, double start_s, double end_s) {
    const double last_s = segments.empty() ? 0.0 : segments.back().end_s;
    start_s = std::max(start_s, last_s);
    if (end_s <= start_s) return;
    if (start_s > last_s && viseme != Viseme::sil) append(segments, Viseme::sil, last_s, start_s);
    if (viseme == Viseme::sil) start_s = last_s;
    if (!segments.empty() && segments.back().viseme == viseme) {
        segments.back().end_s = end_s;
    } else {
        segments.push_back({viseme, start_s, end_s});
    }
}

void append_shapes(std::vector<VisemeSegment>& segments, std::span<const Viseme> shapes, double start_s, double end_s) {
    const auto count = static_cast<double>(shapes.size());
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        const auto cut = [&](std::size_t k) {
            const double share = shapes.size() == 2 && k == 1 ? kFirstShare : static_cast<double>(k) / count;
            return start_s + (end_s - start_s) * share;
        };
        append(segments, shapes[i], cut(i), i + 1 == shapes.size() ? end_s : cut(i + 1));
    }
}

// Too short a closure takes what it lacks from its longer neighbours, half from each side.
void lengthen_closures(std::vector<VisemeSegment>& segments) {
    for (std::size_t i = 0; i < segments.size(); ++i) {
        VisemeSegment& here = segments[i];
        const double lacking = kShortestClosure_s - (here.end_s - here.start_s);
        if (!is_closure(here.viseme) || lacking <= 0.0) continue;
        const auto room = [](const VisemeSegment& beside) {
            return std::max(0.0, 0.4 * (beside.end_s - beside.start_s - 0.03));
        };
        if (i > 0) {
            const double taken = std::min(lacking / 2.0, room(segments[i - 1]));
            here.start_s -= taken;
            segments[i - 1].end_s = here.start_s;
        }
        if (i + 1 < segments.size()) {
            const double taken = std::min(lacking / 2.0, room(segments[i + 1]));
            here.end_s += taken;
            segments[i + 1].start_s = here.end_s;
        }
    }
}

// A pause too short to be seen belongs to what precedes it.
std::vector<VisemeSegment> without_short_pauses(std::span<const VisemeSegment> segments) {
    std::vector<VisemeSegment> out;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const bool inside = i > 0 && i + 1 < segments.size();
        const bool brief =
            segments[i].viseme == Viseme::sil && segments[i].end_s - segments[i].start_s < kShortestPause_s;
        append(out, inside && brief ? out.back().viseme : segments[i].viseme, segments[i].start_s, segments[i].end_s);
    }
    return out;
}

// Half width of the blend between two neighbours. Lips that close arrive early, so that they are shut inside the sound.
double blend_between(const VisemeSegment& a, const VisemeSegment& b) {
    const auto most = [](const VisemeSegment& s) { return (is_closure(s.viseme) ? 0.3 : 0.5) * (s.end_s - s.start_s); };
    return std::min({kBlend_s, most(a), most(b)});
}

double eased(double x) {
    return 0.5 - 0.5 * std::cos(std::numbers::pi * std::clamp(x, 0.0, 1.0));
}

std::size_t index(Viseme viseme) {
    return static_cast<std::size_t>(viseme);
}

}  // namespace

VisemeTrack::VisemeTrack(std::vector<VisemeSegment> segments, double duration_s)
    : segments_{std::move(segments)}, blend_s_(segments_.size(), 0.0f), duration_s_{duration_s} {
    for (std::size_t i = 1; i < segments_.size(); ++i)
        blend_s_[i] = static_cast<float>(blend_between(segments_[i - 1], segments_[i]));
}

VisemeTrack VisemeTrack::from_phonemes(std::span<const signal::PhonemeMark> marks, double duration_s) {
    std::vector<std::vector<Viseme>> shapes;
    for (const signal::PhonemeMark& mark : marks)
        shapes.push_back(visemes_of_phoneme(mark.ipa).value_or(std::vector{Viseme::E}));
    // h and its kind take the mouth of what follows.
    for (std::size_t i = shapes.size(); i-- > 0;) {
        if (!shapes[i].empty()) continue;
        const bool speech_follows = i + 1 < shapes.size() && shapes[i + 1].front() != Viseme::sil;
        shapes[i] = {speech_follows ? shapes[i + 1].front() : i + 1 < shapes.size() ? Viseme::sil : Viseme::kk};
    }
    std::vector<VisemeSegment> segments;
    for (std::size_t i = 0; i < marks.size(); ++i) {
        const double start_s = static_cast<double>(marks[i].start_sample) / core::kSampleRateHz;
        const double end_s = std::min(duration_s, static_cast<double>(marks[i].end_sample) / core::kSampleRateHz);
        append_shapes(segments, shapes[i], start_s, end_s);
    }
    append(segments, Viseme::sil, segments.empty() ? 0.0 : segments.back().end_s, duration_s);
    segments = without_short_pauses(segments);
    lengthen_closures(segments);
    return {std::move(segments), std::max(0.0, duration_s)};
}

VisemeTrack VisemeTrack::from_sound(std::span<const float> mono, int rate_hz) {
    const double duration_s = static_cast<double>(mono.size()) / rate_hz;
    const std::vector<Viseme> frames = classify_sound(mono, rate_hz);
    std::vector<VisemeSegment> segments;
    for (std::size_t i = 0; i < frames.size(); ++i) {
        append(segments, frames[i], static_cast<double>(i) * kFrame_s,
               std::min(duration_s, static_cast<double>(i + 1) * kFrame_s));
    }
    append(segments, Viseme::sil, segments.empty() ? 0.0 : segments.back().end_s, duration_s);
    lengthen_closures(segments);
    return {std::move(segments), duration_s};
}

signal::VisemeWeights VisemeTrack::sample(double t_s) const {
    signal::VisemeWeights weights{};
    if (segments_.empty() || !(t_s >= 0.0) || t_s >= duration_s_) {
        weights[index(Viseme::sil)] = 1.0f;
        return weights;
    }
    const auto next = std::upper_bound(segments_.begin(), segments_.end(), t_s,
                                       [](double t, const VisemeSegment& s) { return t < s.start_s; });
    const auto at = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, next - segments_.begin() - 1));
    const VisemeSegment& here = segments_[at];
    // Share of a neighbour: one half at the border, none where the blend ends. The two blends of a segment never
    // overlap.
    const auto share = [](double distance_s, double half_width_s) {
        return half_width_s > 0.0 ? 1.0 - eased((distance_s + half_width_s) / (2.0 * half_width_s)) : 0.0;
    };
    const double before = at > 0 ? share(t_s - here.start_s, static_cast<double>(blend_s_[at])) : 0.0;
    const double after =
        at + 1 < segments_.size() ? share(here.end_s - t_s, static_cast<double>(blend_s_[at + 1])) : 0.0;
    if (before > 0.0) weights[index(segments_[at - 1].viseme)] += static_cast<float>(before);
    if (after > 0.0) weights[index(segments_[at + 1].viseme)] += static_cast<float>(after);
    weights[index(here.viseme)] += static_cast<float>(std::max(0.0, 1.0 - before - after));
    return weights;
}

}  // namespace compere::lips
