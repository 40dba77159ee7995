#include "model/cache/check_model.h"

#include <algorithm>
#include <array>

namespace compere::model {
namespace {

bool is_of(int index, std::size_t count) {
    return index >= 0 && static_cast<std::size_t>(index) < count;
}

bool is_of_or_none(int index, std::size_t count) {
    return index == -1 || is_of(index, count);
}

core::Status check_nodes(const Model& model) {
    for (std::size_t i = 0; i < model.nodes.size(); ++i) {
        if (!is_of_or_none(model.nodes[i].parent, i)) return core::fail("node {} does not come after its parent", i);
    }
    for (std::size_t i = 0; i < model.skins.size(); ++i) {
        const Skin& skin = model.skins[i];
        const bool are_nodes = std::all_of(skin.joints.begin(), skin.joints.end(),
                                           [&](int joint) { return is_of(joint, model.nodes.size()); });
        if (!are_nodes || skin.inverse_bind.size() != skin.joints.size())
            return core::fail("skin {} does not fit its nodes", i);
    }
    for (std::size_t i = 0; i < model.morph_channels.size(); ++i) {
        if (!is_of(model.morph_channels[i].node, model.nodes.size()))
            return core::fail("morph channel {} has no node", i);
    }
    return {};
}

bool have_full_length(const Mesh& mesh) {
    const std::size_t count = mesh.positions.size();
    const auto fits = [count](const auto& list) { return list.empty() || list.size() == count; };
    return mesh.normals.size() == count && fits(mesh.tangents) && fits(mesh.uv) && fits(mesh.colours) &&
           fits(mesh.joints) && fits(mesh.weights);
}

bool are_vertices(const std::vector<std::uint32_t>& list, const Mesh& mesh) {
    const auto highest = std::max_element(list.begin(), list.end());
    return highest == list.end() || *highest < mesh.positions.size();
}

bool hangs_on_its_skin(const Model& model, const Mesh& mesh) {
    if (mesh.skin < 0) return true;
    const std::size_t joints = model.skins[static_cast<std::size_t>(mesh.skin)].joints.size();
    if (mesh.joints.size() != mesh.positions.size() || mesh.weights.size() != mesh.positions.size()) return false;
    return std::all_of(mesh.joints.begin(), mesh.joints.end(), [&](const auto& four) {
        return std::all_of(four.begin(), four.end(), [&](std::uint16_t j) { return j < joints; });
    });
}

core::Status check_mesh(const Model& model, const Mesh& mesh, std::size_t number) {
    if (!is_of_or_none(mesh.node, model.nodes.size()) || !is_of_or_none(mesh.skin, model.skins.size()) ||
        !is_of_or_none(mesh.material, model.materials.size())) {
        return core::fail("mesh {} names a node, skin or material that does not exist", number);
    }
    if (!have_full_length(mesh)) return core::fail("mesh {} has lists of unequal length", number);
    if (mesh.indices.size() % 3 != 0 || !are_vertices(mesh.indices, mesh))
        return core::fail("mesh {} has triangles whose corners do not exist", number);
    if (!hangs_on_its_skin(model, mesh))
        return core::fail("mesh {} hangs on joints that its skin does not have", number);
    for (const MorphTarget& morph : mesh.morphs) {
        const std::size_t moved = morph.vertices.size();
        const bool is_full = morph.position_deltas.size() == moved &&
                             (morph.normal_deltas.empty() || morph.normal_deltas.size() == moved);
        if (!is_full || !is_of(morph.channel, model.morph_channels.size()) || !are_vertices(morph.vertices, mesh)) {
            return core::fail("mesh {} has a morph that does not fit it", number);
        }
    }
    return {};
}

core::Status check_materials(const Model& model) {
    for (std::size_t i = 0; i < model.materials.size(); ++i) {
        const Material& m = model.materials[i];
        const std::array<const TextureRef*, 11> textures{
            &m.base_texture,     &m.metallic_roughness_texture, &m.normal_texture,
            &m.emissive_texture, &m.occlusion_texture,          &m.shade_texture,
            &m.rim_texture,      &m.outline_width_texture,      &m.shading_shift_texture,
            &m.matcap_texture,   &m.uv_animation_mask};
        for (const TextureRef* texture : textures) {
            if (!is_of_or_none(texture->image, model.images.size()))
                return core::fail("material {} names a picture that does not exist", i);
        }
    }
    return {};
}

bool fits(const Model& model, const Track& track) {
    if (!is_of(track.node, model.nodes.size()) || track.times_s.empty() ||
        !std::is_sorted(track.times_s.begin(), track.times_s.end()))
        return false;
    std::size_t floats = track.path == Track::Path::Rotation ? 4 : 3;
    if (track.path == Track::Path::Weights) {
        const std::size_t channels = model.morph_channels.size();
        if (!is_of(track.first_morph_channel, channels) || track.morph_count < 1) return false;
        floats = static_cast<std::size_t>(track.morph_count);
        if (floats > channels - static_cast<std::size_t>(track.first_morph_channel)) return false;
    }
    return track.values.size() ==
           track.times_s.size() * floats * (track.interpolation == Interpolation::CubicSpline ? 3 : 1);
}

core::Status check_motions(const Model& model) {
    for (const Clip& clip : model.clips) {
        if (!std::all_of(clip.tracks.begin(), clip.tracks.end(),
                         [&](const Track& track) { return fits(model, track); })) {
            return core::fail("the clip \"{}\" does not fit its nodes", clip.name);
        }
    }
    for (const Spring& spring : model.springs) {
        const bool are_nodes = std::all_of(spring.joints.begin(), spring.joints.end(), [&](const SpringJoint& joint) {
            return is_of(joint.node, model.nodes.size());
        });
        const bool are_colliders = std::all_of(spring.colliders.begin(), spring.colliders.end(), [&](int c) {
            return is_of(c, model.colliders.size()) &&
                   is_of(model.colliders[static_cast<std::size_t>(c)].node, model.nodes.size());
        });
        if (!are_nodes || !are_colliders || !is_of_or_none(spring.centre, model.nodes.size()))
            return core::fail("the spring \"{}\" names what does not exist", spring.name);
    }
    for (const Constraint& constraint : model.constraints) {
        if (!is_of(constraint.node, model.nodes.size()) || !is_of(constraint.source, model.nodes.size()))
            return core::fail("a constraint names a node that does not exist");
    }
    return {};
}

core::Status check_person(const Model& model) {
    for (const auto* bones : {&model.humanoid, &model.expression_nodes}) {
        for (const auto& [name, node] : *bones) {
            if (!is_of(node, model.nodes.size())) return core::fail("{} is a node that does not exist", name);
        }
    }
    if (!is_of_or_none(model.look_at_node, model.nodes.size()))
        return core::fail("the gaze follows a node that does not exist");
    for (const Expression& expression : model.expressions) {
        const auto has_material = [&](const auto& bind) { return is_of(bind.material, model.materials.size()); };
        const bool are_channels =
            std::all_of(expression.binds.begin(), expression.binds.end(),
                        [&](const MorphBind& bind) { return is_of(bind.channel, model.morph_channels.size()); });
        if (!are_channels ||
            !std::all_of(expression.colour_binds.begin(), expression.colour_binds.end(), has_material) ||
            !std::all_of(expression.texture_binds.begin(), expression.texture_binds.end(), has_material)) {
            return core::fail("the expression \"{}\" moves what does not exist", expression.name);
        }
    }
    return {};
}

}  // namespace

core::Status check_model(const Model& model) {
    if (const auto good = check_nodes(model); !good) return good;
    for (std::size_t i = 0; i < model.meshes.size(); ++i) {
        if (const auto good = check_mesh(model, model.meshes[i], i); !good) return good;
    }
    if (const auto good = check_materials(model); !good) return good;
    if (const auto good = check_motions(model); !good) return good;
    return check_person(model);
}

}  // namespace compere::model
