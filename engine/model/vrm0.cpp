#include <algorithm>

#include "model/gltf_import.h"
#include "model/vrm_names.h"

namespace compere::model {
namespace {

// A bind names a mesh; it moves every node that shows that mesh.
void read_bind(GltfImport& in, const Json& bind, Expression& expression) {
    const Json& nodes = in.document.list("nodes");
    const int mesh = index(member(bind, "mesh"), in.document.count("meshes"));
    if (mesh < 0) return;
    const float weight = number(member(bind, "weight"), 100.0f) * 0.01f;
    for (std::size_t n = 0; n < nodes.size(); ++n) {
        if (in.first_channel[n] < 0 || index(member(nodes[n], "mesh"), in.document.count("meshes")) != mesh) continue;
        const int morph = index(member(bind, "index"), static_cast<std::size_t>(in.morph_count[n]));
        if (morph >= 0) expression.binds.push_back({in.first_channel[n] + morph, weight});
    }
}

void read_material_value(GltfImport& in, const Json& value, Expression& expression) {
    const std::string name = text(member(value, "materialName")), property = text(member(value, "propertyName"));
    const glm::vec4 target = vec4(member(value, "targetValue"), glm::vec4{1.0f});
    for (std::size_t m = 0; m < in.model.materials.size(); ++m) {
        if (in.model.materials[m].name != name) continue;
        const int material = static_cast<int>(m);
        if (property == "_Color") expression.colour_binds.push_back({material, ColourBind::Target::Base, target});
        if (property == "_EmissionColor")
            expression.colour_binds.push_back({material, ColourBind::Target::Emissive, target});
        if (property == "_ShadeColor") expression.colour_binds.push_back({material, ColourBind::Target::Shade, target});
        if (property == "_RimColor") expression.colour_binds.push_back({material, ColourBind::Target::Rim, target});
        if (property == "_OutlineColor")
            expression.colour_binds.push_back({material, ColourBind::Target::Outline, target});
        if (property == "_MainTex_ST") {  // Unity's scale and offset; v counts from the bottom
            expression.texture_binds.push_back(
                {material, {target.z, 1.0f - target.w - target.y}, {target.x, target.y}});
        }
    }
}

void read_expression_groups(GltfImport& in, const Json& groups) {
    for (const Json& group : groups) {
        Expression expression;
        const std::string preset = vrm1_preset_name(text(member(group, "presetName")));
        expression.is_preset = !preset.empty();
        expression.name = expression.is_preset ? preset : name_of(group);
        const auto same = [&](const Expression& other) { return other.name == expression.name; };
        if (expression.name.empty() || std::any_of(in.model.expressions.begin(), in.model.expressions.end(), same))
            continue;
        if (in.model.expressions.size() >= 4096) return;
        expression.is_binary = flag(member(group, "isBinary"), false);
        for (const Json& bind : items(group, "binds"))
            read_bind(in, bind, expression);
        for (const Json& value : items(group, "materialValues"))
            read_material_value(in, value, expression);
        in.model.expressions.push_back(std::move(expression));
    }
}

LookAt::Range read_range(const Json& entry, bool by_bone) {
    // VRM 0 gives the range by bone in degrees and by blend shape as a weight.
    return {std::max(number(member(entry, "xRange"), 90.0f), 0.01f),
            number(member(entry, "yRange"), by_bone ? 10.0f : 1.0f)};
}

void read_first_person(GltfImport& in, const Json& first_person) {
    if (!first_person.is_object()) return;
    LookAt look;
    look.by_bone = text(member(first_person, "lookAtTypeName"), "Bone") != "BlendShape";
    look.horizontal_inner = read_range(member(first_person, "lookAtHorizontalInner"), look.by_bone);
    look.horizontal_outer = read_range(member(first_person, "lookAtHorizontalOuter"), look.by_bone);
    look.vertical_down = read_range(member(first_person, "lookAtVerticalDown"), look.by_bone);
    look.vertical_up = read_range(member(first_person, "lookAtVerticalUp"), look.by_bone);
    const Json& offset = member(first_person, "firstPersonBoneOffset");
    look.offset_from_head = {number(member(offset, "x"), 0.0f), number(member(offset, "y"), 0.06f),
                             -number(member(offset, "z"), 0.0f)};
    in.model.look_at = look;
}

}  // namespace

void read_vrm0(GltfImport& in, const Json& extension) {
    in.model.format = "vrm0";
    for (const Json& entry : items(member(extension, "humanoid"), "humanBones")) {
        const std::string name = vrm1_bone_name(text(member(entry, "bone")));
        const int node = in.node(member(entry, "node"));
        if (node >= 0 && is_humanoid_bone(name)) in.model.humanoid.emplace(name, node);
    }
    read_expression_groups(in, items(member(extension, "blendShapeMaster"), "blendShapeGroups"));
    read_first_person(in, member(extension, "firstPerson"));
    const Json& meta = member(extension, "meta");
    if (!meta.is_object()) return;
    for (const auto& [name, value] : meta.items()) {
        if (value.is_string() && !value.get_ref<const std::string&>().empty())
            in.model.licence[name] = value.get<std::string>();
    }
}

}  // namespace compere::model
