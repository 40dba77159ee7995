#include "model/assimp_import.h"

#include <assimp/config.h>
#include <assimp/postprocess.h>
#include <assimp/scene.h>

#include <algorithm>
#include <assimp/Importer.hpp>
#include <cmath>
#include <map>
#include <string_view>

#include "model/assimp_parts.h"
#include "model/geometry.h"
#include "model/guess_humanoid.h"
#include "model/load_model.h"
#include "model/world.h"

namespace compere::model {

glm::mat4 to_glm(const aiMatrix4x4& m) {
    return {{m.a1, m.b1, m.c1, m.d1}, {m.a2, m.b2, m.c2, m.d2}, {m.a3, m.b3, m.c3, m.d3}, {m.a4, m.b4, m.c4, m.d4}};
}

namespace {

constexpr std::size_t kMaxNesting = 1000;  // of joints or of records

// FBX's own root becomes node 0; BVH's is the hips, so it gets a root above it.
core::Status read_nodes(AssimpImport& in) {
    struct Open {
        const aiNode* node;
        int parent;
    };
    Node root;  // turns and scales what is below
    const bool is_root_a_bone = in.model.format == "bvh";
    if (!is_root_a_bone) root.rest = decompose(to_glm(in.scene.mRootNode->mTransformation));
    in.model.nodes.push_back(root);
    std::vector<bool> shows_mesh;
    std::vector<Open> open{{in.scene.mRootNode, is_root_a_bone ? 0 : -1}};
    while (!open.empty()) {
        const Open next = open.back();
        open.pop_back();
        int self = 0;
        if (next.parent >= 0) {
            if (in.model.nodes.size() >= kMaxNodes)
                return core::fail("{}: has over {} nodes", in.file.string(), kMaxNodes);
            Node node;
            node.name = next.node->mName.C_Str();
            node.parent = next.parent;
            node.rest = decompose(to_glm(next.node->mTransformation));
            self = static_cast<int>(in.model.nodes.size());
            in.model.nodes.push_back(std::move(node));
        }
        // A mesh's node may be called like a bone ("head"): bones and channels then mean the one without a mesh.
        const auto [named, is_new] = in.node_named.emplace(next.node->mName.C_Str(), self);
        if (!is_new && next.node->mNumMeshes == 0 && shows_mesh[static_cast<std::size_t>(named->second)])
            named->second = self;
        shows_mesh.resize(in.model.nodes.size());
        shows_mesh[static_cast<std::size_t>(self)] = next.node->mNumMeshes > 0;
        for (unsigned m = 0; m < next.node->mNumMeshes; ++m)
            in.shown.push_back({next.node->mMeshes[m], self});
        for (unsigned c = next.node->mNumChildren; c-- > 0;)
            open.push_back({next.node->mChildren[c], self});
    }
    return {};
}

int metadata_int(const aiScene& scene, const char* key, int fallback) {
    int32_t value = 0;
    return scene.mMetaData != nullptr && scene.mMetaData->Get(key, value) ? value : fallback;
}

// Metres per unit and the up axis as the file states them. Assimp before 5.4 applies neither; later ones turn the root.
void apply_metadata(AssimpImport& in) {
    signal::Transform& root = in.model.nodes[0].rest;
    double centimetres = 1.0;
    float single = 0.0f;
    if (in.scene.mMetaData == nullptr || !in.scene.mMetaData->Get("UnitScaleFactor", centimetres)) {
        if (in.scene.mMetaData != nullptr && in.scene.mMetaData->Get("UnitScaleFactor", single))
            centimetres = static_cast<double>(single);
    }
    if (!(centimetres > 1e-6 && centimetres < 1e6)) centimetres = 1.0;
    in.model.unit_m = static_cast<float>(0.01 * centimetres);
    const bool is_turned = std::abs(root.rotation.w) < 0.999f;
    const int up = metadata_int(in.scene, "UpAxis", 1), sign = metadata_int(in.scene, "UpAxisSign", 1);
    if (!is_turned && up == 2)
        root.rotation = glm::angleAxis(sign >= 0 ? -1.57079633f : 1.57079633f, glm::vec3{1.0f, 0.0f, 0.0f});
    if (!is_turned && up == 0)
        root.rotation = glm::angleAxis(sign >= 0 ? 1.57079633f : -1.57079633f, glm::vec3{0.0f, 0.0f, 1.0f});
    root.scale = glm::vec3{in.model.unit_m};
}

// The nearest signed axis.
glm::vec3 main_axis(glm::vec3 v) {
    int best = 0;
    for (int i = 1; i < 3; ++i) {
        if (std::abs(v[i]) > std::abs(v[best])) best = i;
    }
    glm::vec3 axis{0.0f};
    axis[best] = v[best] < 0.0f ? -1.0f : 1.0f;
    return axis;
}

// A figure is stood up and turned to +Z by its own bones, whatever the file or the library's version says about axes.
void stand_up(Model& model) {
    const std::map<std::string, int> bones = guess_humanoid(model);
    if (bones.empty()) return;
    const auto at = [&](const std::vector<glm::mat4>& world, const char* name) {
        return glm::vec3{world[static_cast<std::size_t>(bones.at(name))][3]};
    };
    std::vector<glm::mat4> world = rest_world(model);
    const glm::vec3 up = main_axis(at(world, "head") - at(world, "hips"));
    glm::quat& turn = model.nodes[0].rest.rotation;
    if (up.y < 0.5f) {
        const glm::vec3 axis = up.y < -0.5f ? glm::vec3{1.0f, 0.0f, 0.0f} : glm::cross(up, glm::vec3{0.0f, 1.0f, 0.0f});
        turn = glm::angleAxis(up.y < -0.5f ? 3.14159265f : 1.57079633f, axis) * turn;
        world = rest_world(model);
    }
    glm::vec3 left = at(world, "leftUpperArm") - at(world, "rightUpperArm");
    left.y = 0.0f;
    left = main_axis(left);
    const float yaw = std::atan2(left.z, left.x);  // the left arm belongs on +X
    if (std::abs(yaw) > 0.1f) turn = glm::angleAxis(yaw, glm::vec3{0.0f, 1.0f, 0.0f}) * turn;
}

void read_clips(AssimpImport& in) {
    for (unsigned a = 0; a < in.scene.mNumAnimations; ++a) {
        const aiAnimation& animation = *in.scene.mAnimations[a];
        const double rate = animation.mTicksPerSecond > 0.0 ? animation.mTicksPerSecond : 25.0;
        Clip clip;
        clip.name = animation.mName.C_Str();
        const auto add = [&](int node, Track::Path path, const auto* keys, unsigned count, auto put) {
            Track track;
            track.node = node;
            track.path = path;
            for (unsigned k = 0; k < count; ++k) {
                const double time_s = keys[k].mTime / rate;
                const bool rises = track.times_s.empty() || time_s > static_cast<double>(track.times_s.back());
                if (!std::isfinite(time_s) || time_s < 0.0 || time_s > 86400.0 || !rises)
                    continue;  // a first key at −1 is a reference frame
                track.times_s.push_back(static_cast<float>(time_s));
                put(track.values, keys[k].mValue);
            }
            if (track.times_s.empty()) return;
            clip.duration_s = std::max(clip.duration_s, track.times_s.back());
            clip.tracks.push_back(std::move(track));
        };
        const auto put_vector = [](std::vector<float>& out, const aiVector3D& v) {
            out.insert(out.end(), {v.x, v.y, v.z});
        };
        const auto put_rotation = [](std::vector<float>& out, const aiQuaternion& q) {
            out.insert(out.end(), {q.x, q.y, q.z, q.w});
        };
        for (unsigned c = 0; c < animation.mNumChannels; ++c) {
            const aiNodeAnim& channel = *animation.mChannels[c];
            const auto found = in.node_named.find(channel.mNodeName.C_Str());
            if (found == in.node_named.end() || found->second == 0) continue;
            add(found->second, Track::Path::Translation, channel.mPositionKeys, channel.mNumPositionKeys, put_vector);
            add(found->second, Track::Path::Rotation, channel.mRotationKeys, channel.mNumRotationKeys, put_rotation);
            add(found->second, Track::Path::Scale, channel.mScalingKeys, channel.mNumScalingKeys, put_vector);
        }
        in.model.clips.push_back(std::move(clip));
    }
}

// Assimp reads what is nested by calling itself: deep enough, and its stack ends.
std::size_t deepest_braces(std::span<const std::uint8_t> text) {
    std::size_t depth = 0, deepest = 0;
    bool is_quoted = false;
    for (const std::uint8_t c : text) {
        if (c == '"') is_quoted = !is_quoted;
        if (c == '\n') is_quoted = false;
        if (is_quoted) continue;
        if (c == '{') deepest = std::max(deepest, ++depth);
        if (c == '}' && depth > 0) --depth;
    }
    return deepest;
}

bool is_binary_fbx(std::span<const std::uint8_t> bytes) {
    constexpr std::string_view kMagic = "Kaydara FBX Binary";
    return bytes.size() >= kMagic.size() && std::equal(kMagic.begin(), kMagic.end(), bytes.begin());
}

}  // namespace

core::Result<Model> load_with_assimp(const std::filesystem::path& file, std::span<const std::uint8_t> bytes,
                                     const std::string& format, ImportRecord* record) {
    if (!is_binary_fbx(bytes)) {
        const std::size_t depth = deepest_braces(bytes);
        if (depth > kMaxNesting)
            return core::fail("{}: its braces are {} deep, at most {} are read", file.string(), depth, kMaxNesting);
    }
    Assimp::Importer importer;
    importer.SetPropertyBool(AI_CONFIG_IMPORT_FBX_PRESERVE_PIVOTS, false);
    constexpr unsigned kSteps = aiProcess_Triangulate | aiProcess_GenSmoothNormals | aiProcess_SortByPType;
    const aiScene* scene = importer.ReadFileFromMemory(bytes.data(), bytes.size(), kSteps, format.c_str());
    if (scene == nullptr || scene->mRootNode == nullptr)
        return core::fail("{}: cannot be read: {}", file.string(), importer.GetErrorString());
    Model model;
    model.format = format;
    AssimpImport in{file, *scene, model, {}, {}, {}, record};
    if (const auto read = read_nodes(in); !read) return read.error();
    mend_bone_offsets(in);
    if (format == "fbx") {
        apply_metadata(in);
        read_assimp_materials(in);
        if (const auto read = read_assimp_meshes(in); !read) return read.error();
    } else {
        // BVH has no unit; CMU's counts 0.45 inch. Motions are scaled by the hips, so this matters to a viewer only.
        model.unit_m = 0.056444f;
        model.nodes[0].rest.scale = glm::vec3{model.unit_m};
    }
    stand_up(model);
    read_clips(in);
    return model;
}

}  // namespace compere::model
