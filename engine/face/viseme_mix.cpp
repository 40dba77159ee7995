#include "face/viseme_mix.h"

#include <algorithm>

namespace compere::face {
namespace {

using signal::kVisemeCount;
using signal::Viseme;
using signal::VisemeWeights;

// Rows in Oculus order: sil PP FF TH DD kk CH SS nn RR aa E ih oh ou; columns aa ih ou ee oh. Consonants are seen as a
// little opening in the colour of the vowels that they are nearest to.
constexpr std::array<Vowels, kVisemeCount> kVowelShares{{
    {0.00f, 0.00f, 0.00f, 0.00f, 0.00f},
    {0.00f, 0.00f, 0.00f, 0.00f, 0.00f},
    {0.00f, 0.15f, 0.00f, 0.00f, 0.00f},
    {0.10f, 0.25f, 0.00f, 0.00f, 0.00f},
    {0.06f, 0.30f, 0.00f, 0.00f, 0.00f},
    {0.15f, 0.25f, 0.00f, 0.00f, 0.00f},
    {0.00f, 0.22f, 0.35f, 0.00f, 0.00f},
    {0.00f, 0.40f, 0.00f, 0.12f, 0.00f},
    {0.04f, 0.30f, 0.00f, 0.00f, 0.00f},
    {0.00f, 0.08f, 0.32f, 0.00f, 0.10f},
    {1.00f, 0.00f, 0.00f, 0.00f, 0.00f},
    {0.12f, 0.00f, 0.00f, 0.80f, 0.00f},
    {0.00f, 0.90f, 0.00f, 0.00f, 0.00f},
    {0.00f, 0.00f, 0.00f, 0.00f, 1.00f},
    {0.00f, 0.00f, 1.00f, 0.00f, 0.00f},
}};

constexpr VisemeWeights kJaw_deg{0, 0, 1, 4, 4, 5, 4, 2, 4, 5, 18, 12, 7, 14, 6};

constexpr std::array<ArkitShape, 12> kArkit{{
    //                         sil  PP    FF    TH    DD    kk    CH    SS    nn    RR    aa    E     ih    oh    ou
    {"jawOpen",
     false,
     {0, 0.00f, 0.05f, 0.14f, 0.15f, 0.20f, 0.10f, 0.06f, 0.12f, 0.12f, 0.65f, 0.36f, 0.22f, 0.45f, 0.20f}},
    {"mouthFunnel",
     false,
     {0, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.50f, 0.00f, 0.00f, 0.30f, 0.00f, 0.00f, 0.00f, 0.55f, 0.35f}},
    {"mouthPucker",
     false,
     {0, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.20f, 0.00f, 0.00f, 0.20f, 0.00f, 0.00f, 0.00f, 0.15f, 0.70f}},
    {"mouthRollLower",
     false,
     {0, 0.30f, 0.50f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f}},
    {"mouthRollUpper",
     false,
     {0, 0.30f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f}},
    {"mouthPress",
     true,
     {0, 0.45f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f}},
    {"mouthUpperUp",
     true,
     {0, 0.00f, 0.25f, 0.10f, 0.10f, 0.05f, 0.05f, 0.05f, 0.05f, 0.00f, 0.15f, 0.12f, 0.08f, 0.00f, 0.00f}},
    {"mouthLowerDown",
     true,
     {0, 0.00f, 0.00f, 0.20f, 0.25f, 0.20f, 0.10f, 0.20f, 0.20f, 0.00f, 0.30f, 0.30f, 0.25f, 0.05f, 0.00f}},
    {"mouthStretch",
     true,
     {0, 0.00f, 0.00f, 0.00f, 0.05f, 0.00f, 0.00f, 0.30f, 0.00f, 0.00f, 0.00f, 0.25f, 0.20f, 0.00f, 0.00f}},
    {"mouthSmile",
     true,
     {0, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.10f, 0.00f, 0.00f, 0.00f, 0.20f, 0.30f, 0.00f, 0.00f}},
    {"tongueOut",
     false,
     {0, 0.00f, 0.00f, 0.25f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f}},
    {"mouthShrugLower",
     false,
     {0, 0.10f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f, 0.00f}},
}};

float weight(const VisemeWeights& visemes, Viseme viseme) {
    return std::clamp(visemes[static_cast<std::size_t>(viseme)], 0.0f, 1.0f);
}

}  // namespace

float closure(const VisemeWeights& visemes) {
    return std::max(weight(visemes, Viseme::PP), 0.8f * weight(visemes, Viseme::FF));
}

Vowels to_vowels(const VisemeWeights& visemes) {
    Vowels out{};
    float sum = 0.0f;
    for (std::size_t v = 1; v < kVisemeCount; ++v) {
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] += std::clamp(visemes[v], 0.0f, 1.0f) * kVowelShares[v][i];
    }
    for (const float w : out)
        sum += w;
    const float open = (1.0f - closure(visemes)) / std::max(1.0f, sum);
    for (float& w : out)
        w *= open;
    return out;
}

float jaw_angle_deg(const VisemeWeights& visemes) {
    float angle = 0.0f;
    for (std::size_t v = 1; v < kVisemeCount; ++v)
        angle += std::clamp(visemes[v], 0.0f, 1.0f) * kJaw_deg[v];
    return std::min(angle, 20.0f) * (1.0f - closure(visemes));
}

std::span<const ArkitShape> arkit_mouth_shapes() {
    return kArkit;
}

}  // namespace compere::face
