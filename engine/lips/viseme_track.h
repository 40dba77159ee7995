#pragma once

#include <span>
#include <vector>

#include "signal/speech.h"
#include "signal/viseme.h"

namespace compere::lips {

struct VisemeSegment {
    signal::Viseme viseme = signal::Viseme::sil;
    double start_s = 0.0;
    double end_s = 0.0;
};

// The mouth over one line. Segments cover 0…duration_s without gaps. Immutable once made, so any thread may sample it.
class VisemeTrack {
public:
    VisemeTrack() = default;  // an empty line: at rest for ever

    // Marks at 48 kHz in rising order; gaps between them are silence, unknown phonemes are a half-open mouth (E).
    static VisemeTrack from_phonemes(std::span<const signal::PhonemeMark> marks, double duration_s);
    // From the sound alone, looking at most 80 ms ahead of what it decides; any speaker, any language, 8 kHz and up.
    static VisemeTrack from_sound(std::span<const float> mono, int rate_hz);

    // Weights sum to 1; the strongest is the segment's shape, neighbours blend over at most 45 ms on each side of a
    // border. Lips are closed to at least 0.9 inside p, b, m. Before 0 and past the end: at rest.
    signal::VisemeWeights sample(double t_s) const;
    std::span<const VisemeSegment> segments() const { return segments_; }
    double duration_s() const { return duration_s_; }

private:
    VisemeTrack(std::vector<VisemeSegment> segments, double duration_s);

    std::vector<VisemeSegment> segments_;
    std::vector<float> blend_s_;  // half width of the blend at the start of each segment
    double duration_s_ = 0.0;
};

}  // namespace compere::lips
