#include <cmath>
#include <glm/gtc/type_ptr.hpp>

#include "model/geometry.h"
#include "model/gltf_import.h"

namespace compere::model {

int GltfImport::node(const Json& file_index) const {
    const int i = index(file_index, node_of.size());
    return i < 0 ? -1 : node_of[static_cast<std::size_t>(i)];
}

namespace {

signal::Transform read_transform(const Json& entry) {
    const Json& matrix = member(entry, "matrix");
    if (matrix.is_array() && matrix.size() == 16) {
        glm::mat4 m{1.0f};
        for (int i = 0; i < 16; ++i)
            m[i / 4][i % 4] = number(matrix[static_cast<std::size_t>(i)], i % 5 == 0 ? 1.0f : 0.0f);
        return decompose(m);
    }
    signal::Transform out;
    out.translation = vec3(member(entry, "translation"), out.translation);
    out.scale = vec3(member(entry, "scale"), out.scale);
    const glm::vec4 q = vec4(member(entry, "rotation"), {0.0f, 0.0f, 0.0f, 1.0f});
    out.rotation = unit_or_identity({q.w, q.x, q.y, q.z});
    return out;
}

// Parent of every file node; a second parent is ignored with a warning.
std::vector<int> parents_of(GltfDocument& document) {
    const Json& nodes = document.list("nodes");
    std::vector<int> parents(nodes.size(), -1);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        for (const Json& child : items(nodes[i], "children")) {
            const int c = index(child, nodes.size());
            if (c < 0) {
                document.warn(fmt::format("node {} names a child that does not exist", i));
            } else if (parents[static_cast<std::size_t>(c)] >= 0) {
                document.warn(fmt::format("node {} has two parents; the second is ignored", c));
            } else {
                parents[static_cast<std::size_t>(c)] = static_cast<int>(i);
            }
        }
    }
    return parents;
}

void mark_scene(GltfImport& in, const std::vector<int>& parents) {
    const Json& scenes = in.document.list("scenes");
    const std::size_t count = parents.size();
    if (scenes.empty()) {
        in.in_scene.assign(count, true);
        return;
    }
    const int chosen = index(member(in.document.json, "scene"), scenes.size());
    std::vector<bool> is_root(count, false);
    for (const Json& root : items(scenes[static_cast<std::size_t>(std::max(chosen, 0))], "nodes")) {
        const int i = index(root, count);
        if (i >= 0) is_root[static_cast<std::size_t>(i)] = true;
    }
    in.in_scene.assign(count, false);
    for (const Node& node : in.model.nodes) {  // parents come first
        if (node.file_node < 0) continue;
        const auto i = static_cast<std::size_t>(node.file_node);
        in.in_scene[i] = is_root[i] || (parents[i] >= 0 && in.in_scene[static_cast<std::size_t>(parents[i])]);
    }
}

}  // namespace

core::Status read_nodes(GltfImport& in, bool turn_root) {
    const Json& nodes = in.document.list("nodes");
    const std::vector<int> parents = parents_of(in.document);
    std::vector<std::vector<int>> children(nodes.size());
    std::vector<int> open;
    for (std::size_t i = nodes.size(); i-- > 0;) {
        if (parents[i] < 0) {
            open.push_back(static_cast<int>(i));
        } else {
            children[static_cast<std::size_t>(parents[i])].push_back(static_cast<int>(i));
        }
    }
    if (turn_root) {
        Node root;
        root.rest.rotation = glm::quat{0.0f, 0.0f, 1.0f, 0.0f};
        in.model.nodes.push_back(root);
    }
    in.node_of.assign(nodes.size(), -1);
    while (!open.empty()) {  // depth first, so that a parent's index is smaller than its children's
        const auto i = static_cast<std::size_t>(open.back());
        open.pop_back();
        Node node;
        node.name = name_of(nodes[i]);
        node.file_node = static_cast<int>(i);
        node.parent = parents[i] >= 0 ? in.node_of[static_cast<std::size_t>(parents[i])] : (turn_root ? 0 : -1);
        node.rest = read_transform(nodes[i]);
        in.node_of[i] = static_cast<int>(in.model.nodes.size());
        in.model.nodes.push_back(std::move(node));
        open.insert(open.end(), children[i].begin(), children[i].end());
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (in.node_of[i] < 0)
            return core::fail("{}: its nodes form a circle (node {} is its own ancestor)", in.document.file.string(),
                              i);
    }
    mark_scene(in, parents);
    return {};
}

core::Status read_skins(GltfImport& in) {
    const Json& skins = in.document.list("skins");
    if (skins.size() > kMaxSkins)
        return core::fail("{}: has {} skins, at most {} are read", in.document.file.string(), skins.size(), kMaxSkins);
    std::size_t joints_total = 0;
    for (std::size_t s = 0; s < skins.size(); ++s) {
        Skin skin;
        for (const Json& joint : items(skins[s], "joints")) {
            const int node = in.node(joint);
            if (node < 0)
                return core::fail("{}: skin {} names a joint that does not exist", in.document.file.string(), s);
            skin.joints.push_back(node);
        }
        joints_total += skin.joints.size();
        if (skin.joints.size() > 65535 || joints_total > kMaxSkinJoints)
            return core::fail("{}: skin {} has too many joints", in.document.file.string(), s);
        skin.inverse_bind.assign(skin.joints.size(), glm::mat4{1.0f});
        const Json& accessor = member(skins[s], "inverseBindMatrices");
        if (!accessor.is_null()) {
            const auto values = read_floats(in.document, index(accessor, in.document.count("accessors")), 16);
            if (!values) return values.error();
            if (values->size() < skin.joints.size() * 16)
                return core::fail("{}: skin {} has too few inverse bind matrices", in.document.file.string(), s);
            for (std::size_t j = 0; j < skin.joints.size(); ++j)
                skin.inverse_bind[j] = glm::make_mat4(values->data() + j * 16);
        }
        in.model.skins.push_back(std::move(skin));
    }
    return {};
}

}  // namespace compere::model
