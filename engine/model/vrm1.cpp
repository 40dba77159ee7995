#include <algorithm>
#include <array>

#include "model/gltf_import.h"
#include "model/vrm_names.h"

namespace compere::model {
namespace {

Override override_of(const Json& value) {
    const std::string name = text(value);
    return name == "block" ? Override::Block : name == "blend" ? Override::Blend : Override::None;
}

std::optional<ColourBind::Target> target_of(const std::string& name) {
    if (name == "color") return ColourBind::Target::Base;
    if (name == "emissionColor") return ColourBind::Target::Emissive;
    if (name == "shadeColor") return ColourBind::Target::Shade;
    if (name == "matcapColor") return ColourBind::Target::Matcap;
    if (name == "rimColor") return ColourBind::Target::Rim;
    if (name == "outlineColor") return ColourBind::Target::Outline;
    return std::nullopt;
}

Expression read_expression(GltfImport& in, const std::string& name, const Json& entry, bool is_preset) {
    Expression expression;
    expression.name = name;
    expression.is_preset = is_preset;
    expression.is_binary = flag(member(entry, "isBinary"), false);
    expression.override_mouth = override_of(member(entry, "overrideMouth"));
    expression.override_blink = override_of(member(entry, "overrideBlink"));
    expression.override_look_at = override_of(member(entry, "overrideLookAt"));
    for (const Json& bind : items(entry, "morphTargetBinds")) {
        // VRM 1 names the node; VRM 0 names the mesh.
        const int node = index(member(bind, "node"), in.first_channel.size());
        if (node < 0 || in.first_channel[static_cast<std::size_t>(node)] < 0) continue;
        const int morph =
            index(member(bind, "index"), static_cast<std::size_t>(in.morph_count[static_cast<std::size_t>(node)]));
        if (morph < 0) continue;
        expression.binds.push_back(
            {in.first_channel[static_cast<std::size_t>(node)] + morph, number(member(bind, "weight"), 1.0f)});
    }
    for (const Json& bind : items(entry, "materialColorBinds")) {
        const auto target = target_of(text(member(bind, "type")));
        const int material = index(member(bind, "material"), in.model.materials.size());
        if (target && material >= 0)
            expression.colour_binds.push_back({material, *target, vec4(member(bind, "targetValue"), glm::vec4{1.0f})});
    }
    for (const Json& bind : items(entry, "textureTransformBinds")) {
        const int material = index(member(bind, "material"), in.model.materials.size());
        if (material < 0) continue;
        expression.texture_binds.push_back(
            {material, vec2(member(bind, "offset"), glm::vec2{0.0f}), vec2(member(bind, "scale"), glm::vec2{1.0f})});
    }
    return expression;
}

void read_expressions(GltfImport& in, const Json& expressions) {
    for (const char* kind : {"preset", "custom"}) {
        const Json& group = member(expressions, kind);
        if (!group.is_object()) continue;
        for (const auto& [name, entry] : group.items()) {
            if (in.model.expressions.size() >= 4096) return;
            in.model.expressions.push_back(read_expression(in, name, entry, std::string_view{kind} == "preset"));
        }
    }
}

LookAt::Range read_range(const Json& entry, LookAt::Range fallback) {
    return {std::max(number(member(entry, "inputMaxValue"), fallback.input_max_deg), 0.01f),
            number(member(entry, "outputScale"), fallback.output_scale)};
}

void read_look_at(GltfImport& in, const Json& entry) {
    if (!entry.is_object()) return;
    LookAt look;
    look.by_bone = text(member(entry, "type"), "bone") != "expression";
    const LookAt::Range fallback{90.0f, look.by_bone ? 10.0f : 1.0f};
    look.horizontal_inner = read_range(member(entry, "rangeMapHorizontalInner"), fallback);
    look.horizontal_outer = read_range(member(entry, "rangeMapHorizontalOuter"), fallback);
    look.vertical_down = read_range(member(entry, "rangeMapVerticalDown"), fallback);
    look.vertical_up = read_range(member(entry, "rangeMapVerticalUp"), fallback);
    look.offset_from_head = vec3(member(entry, "offsetFromHeadBone"), glm::vec3{0.0f});
    in.model.look_at = look;
}

void read_licence(GltfImport& in, const Json& meta) {
    if (!meta.is_object()) return;
    for (const auto& [name, value] : meta.items()) {
        if (name == "thumbnailImage") continue;
        std::string words;
        if (value.is_string()) words = value.get<std::string>();
        if (value.is_boolean()) words = value.get<bool>() ? "true" : "false";
        if (value.is_array()) {
            for (const Json& part : value)
                words += (words.empty() ? "" : ", ") + text(part);
        }
        if (!words.empty()) in.model.licence[name] = words;
    }
}

}  // namespace

void read_vrm1(GltfImport& in, const Json& extension) {
    in.model.format = "vrm1";
    const Json& bones = member(member(extension, "humanoid"), "humanBones");
    if (bones.is_object()) {
        for (const auto& [name, entry] : bones.items()) {
            const int node = in.node(member(entry, "node"));
            if (node < 0) in.document.warn(fmt::format("humanoid bone {} names a node that does not exist", name));
            if (node >= 0 && is_humanoid_bone(name)) in.model.humanoid[name] = node;
        }
    }
    read_expressions(in, member(extension, "expressions"));
    read_look_at(in, member(extension, "lookAt"));
    read_licence(in, member(extension, "meta"));
}

void read_vrm_animation(GltfImport& in, const Json& extension) {
    in.model.format = "vrma";
    const Json& bones = member(member(extension, "humanoid"), "humanBones");
    if (bones.is_object()) {
        for (const auto& [name, entry] : bones.items()) {
            const int node = in.node(member(entry, "node"));
            if (node >= 0 && is_humanoid_bone(name)) in.model.humanoid[name] = node;
        }
    }
    for (const char* kind : {"preset", "custom"}) {
        const Json& group = member(member(extension, "expressions"), kind);
        if (!group.is_object()) continue;
        for (const auto& [name, entry] : group.items()) {
            const int node = in.node(member(entry, "node"));
            if (node >= 0) in.model.expression_nodes[name] = node;
        }
    }
    in.model.look_at_node = in.node(member(member(extension, "lookAt"), "node"));
}

}  // namespace compere::model
