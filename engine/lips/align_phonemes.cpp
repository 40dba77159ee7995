#include "lips/align_phonemes.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "core/time.h"
#include "lips/phoneme_viseme.h"
#include "lips/sound_classifier.h"

namespace compere::lips {
namespace {

using signal::Viseme;

constexpr float kNever = -1e30f;
constexpr float kLengthCost = 1.5f;  // how firmly a phoneme keeps its length: nepers per doubling or halving
constexpr std::size_t kSamplesPerFrame = 480;
constexpr std::size_t kMostCells =
    40'000'000;  // phonemes times frames: half an hour of speech is too much for one line

// One state of the search: a mouth shape of a phoneme, or the pause that may stand before one.
struct State {
    Viseme viseme = Viseme::sil;
    std::size_t mark = 0;
    bool is_pause = false;
    float stay = 0.0f;  // logarithm of the chance to hold for one more frame
    float leave = 0.0f;
};

State timed(Viseme viseme, std::size_t mark, bool is_pause, double frames) {
    const double chance = 1.0 - 1.0 / std::max(1.5, frames);
    return {viseme, mark, is_pause, kLengthCost * static_cast<float>(std::log(chance)),
            kLengthCost * static_cast<float>(std::log(1.0 - chance))};
}

// pause, shapes, pause, shapes, …, pause. The length that marks have shrinks or grows with the recording.
std::vector<State> states_of(std::span<const signal::PhonemeMark> marks, double stretch) {
    std::vector<State> states;
    for (std::size_t i = 0; i < marks.size(); ++i) {
        std::vector<Viseme> shapes = visemes_of_phoneme(marks[i].ipa).value_or(std::vector{Viseme::E});
        if (shapes.empty() && i + 1 < marks.size())
            shapes = visemes_of_phoneme(marks[i + 1].ipa).value_or(std::vector{Viseme::E});
        if (shapes.empty()) shapes = {Viseme::kk};
        if (shapes.front() == Viseme::sil) continue;
        states.push_back(timed(Viseme::sil, i, true, 20.0));
        const double frames =
            static_cast<double>(marks[i].end_sample - marks[i].start_sample) * stretch / kSamplesPerFrame;
        for (const Viseme shape : shapes)
            states.push_back(timed(shape, i, false, frames / static_cast<double>(shapes.size())));
    }
    states.push_back(timed(Viseme::sil, marks.size(), true, 20.0));
    return states;
}

// The best way through: every state but the pauses is visited, in order. Returns the state of each frame.
std::vector<std::size_t> best_path(const std::vector<State>& states,
                                   const std::vector<std::array<float, signal::kVisemeCount>>& heard) {
    const std::size_t count = states.size();
    std::vector<float> held(count, kNever);
    std::vector<std::uint8_t> steps(count * heard.size());  // how many states back the path came from
    for (std::size_t n = 0; n < heard.size(); ++n) {
        for (std::size_t s = count; s-- > 0;) {
            float best = n == 0 ? (s <= 1 ? 0.0f : kNever) : held[s] + states[s].stay;
            std::uint8_t step = 0;
            for (std::uint8_t back = 1; n > 0 && back <= 2 && back <= s; ++back) {
                if (back == 2 && !states[s - 1].is_pause) break;
                const float value = held[s - back] + states[s - back].leave;
                if (value > best) {
                    best = value;
                    step = back;
                }
            }
            held[s] = best + heard[n][static_cast<std::size_t>(states[s].viseme)];
            steps[n * count + s] = step;
        }
    }
    std::vector<std::size_t> path(heard.size());
    std::size_t at = count >= 2 && held[count - 2] > held[count - 1] ? count - 2 : count - 1;
    for (std::size_t n = heard.size(); n-- > 0;) {
        path[n] = at;
        at -= steps[n * count + at];
    }
    return path;
}

double speech_samples(std::span<const signal::PhonemeMark> marks) {
    double sum = 0.0;
    for (const signal::PhonemeMark& mark : marks)
        sum += mark.ipa.empty() ? 0.0 : static_cast<double>(mark.end_sample - mark.start_sample);
    return sum;
}

}  // namespace

std::vector<signal::PhonemeMark> align_phonemes(std::span<const signal::PhonemeMark> marks, std::span<const float> mono,
                                                int rate_hz) {
    const auto heard = shape_likelihoods(mono, rate_hz);
    const auto silent = std::count_if(heard.begin(), heard.end(), [](const auto& frame) { return frame[0] > -0.7f; });
    const double spoken = static_cast<double>(std::ssize(heard) - silent) * kSamplesPerFrame;
    const std::vector<State> states = states_of(marks, spoken / std::max(1.0, speech_samples(marks)));
    if (heard.empty() || states.size() < 2 || states.size() * heard.size() > kMostCells) return {};
    const std::vector<std::size_t> path = best_path(states, heard);
    std::vector<signal::PhonemeMark> out;
    std::size_t last = states.size();
    for (std::size_t n = 0; n < path.size(); ++n) {
        const State& state = states[path[n]];
        const auto start = static_cast<std::int64_t>(n * kSamplesPerFrame);
        const bool goes_on =
            last < states.size() && states[last].mark == state.mark && states[last].is_pause == state.is_pause;
        if (!goes_on) out.push_back({state.is_pause ? std::string{} : marks[state.mark].ipa, start, start});
        out.back().end_sample = start + static_cast<std::int64_t>(kSamplesPerFrame);
        last = path[n];
    }
    return out;
}

}  // namespace compere::lips
