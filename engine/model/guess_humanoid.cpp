#include "model/guess_humanoid.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <vector>

#include "model/vrm_names.h"

namespace compere::model {
namespace {

enum class Side { None, Left, Right };

struct Words {
    std::string joined;  // lower case, letters and digits only, side and rig prefix removed
    Side side = Side::None;
};

// "mixamorig:LeftUpLeg" → "upleg", left; "Bip01 L UpperArm" → "upperarm", left; "upperarm.l" → "upperarm", left.
Words words_of(std::string name) {
    const std::size_t colon = name.rfind(':');
    if (colon != std::string::npos) name.erase(0, colon + 1);
    std::vector<std::string> parts(1);
    for (std::size_t i = 0; i < name.size(); ++i) {
        const auto c = static_cast<unsigned char>(name[i]);
        const bool starts_word =
            std::isupper(c) != 0 && i > 0 && std::islower(static_cast<unsigned char>(name[i - 1])) != 0;
        if (std::isalnum(c) == 0 || starts_word) parts.emplace_back();
        if (std::isalnum(c) != 0) parts.back() += static_cast<char>(std::tolower(c));
    }
    Words out;
    for (std::string& part : parts) {
        if (part.starts_with("bip0") || part == "mixamorig" || part == "armature" || part == "def" || part == "org" ||
            part == "rig" || part == "j" || part == "bip")
            continue;
        if (out.side == Side::None && (part == "l" || part == "left")) {
            out.side = Side::Left;
        } else if (out.side == Side::None && (part == "r" || part == "right")) {
            out.side = Side::Right;
        } else if (out.side == Side::None && part.size() > 6 && part.starts_with("left")) {
            out.side = Side::Left;
            out.joined += part.substr(4);
        } else if (out.side == Side::None && part.size() > 7 && part.starts_with("right")) {
            out.side = Side::Right;
            out.joined += part.substr(5);
        } else {
            out.joined += part;
        }
    }
    return out;
}

struct Alias {
    std::string_view bone;  // without its side
    std::array<std::string_view, 9> spellings;
};

constexpr std::array<Alias, 6> kMiddle{{
    {"hips", {"hips", "pelvis", "hip", "root hips", "bip01"}},
    {"spine", {"spine", "spine1x", "abdomen", "waist", "tummy", "lowerback", "spine0"}},
    {"chest", {"chest", "spine1", "spine01", "spine02x", "ribcage", "thorax"}},
    {"upperChest", {"upperchest", "spine2", "spine3x", "spine02", "chestupper"}},
    {"neck", {"neck", "neck1", "neck01"}},
    {"head", {"head"}},
}};

constexpr std::array<Alias, 9> kSided{{
    {"Shoulder", {"shoulder", "clavicle", "collar", "clavicula"}},
    {"UpperArm", {"upperarm", "arm", "armupper", "uparm", "shoulderarm"}},
    {"LowerArm", {"lowerarm", "forearm", "armlower", "elbow", "lowarm"}},
    {"Hand", {"hand", "wrist"}},
    {"UpperLeg", {"upperleg", "thigh", "upleg", "legupper", "hipjoint leg"}},
    {"LowerLeg", {"lowerleg", "calf", "leg", "leglower", "shin", "knee"}},
    {"Foot", {"foot", "ankle"}},
    {"Toes", {"toes", "toe", "toebase", "toe0"}},
    {"Eye", {"eye"}},
}};

constexpr std::array<std::array<std::string_view, 3>, 5> kFingers{{
    {"Thumb", "thumb", "finger0"},
    {"Index", "index", "finger1"},
    {"Middle", "middle", "finger2"},
    {"Ring", "ring", "finger3"},
    {"Little", "pinky", "finger4"},
}};

// Finger bones by their number or order: proximal, intermediate, distal (the thumb starts at metacarpal).
std::string finger_of(const std::string& joined) {
    for (const auto& finger : kFingers) {
        char rest = 0;
        if (joined.starts_with(finger[2])) {  // 3ds Max: finger1, finger11, finger12
            const std::string tail = joined.substr(finger[2].size());
            rest = tail.empty() ? '1' : tail == "1" ? '2' : tail == "2" ? '3' : '\0';
        } else if (const std::size_t at = joined.find(
                       finger[1] == "pinky" && joined.find("pinky") == std::string::npos ? "little" : finger[1]);
                   at != std::string::npos) {
            const std::size_t digits = joined.find_first_of("123", at);
            if (digits != std::string::npos && joined.find_first_not_of("0123", digits) == std::string::npos)
                rest = joined[digits];
            if (joined.find("proximal") != std::string::npos) rest = '1';
            if (joined.find("intermediate") != std::string::npos) rest = '2';
            if (joined.find("distal") != std::string::npos) rest = '3';
        }
        if (rest == 0) continue;
        const bool is_thumb = finger[0] == "Thumb";
        const char* segment = rest == '1'   ? (is_thumb ? "Metacarpal" : "Proximal")
                              : rest == '2' ? (is_thumb ? "Proximal" : "Intermediate")
                                            : "Distal";
        return std::string{finger[0]} + segment;
    }
    return {};
}

bool matches(const Alias& alias, const std::string& joined) {
    return std::any_of(alias.spellings.begin(), alias.spellings.end(),
                       [&](std::string_view s) { return !s.empty() && s == joined; });
}

std::string bone_of(const Words& words) {
    if (words.side == Side::None) {
        for (const Alias& alias : kMiddle) {
            if (matches(alias, words.joined)) return std::string{alias.bone};
        }
        if (words.joined == "jaw" || words.joined == "mjaw") return "jaw";
        return {};
    }
    const std::string side = words.side == Side::Left ? "left" : "right";
    for (const Alias& alias : kSided) {
        if (matches(alias, words.joined)) return side + std::string{alias.bone};
    }
    const std::string finger = finger_of(words.joined);
    return finger.empty() ? finger : side + finger;
}

// A spine whose chest has another name: "spine", "spine1", "spine2" become spine, chest, upperChest in order; without
// an upper chest the two that are there are kept.
void mend_spine(std::map<std::string, int>& found) {
    if (found.count("upperChest") != 0 && found.count("chest") == 0) {
        found["chest"] = found["upperChest"];
        found.erase("upperChest");
    }
    if (found.count("chest") != 0 && found.count("spine") == 0) {
        found["spine"] = found["chest"];
        found.erase("chest");
    }
}

}  // namespace

std::map<std::string, int> guess_humanoid(const Model& model) {
    std::map<std::string, int> found;
    std::vector<bool> is_below_hips(model.nodes.size(), false);
    for (std::size_t i = 0; i < model.nodes.size(); ++i) {
        const int parent = model.nodes[i].parent;
        is_below_hips[i] = parent >= 0 && is_below_hips[static_cast<std::size_t>(parent)];
        const std::string bone = bone_of(words_of(model.nodes[i].name));
        // A mesh may be called "head" too, but it does not hang on the hips.
        if (bone.empty() || (bone != "hips" && !is_below_hips[i])) continue;
        const bool is_new = found.emplace(bone, static_cast<int>(i)).second;  // the first, which is nearest the root
        if (bone == "hips" && is_new) is_below_hips[i] = true;
    }
    mend_spine(found);
    for (const char* needed : {"hips", "head", "leftUpperArm", "rightUpperArm", "leftUpperLeg", "rightUpperLeg"}) {
        if (found.count(needed) == 0) return {};
    }
    return found;
}

}  // namespace compere::model
