#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/model.h"
#include "signal/viseme.h"

namespace compere::face {

// A morph's name as it is compared: vendor prefixes ("AA_VI_01_", "AK_25_", "Fcl_MTH_", "vrc.v_") removed, lower case,
// only letters and digits; a final "l" or "r" side is spelled out.
std::string plain_morph_name(const std::string& name);

// Morphs that visemes move directly, found by the names that exporters give.
struct Mouth {
    enum class Kind { None, Vrm, Oculus, Arkit, Vowels, Jaw };
    struct Drive {
        int channel = -1;
        signal::VisemeWeights share{};  // of the morph in each viseme
    };
    Kind kind = Kind::None;
    std::vector<Drive> drives;   // Oculus and Arkit
    std::vector<int> close;      // ARKit's mouthClose: undoes the jaw where lips meet
    std::vector<int> vowels[5];  // Vowels: channels of aa, ih, ou, ee, oh
    int jaw = -1;                // Jaw: the node
};
Mouth find_mouth(const model::Model& model);
void add_visemes(const Mouth& mouth, const signal::VisemeWeights& visemes, std::span<float> morph_weights);

// The morphs of blinks and moods, for models without expressions.
struct NamedMorph {
    int channel = -1;
    float share = 1.0f;
};
std::vector<NamedMorph> find_blinks(const model::Model& model);
std::vector<NamedMorph> find_mood(const model::Model& model, std::string_view mood);

}  // namespace compere::face
