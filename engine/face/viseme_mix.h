#pragma once

#include <array>
#include <span>
#include <string_view>

#include "signal/viseme.h"

namespace compere::face {

// The five vowels that every talking model has, in VRM's order: aa, ih, ou, ee, oh.
using Vowels = std::array<float, 5>;
inline constexpr std::array<std::string_view, 5> kVowelNames{"aa", "ih", "ou", "ee", "oh"};

// Fifteen mouth shapes as vowel weights, sum at most 1. Lips that meet (PP) or touch the teeth (FF) close the mouth
// whatever else sounds. Any thread.
Vowels to_vowels(const signal::VisemeWeights& visemes);
// How far the lips are shut, 0…1.
float closure(const signal::VisemeWeights& visemes);
// How far a jaw drops, in degrees.
float jaw_angle_deg(const signal::VisemeWeights& visemes);

// One ARKit shape's share in each viseme, indexed by signal::Viseme. Left and Right are left out of the name.
struct ArkitShape {
    std::string_view name;
    bool has_sides;
    signal::VisemeWeights share;
};
std::span<const ArkitShape> arkit_mouth_shapes();

}  // namespace compere::face
