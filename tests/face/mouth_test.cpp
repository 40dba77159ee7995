#include "face/mouth.h"

#include <gtest/gtest.h>

#include "face/viseme_mix.h"

namespace compere::face {
namespace {

using signal::Viseme;
using signal::VisemeWeights;

VisemeWeights say(std::initializer_list<std::pair<Viseme, float>> parts) {
    VisemeWeights weights{};
    for (const auto& [viseme, weight] : parts)
        weights[static_cast<std::size_t>(viseme)] = weight;
    return weights;
}

model::Model with_morphs(const std::vector<std::string>& names) {
    model::Model model;
    model.nodes.resize(1);
    for (const std::string& name : names)
        model.morph_channels.push_back({"face", name, 0.0f, 0});
    return model;
}

std::vector<float> weights_of(const model::Model& model, const VisemeWeights& visemes) {
    std::vector<float> out(model.morph_channels.size());
    add_visemes(find_mouth(model), visemes, out);
    return out;
}

TEST(VisemeMix, VowelsGoToTheirOwn) {
    EXPECT_FLOAT_EQ(to_vowels(say({{Viseme::aa, 1.0f}}))[0], 1.0f);
    EXPECT_FLOAT_EQ(to_vowels(say({{Viseme::ou, 0.5f}}))[2], 0.5f);
    EXPECT_GT(to_vowels(say({{Viseme::E, 1.0f}}))[3], 0.7f);
    EXPECT_FLOAT_EQ(to_vowels(say({{Viseme::oh, 1.0f}}))[4], 1.0f);
}

TEST(VisemeMix, LipsMeetInPPWhateverElseSounds) {
    for (const float w : to_vowels(say({{Viseme::PP, 1.0f}, {Viseme::aa, 0.8f}, {Viseme::oh, 0.5f}})))
        EXPECT_FLOAT_EQ(w, 0.0f);
    EXPECT_FLOAT_EQ(jaw_angle_deg(say({{Viseme::PP, 1.0f}, {Viseme::aa, 1.0f}})), 0.0f);
    float open = 0.0f;
    for (const float w : to_vowels(say({{Viseme::FF, 1.0f}, {Viseme::aa, 1.0f}})))
        open += w;
    EXPECT_LT(open, 0.25f);
}

TEST(VisemeMix, TheSumIsAtMostOneAndSilenceIsNothing) {
    VisemeWeights all;
    all.fill(1.0f);
    all[static_cast<std::size_t>(Viseme::PP)] = all[static_cast<std::size_t>(Viseme::FF)] = 0.0f;
    float sum = 0.0f;
    for (const float w : to_vowels(all))
        sum += w;
    EXPECT_LE(sum, 1.0001f);
    for (const float w : to_vowels(say({{Viseme::sil, 1.0f}})))
        EXPECT_EQ(w, 0.0f);
}

TEST(Mouth, OculusInBothSpellings) {
    for (const auto& names :
         {std::vector<std::string>{"viseme_sil", "viseme_PP", "viseme_aa", "viseme_I", "viseme_O", "viseme_U"},
          std::vector<std::string>{"viseme_sil", "viseme_PP", "viseme_aa", "viseme_ih", "viseme_oh", "viseme_ou"},
          std::vector<std::string>{"AA_VI_00_Sil", "AA_VI_01_PP", "AA_VI_10_aa", "AA_VI_12_ih", "AA_VI_13_O",
                                   "AA_VI_14_U"}}) {
        const model::Model model = with_morphs(names);
        EXPECT_EQ(find_mouth(model).kind, Mouth::Kind::Oculus);
        const auto weights = weights_of(model, say({{Viseme::sil, 1.0f}, {Viseme::ou, 0.7f}, {Viseme::oh, 0.2f}}));
        EXPECT_EQ(weights[0], 0.0f);
        EXPECT_FLOAT_EQ(weights[4], 0.2f);
        EXPECT_FLOAT_EQ(weights[5], 0.7f);
    }
}

TEST(Mouth, ArkitClosesTheLipsOfADroppedJaw) {
    const model::Model model =
        with_morphs({"jawOpen", "mouthClose", "AK_31_MouthPressLeft", "mouthPress_R", "mouthFunnel"});
    EXPECT_EQ(find_mouth(model).kind, Mouth::Kind::Arkit);
    const auto open = weights_of(model, say({{Viseme::aa, 1.0f}}));
    EXPECT_GT(open[0], 0.5f);
    EXPECT_EQ(open[1], 0.0f);
    const auto shut = weights_of(model, say({{Viseme::aa, 1.0f}, {Viseme::PP, 1.0f}}));
    EXPECT_LT(shut[0], 0.01f);
    EXPECT_GT(shut[2], 0.3f);
    EXPECT_FLOAT_EQ(shut[2], shut[3]);
    EXPECT_GT(weights_of(model, say({{Viseme::oh, 1.0f}}))[4], 0.4f);
}

TEST(Mouth, VowelMorphs) {
    for (const auto& names : {std::vector<std::string>{"lip_a", "lip_i", "lip_u", "lip_e", "lip_o"},
                              std::vector<std::string>{"ah", "ih", "uu", "ee", "oh"},
                              std::vector<std::string>{"Fcl_MTH_A", "Fcl_MTH_I", "Fcl_MTH_U", "Fcl_MTH_E", "Fcl_MTH_O"},
                              std::vector<std::string>{"あ", "い", "う", "え", "お"}}) {
        const model::Model model = with_morphs(names);
        EXPECT_EQ(find_mouth(model).kind, Mouth::Kind::Vowels) << names[0];
        EXPECT_FLOAT_EQ(weights_of(model, say({{Viseme::ou, 1.0f}}))[2], 1.0f);
        EXPECT_FLOAT_EQ(weights_of(model, say({{Viseme::ou, 1.0f}, {Viseme::PP, 1.0f}}))[2], 0.0f);
    }
}

TEST(Mouth, AJawBoneLastAndNothingElse) {
    model::Model model = with_morphs({"cheekPuff"});
    EXPECT_EQ(find_mouth(model).kind, Mouth::Kind::None);
    model.nodes[0].name = "Bip01 MJaw";
    EXPECT_EQ(find_mouth(model).kind, Mouth::Kind::Jaw);
}

TEST(Mouth, BlinksAndMoodsByName) {
    EXPECT_EQ(find_blinks(with_morphs({"blink_L", "blink_R", "eye_close"})).size(), 2u);
    EXPECT_EQ(find_blinks(with_morphs({"eye_close"})).size(), 1u);
    EXPECT_EQ(find_blinks(with_morphs({"AK_09_EyeBlinkLeft", "AK_10_EyeBlinkRight"})).size(), 2u);
    EXPECT_EQ(find_mood(with_morphs({"face_happy", "face_sad"}), "happy").size(), 1u);
}

}  // namespace
}  // namespace compere::face
