#include "model/vrm_names.h"

#include <algorithm>
#include <array>
#include <map>

namespace compere::model {
namespace {
constexpr std::array<HumanoidBone, 55> kBones{{
    {"hips", ""},
    {"spine", "hips"},
    {"chest", "spine"},
    {"upperChest", "chest"},
    {"neck", "upperChest"},
    {"head", "neck"},
    {"leftEye", "head"},
    {"rightEye", "head"},
    {"jaw", "head"},
    {"leftUpperLeg", "hips"},
    {"leftLowerLeg", "leftUpperLeg"},
    {"leftFoot", "leftLowerLeg"},
    {"leftToes", "leftFoot"},
    {"rightUpperLeg", "hips"},
    {"rightLowerLeg", "rightUpperLeg"},
    {"rightFoot", "rightLowerLeg"},
    {"rightToes", "rightFoot"},
    {"leftShoulder", "upperChest"},
    {"leftUpperArm", "leftShoulder"},
    {"leftLowerArm", "leftUpperArm"},
    {"leftHand", "leftLowerArm"},
    {"rightShoulder", "upperChest"},
    {"rightUpperArm", "rightShoulder"},
    {"rightLowerArm", "rightUpperArm"},
    {"rightHand", "rightLowerArm"},
    {"leftThumbMetacarpal", "leftHand"},
    {"leftThumbProximal", "leftThumbMetacarpal"},
    {"leftThumbDistal", "leftThumbProximal"},
    {"leftIndexProximal", "leftHand"},
    {"leftIndexIntermediate", "leftIndexProximal"},
    {"leftIndexDistal", "leftIndexIntermediate"},
    {"leftMiddleProximal", "leftHand"},
    {"leftMiddleIntermediate", "leftMiddleProximal"},
    {"leftMiddleDistal", "leftMiddleIntermediate"},
    {"leftRingProximal", "leftHand"},
    {"leftRingIntermediate", "leftRingProximal"},
    {"leftRingDistal", "leftRingIntermediate"},
    {"leftLittleProximal", "leftHand"},
    {"leftLittleIntermediate", "leftLittleProximal"},
    {"leftLittleDistal", "leftLittleIntermediate"},
    {"rightThumbMetacarpal", "rightHand"},
    {"rightThumbProximal", "rightThumbMetacarpal"},
    {"rightThumbDistal", "rightThumbProximal"},
    {"rightIndexProximal", "rightHand"},
    {"rightIndexIntermediate", "rightIndexProximal"},
    {"rightIndexDistal", "rightIndexIntermediate"},
    {"rightMiddleProximal", "rightHand"},
    {"rightMiddleIntermediate", "rightMiddleProximal"},
    {"rightMiddleDistal", "rightMiddleIntermediate"},
    {"rightRingProximal", "rightHand"},
    {"rightRingIntermediate", "rightRingProximal"},
    {"rightRingDistal", "rightRingIntermediate"},
    {"rightLittleProximal", "rightHand"},
    {"rightLittleIntermediate", "rightLittleProximal"},
    {"rightLittleDistal", "rightLittleIntermediate"},
}};
}  // namespace

std::span<const HumanoidBone> humanoid_bones() {
    return kBones;
}

bool is_humanoid_bone(std::string_view name) {
    return std::any_of(kBones.begin(), kBones.end(), [&](const HumanoidBone& bone) { return bone.name == name; });
}

std::string_view humanoid_parent(std::string_view name) {
    for (const HumanoidBone& bone : kBones) {
        if (bone.name == name) return bone.parent;
    }
    return {};
}

std::string vrm1_bone_name(const std::string& vrm0_name) {
    for (const char* side : {"left", "right"}) {
        if (vrm0_name == std::string{side} + "ThumbProximal") return std::string{side} + "ThumbMetacarpal";
        if (vrm0_name == std::string{side} + "ThumbIntermediate") return std::string{side} + "ThumbProximal";
    }
    return vrm0_name;
}

std::string vrm1_preset_name(const std::string& vrm0_name) {
    static const std::map<std::string, std::string> kNames{{"neutral", "neutral"},
                                                           {"a", "aa"},
                                                           {"i", "ih"},
                                                           {"u", "ou"},
                                                           {"e", "ee"},
                                                           {"o", "oh"},
                                                           {"blink", "blink"},
                                                           {"blink_l", "blinkLeft"},
                                                           {"blink_r", "blinkRight"},
                                                           {"joy", "happy"},
                                                           {"angry", "angry"},
                                                           {"sorrow", "sad"},
                                                           {"fun", "relaxed"},
                                                           {"lookup", "lookUp"},
                                                           {"lookdown", "lookDown"},
                                                           {"lookleft", "lookLeft"},
                                                           {"lookright", "lookRight"}};
    const auto found = kNames.find(vrm0_name);
    return found == kNames.end() ? std::string{} : found->second;
}

}  // namespace compere::model
