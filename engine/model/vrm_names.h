#pragma once

#include <span>
#include <string>
#include <string_view>

namespace compere::model {

// The 55 humanoid bones of VRM 1, parents before children.
struct HumanoidBone {
    std::string_view name;
    std::string_view parent;  // empty for hips
};
std::span<const HumanoidBone> humanoid_bones();
bool is_humanoid_bone(std::string_view name);
// The nearest bone above in the standard's tree; empty for hips and unknown names.
std::string_view humanoid_parent(std::string_view name);

// VRM 0 spells some bones and presets otherwise.
std::string vrm1_bone_name(const std::string& vrm0_name);
std::string vrm1_preset_name(const std::string& vrm0_name);  // empty for no preset

}  // namespace compere::model
