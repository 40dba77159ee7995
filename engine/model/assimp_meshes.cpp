#include <assimp/scene.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "model/assimp_parts.h"
#include "model/geometry.h"
#include "model/load_model.h"
#include "model/world.h"

namespace compere::model {
namespace {

glm::vec3 to_vec3(const aiVector3D& v) {
    return std::isfinite(v.x + v.y + v.z) ? glm::vec3{v.x, v.y, v.z} : glm::vec3{0.0f};
}

struct Hash {
    std::uint64_t value = 0xcbf29ce484222325u;
    void add(float x) { value = (value ^ std::bit_cast<std::uint32_t>(x == 0.0f ? 0.0f : x)) * 0x100000001b3u; }
    void add(const aiVector3D& v) {
        add(v.x);
        add(v.y);
        add(v.z);
    }
};

// FBX gives every corner of every face a vertex of its own. Those that agree in place, normal, uv, colour and all
// morphs become one; the 64-bit mark of the morphs and the place together stand for the control point. Returns the new
// index of each old vertex.
std::vector<std::uint32_t> weld(const aiMesh& from, std::vector<unsigned>& kept) {
    std::vector<Hash> marks(from.mNumVertices);
    for (unsigned v = 0; v < from.mNumVertices; ++v) {
        marks[v].add(from.mVertices[v]);
        if (from.mNormals != nullptr) marks[v].add(from.mNormals[v]);
        if (from.mTextureCoords[0] != nullptr) marks[v].add(from.mTextureCoords[0][v]);
        if (from.mColors[0] != nullptr) {
            for (unsigned c = 0; c < 4; ++c)
                marks[v].add(from.mColors[0][v][c]);
        }
    }
    for (unsigned a = 0; a < from.mNumAnimMeshes; ++a) {
        const aiAnimMesh& morph = *from.mAnimMeshes[a];
        if (morph.mNumVertices != from.mNumVertices || morph.mVertices == nullptr) continue;
        for (unsigned v = 0; v < from.mNumVertices; ++v)
            marks[v].add(morph.mVertices[v]);
    }
    for (unsigned b = 0; b < from.mNumBones; ++b) {
        for (unsigned w = 0; w < from.mBones[b]->mNumWeights; ++w) {
            const aiVertexWeight& weight = from.mBones[b]->mWeights[w];
            if (weight.mVertexId >= from.mNumVertices) continue;
            marks[weight.mVertexId].add(static_cast<float>(b));
            marks[weight.mVertexId].add(weight.mWeight);
        }
    }
    std::vector<std::uint32_t> to(from.mNumVertices);
    std::unordered_map<std::uint64_t, std::uint32_t> seen;
    for (unsigned v = 0; v < from.mNumVertices; ++v) {
        const auto [entry, is_new] = seen.emplace(marks[v].value, static_cast<std::uint32_t>(kept.size()));
        if (is_new) kept.push_back(v);
        to[v] = entry->second;
    }
    return to;
}

void read_skin(AssimpImport& in, const aiMesh& from, unsigned number, const std::vector<std::uint32_t>& to,
               glm::mat4 node_world, Mesh& mesh) {
    if (from.mNumBones == 0) return;
    Skin skin;
    std::vector<std::vector<Influence>> influences(mesh.positions.size());
    std::vector<bool> done(from.mNumVertices);
    for (unsigned b = 0; b < std::min(from.mNumBones, 65535u); ++b) {
        const aiBone& bone = *from.mBones[b];
        const auto node = in.node_named.find(bone.mName.C_Str());
        if (node == in.node_named.end()) continue;
        const auto joint = static_cast<std::uint16_t>(skin.joints.size());
        skin.joints.push_back(node->second);
        skin.inverse_bind.push_back(to_glm(bone.mOffsetMatrix) *
                                    (in.offset_lacks_node[number] ? node_world : glm::mat4{1.0f}));
        for (unsigned w = 0; w < bone.mNumWeights; ++w) {
            if (bone.mWeights[w].mVertexId >= from.mNumVertices) continue;
            auto& list = influences[to[bone.mWeights[w].mVertexId]];
            if (list.empty() || list.back().first != joint) list.emplace_back(joint, bone.mWeights[w].mWeight);
        }
    }
    if (skin.joints.empty()) return;
    mesh.joints.resize(mesh.positions.size());
    mesh.weights.resize(mesh.positions.size());
    for (std::size_t v = 0; v < mesh.positions.size(); ++v)
        set_influences(mesh, v, influences[v]);
    mesh.skin = static_cast<int>(in.model.skins.size());
    in.model.skins.push_back(std::move(skin));
}

int channel_of(AssimpImport& in, int node, const std::string& name, float default_weight) {
    auto& channels = in.model.morph_channels;
    for (std::size_t i = 0; i < channels.size(); ++i) {
        if (channels[i].node == node && channels[i].name == name) return static_cast<int>(i);
    }
    channels.push_back({in.model.nodes[static_cast<std::size_t>(node)].name, name, default_weight, node});
    return static_cast<int>(channels.size() - 1);
}

// By name: Assimp 5.4 hands them over in the order of addresses in memory, another one at each import.
std::vector<std::pair<std::string, const aiAnimMesh*>> named_targets(const aiMesh& from) {
    std::vector<std::pair<std::string, const aiAnimMesh*>> targets;
    for (unsigned a = 0; a < from.mNumAnimMeshes; ++a) {
        const aiAnimMesh& target = *from.mAnimMeshes[a];
        if (target.mNumVertices != from.mNumVertices || target.mVertices == nullptr) continue;
        targets.emplace_back(target.mName.length > 0 ? target.mName.C_Str() : std::to_string(a), &target);
    }
    std::stable_sort(targets.begin(), targets.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    return targets;
}

void read_morphs(AssimpImport& in, const aiMesh& from, const std::vector<unsigned>& kept, Mesh& mesh) {
    for (const auto& [name, shape] : named_targets(from)) {
        if (in.model.morph_channels.size() > 100'000) break;
        const aiAnimMesh& target = *shape;
        MorphTarget morph;
        morph.channel = channel_of(in, mesh.node, name, 0.0f);
        for (std::size_t v = 0; v < kept.size(); ++v) {
            const glm::vec3 p = to_vec3(target.mVertices[kept[v]]) - mesh.positions[v];
            if (glm::dot(p, p) < 1e-12f) continue;
            morph.vertices.push_back(static_cast<std::uint32_t>(v));
            morph.position_deltas.push_back(p);
            if (target.mNormals != nullptr)
                morph.normal_deltas.push_back(to_vec3(target.mNormals[kept[v]]) - mesh.normals[v]);
        }
        if (!morph.vertices.empty()) mesh.morphs.push_back(std::move(morph));
    }
}

Mesh read_mesh(AssimpImport& in, const AssimpImport::Shown& shown, const glm::mat4& node_world) {
    const aiMesh& from = *in.scene.mMeshes[shown.mesh];
    Mesh mesh;
    mesh.name = in.model.nodes[static_cast<std::size_t>(shown.node)].name;
    mesh.node = shown.node;
    mesh.material = from.mMaterialIndex < in.model.materials.size() ? static_cast<int>(from.mMaterialIndex) : -1;
    std::vector<unsigned> kept;
    const std::vector<std::uint32_t> to = weld(from, kept);
    for (const unsigned v : kept) {
        mesh.positions.push_back(to_vec3(from.mVertices[v]));
        if (from.mNormals != nullptr) mesh.normals.push_back(to_vec3(from.mNormals[v]));
        if (from.mTextureCoords[0] != nullptr) {
            const glm::vec3 uv = to_vec3(from.mTextureCoords[0][v]);
            mesh.uv.emplace_back(uv.x, 1.0f - uv.y);  // FBX counts v from the bottom
        }
        if (from.mColors[0] != nullptr)
            mesh.colours.emplace_back(from.mColors[0][v].r, from.mColors[0][v].g, from.mColors[0][v].b,
                                      from.mColors[0][v].a);
    }
    for (unsigned f = 0; f < from.mNumFaces; ++f) {
        const aiFace& face = from.mFaces[f];
        if (face.mNumIndices != 3 ||
            std::max({face.mIndices[0], face.mIndices[1], face.mIndices[2]}) >= from.mNumVertices)
            continue;
        for (unsigned k = 0; k < 3; ++k)
            mesh.indices.push_back(to[face.mIndices[k]]);
    }
    add_missing_normals(mesh);
    read_skin(in, from, shown.mesh, to, node_world, mesh);
    read_morphs(in, from, kept, mesh);
    return mesh;
}

float difference(const glm::mat4& a, const glm::mat4& b) {
    float sum = 0.0f;
    for (int c = 0; c < 4; ++c)
        sum += glm::length(a[c] - b[c]) * (c == 3 ? 0.01f : 1.0f);
    return sum;
}

}  // namespace

void mend_bone_offsets(AssimpImport& in) {
    in.offset_lacks_node.assign(in.scene.mNumMeshes, false);
    const std::vector<glm::mat4> world = rest_world(in.model);
    const glm::mat4& root = world[0];
    for (const AssimpImport::Shown& shown : in.shown) {
        const aiMesh& mesh = *in.scene.mMeshes[shown.mesh];
        const glm::mat4& node = world[static_cast<std::size_t>(shown.node)];
        float with = 0.0f, without = 0.0f;
        for (unsigned b = 0; b < mesh.mNumBones; ++b) {
            const auto joint = in.node_named.find(mesh.mBones[b]->mName.C_Str());
            if (joint == in.node_named.end()) continue;
            const glm::mat4 skinned =
                world[static_cast<std::size_t>(joint->second)] * to_glm(mesh.mBones[b]->mOffsetMatrix);
            with += difference(skinned, node);
            without += difference(skinned, root);
        }
        in.offset_lacks_node[shown.mesh] = without < 0.25f * with;
    }
}

core::Status read_assimp_meshes(AssimpImport& in) {
    std::size_t vertices = 0;
    const std::vector<glm::mat4> world = rest_world(in.model);
    const glm::mat4 from_root = glm::inverse(world[0]);
    for (const AssimpImport::Shown& shown : in.shown) {
        const aiMesh& from = *in.scene.mMeshes[shown.mesh];
        if ((from.mPrimitiveTypes & aiPrimitiveType_TRIANGLE) == 0) continue;
        vertices += from.mNumVertices;
        if (vertices > kMaxVertices) return core::fail("{}: has over {} vertices", in.file.string(), kMaxVertices);
        Mesh mesh = read_mesh(in, shown, from_root * world[static_cast<std::size_t>(shown.node)]);
        if (!mesh.indices.empty()) in.model.meshes.push_back(std::move(mesh));
    }
    return {};
}

}  // namespace compere::model
