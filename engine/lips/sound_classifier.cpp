#include "lips/sound_classifier.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "audio/resample.h"

namespace compere::lips {
namespace {

using signal::Viseme;

constexpr std::int16_t kModel[] = {
#include "lips/sound_model.inc"
};
constexpr std::size_t kOutputs = signal::kVisemeCount;
constexpr std::size_t kBias1 = kInputs * kHidden;
constexpr std::size_t kLayer2 = kBias1 + kHidden;
constexpr std::size_t kBias2 = kLayer2 + kHidden * kOutputs;
static_assert(std::size(kModel) == kBias2 + kOutputs);

constexpr float kSwitchCost = 1.2f;  // nepers: what a new shape must gain over the one that holds
constexpr float kClosureBias =
    0.6f;  // nepers: closed lips are short and rare, and missing one shows more than adding one
constexpr float kQuietLevel_db = -34.0f;  // below the loudest of late: a pause
constexpr float kQuietAbove_db = 5.0f;    // over the room's noise: a pause

constexpr float kUnlikely = -9.0f;

float weight(std::size_t at) {
    return static_cast<float>(kModel[at]) * 0.001f;
}

// Logarithm of the likelihood of each shape.
std::array<float, kOutputs> scores(const std::array<float, kInputs>& inputs) {
    std::array<float, kHidden> hidden{};
    for (std::size_t j = 0; j < kHidden; ++j)
        hidden[j] = weight(kBias1 + j);
    for (std::size_t i = 0; i < kInputs; ++i) {
        for (std::size_t j = 0; j < kHidden; ++j)
            hidden[j] += inputs[i] * weight(i * kHidden + j);
    }
    std::array<float, kOutputs> out{};
    for (std::size_t c = 0; c < kOutputs; ++c)
        out[c] = weight(kBias2 + c);
    for (std::size_t j = 0; j < kHidden; ++j) {
        const float value = std::tanh(hidden[j]);
        for (std::size_t c = 0; c < kOutputs; ++c)
            out[c] += value * weight(kLayer2 + j * kOutputs + c);
    }
    const float top = *std::max_element(out.begin(), out.end());
    float sum = 0.0f;
    for (const float score : out)
        sum += std::exp(score - top);
    for (float& score : out)
        score -= top + std::log(sum);
    out[static_cast<std::size_t>(Viseme::PP)] += kClosureBias;
    return out;
}

bool is_quiet(const SoundFrame& frame) {
    return frame.level_db < kQuietLevel_db || frame.above_floor_db < kQuietAbove_db;
}

// Holds a shape until another is clearly likelier: the forward half of a Viterbi search, so it needs no further look
// ahead.
class Decoder {
public:
    Viseme next(const std::array<float, kOutputs>& likelihood) {
        const float best = *std::max_element(held_.begin(), held_.end());
        for (std::size_t c = 0; c < kOutputs; ++c)
            held_[c] = likelihood[c] + std::max(held_[c] - best, -kSwitchCost);
        return static_cast<Viseme>(std::max_element(held_.begin(), held_.end()) - held_.begin());
    }

private:
    std::array<float, kOutputs> held_{};
};

}  // namespace

std::array<float, kInputs> classifier_inputs(std::span<const SoundFrame> frames, std::size_t at) {
    std::array<float, kInputs> inputs{};
    std::size_t i = 0;
    for (const int offset : kContext) {
        const std::ptrdiff_t place =
            std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(at) + offset, 0, std::ssize(frames) - 1);
        const SoundFrame& frame = frames[static_cast<std::size_t>(place)];
        for (const float band : frame.bands)
            inputs[i++] = band;
        inputs[i++] = frame.level_db / 20.0f + 1.0f;
    }
    inputs[i] = frames[at].above_floor_db / 20.0f - 1.0f;
    return inputs;
}

std::vector<std::array<float, signal::kVisemeCount>> shape_likelihoods(std::span<const float> mono, int rate_hz) {
    const std::vector<SoundFrame> frames = sound_frames(audio::resample(mono, rate_hz, kAnalysisRate_hz));
    std::vector<std::array<float, kOutputs>> out;
    for (std::size_t n = 0; n < frames.size(); ++n) {
        out.push_back(scores(classifier_inputs(frames, n)));
        if (!is_quiet(frames[n])) continue;
        out.back().fill(kUnlikely);
        out.back()[0] = 0.0f;
    }
    return out;
}

std::vector<Viseme> classify_sound(std::span<const float> mono, int rate_hz) {
    std::vector<Viseme> out;
    Decoder decoder;
    for (const std::array<float, kOutputs>& likelihood : shape_likelihoods(mono, rate_hz)) {
        const Viseme heard = decoder.next(likelihood);
        out.push_back(likelihood[0] == 0.0f ? Viseme::sil : heard);
    }
    return out;
}

}  // namespace compere::lips
