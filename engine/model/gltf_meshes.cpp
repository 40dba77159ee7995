#include <algorithm>
#include <cmath>
#include <cstring>

#include "model/geometry.h"
#include "model/gltf_import.h"
#include "model/load_model.h"

namespace compere::model {
namespace {

constexpr std::size_t kMaxIndices = 6 * kMaxVertices;
constexpr std::size_t kMaxParts = 16'384;
constexpr std::size_t kMaxMorphVertices = 16 * kMaxVertices;

struct Budget {
    std::size_t vertices = 0, indices = 0, morph_vertices = 0, read_floats = 0, primitives = 0;
};

template <int N>
core::Result<std::vector<glm::vec<N, float>>> read_vectors(GltfImport& in, const Json& accessor, std::size_t want) {
    std::vector<glm::vec<N, float>> out;
    if (accessor.is_null()) return out;
    if (want > 0 && accessor_shape(in.document, index(accessor, in.document.count("accessors"))).count != want) {
        in.document.warn("has vertex attributes of unequal length; the shorter or longer ones are left out");
        return out;
    }
    const auto flat = read_floats(in.document, index(accessor, in.document.count("accessors")), N);
    if (!flat) return flat.error();
    out.resize(flat->size() / N);
    static_assert(sizeof(glm::vec<N, float>) == N * sizeof(float));
    if (!out.empty()) std::memcpy(out.data(), flat->data(), out.size() * sizeof out[0]);
    return out;
}

core::Status read_colours(GltfImport& in, const Json& accessor, Mesh& mesh) {
    if (accessor.is_null()) return {};
    const int number = index(accessor, in.document.count("accessors"));
    if (accessor_shape(in.document, number).components == 3) {
        const auto rgb = read_vectors<3>(in, accessor, mesh.positions.size());
        if (!rgb) return rgb.error();
        for (const glm::vec3& c : *rgb)
            mesh.colours.emplace_back(c, 1.0f);
        return {};
    }
    auto rgba = read_vectors<4>(in, accessor, mesh.positions.size());
    if (!rgba) return rgba.error();
    mesh.colours = std::move(*rgba);
    return {};
}

core::Status read_weights(GltfImport& in, const Json& attributes, Mesh& mesh) {
    const std::size_t vertices = mesh.positions.size();
    const std::size_t joint_count = in.model.skins[static_cast<std::size_t>(mesh.skin)].joints.size();
    std::vector<std::vector<std::uint32_t>> joints;
    std::vector<std::vector<float>> weights;
    for (int set = 0; set < 4; ++set) {
        const Json& j = member(attributes, ("JOINTS_" + std::to_string(set)).c_str());
        const Json& w = member(attributes, ("WEIGHTS_" + std::to_string(set)).c_str());
        if (j.is_null() || w.is_null()) break;
        auto read_joints = read_integers(in.document, index(j, in.document.count("accessors")), 4);
        if (!read_joints) return read_joints.error();
        auto read_weights = read_floats(in.document, index(w, in.document.count("accessors")), 4);
        if (!read_weights) return read_weights.error();
        if (read_joints->size() != vertices * 4 || read_weights->size() != vertices * 4) break;
        joints.push_back(std::move(*read_joints));
        weights.push_back(std::move(*read_weights));
    }
    if (joints.empty() || joint_count == 0) {
        mesh.skin = -1;
        return {};
    }
    mesh.joints.resize(vertices);
    mesh.weights.resize(vertices);
    std::vector<Influence> influences;
    bool has_stray = false;
    for (std::size_t v = 0; v < vertices; ++v) {
        influences.clear();
        for (std::size_t set = 0; set < joints.size(); ++set) {
            for (std::size_t k = v * 4; k < v * 4 + 4; ++k) {
                if (joints[set][k] < joint_count) {
                    influences.emplace_back(static_cast<std::uint16_t>(joints[set][k]), weights[set][k]);
                } else if (weights[set][k] > 0.0f) {
                    has_stray = true;
                }
            }
        }
        set_influences(mesh, v, influences);
    }
    if (has_stray)
        in.document.warn("has vertices that hang on joints that their skin does not have; those weights are dropped");
    return {};
}

core::Status read_indices(GltfImport& in, const Json& primitive, Mesh& mesh) {
    const Json& accessor = member(primitive, "indices");
    std::vector<std::uint32_t> raw;
    if (accessor.is_null()) {
        raw.resize(mesh.positions.size());
        for (std::size_t i = 0; i < raw.size(); ++i)
            raw[i] = static_cast<std::uint32_t>(i);
    } else {
        auto read = read_integers(in.document, index(accessor, in.document.count("accessors")), 1);
        if (!read) return read.error();
        raw = std::move(*read);
    }
    bool has_stray = false;
    const auto emit = [&](std::uint32_t a, std::uint32_t b, std::uint32_t c) {
        const std::size_t n = mesh.positions.size();
        if (a < n && b < n && c < n) {
            mesh.indices.insert(mesh.indices.end(), {a, b, c});
        } else {
            has_stray = true;
        }
    };
    const std::size_t mode = natural(member(primitive, "mode"), 4);
    if (mode == 4) {
        for (std::size_t i = 0; i + 2 < raw.size(); i += 3)
            emit(raw[i], raw[i + 1], raw[i + 2]);
    } else if (mode == 5) {
        for (std::size_t i = 0; i + 2 < raw.size(); ++i)
            emit(raw[i + i % 2], raw[i + 1 - i % 2], raw[i + 2]);
    } else if (mode == 6) {
        for (std::size_t i = 1; i + 1 < raw.size(); ++i)
            emit(raw[0], raw[i], raw[i + 1]);
    }
    if (has_stray) in.document.warn("has triangles whose corners do not exist; they are left out");
    return {};
}

core::Status read_morphs(GltfImport& in, const Json& primitive, int first_channel, int channels, Budget& budget,
                         Mesh& mesh) {
    const Json& targets = items(primitive, "targets");
    for (std::size_t t = 0; t < targets.size() && t < static_cast<std::size_t>(channels); ++t) {
        budget.read_floats += mesh.positions.size();
        if (budget.read_floats > 8 * kMaxMorphVertices)
            return core::fail("{}: its morphs are too many", in.document.file.string());
        const auto positions = read_vectors<3>(in, member(targets[t], "POSITION"), mesh.positions.size());
        if (!positions) return positions.error();
        const auto normals = read_vectors<3>(in, member(targets[t], "NORMAL"), mesh.positions.size());
        if (!normals) return normals.error();
        MorphTarget morph;
        morph.channel = first_channel + static_cast<int>(t);
        for (std::size_t v = 0; v < mesh.positions.size(); ++v) {
            const glm::vec3 p = positions->empty() ? glm::vec3{0.0f} : (*positions)[v];
            const glm::vec3 n = normals->empty() ? glm::vec3{0.0f} : (*normals)[v];
            if (glm::dot(p, p) < 1e-18f && glm::dot(n, n) < 1e-12f) continue;
            morph.vertices.push_back(static_cast<std::uint32_t>(v));
            morph.position_deltas.push_back(p);
            if (!normals->empty()) morph.normal_deltas.push_back(n);
        }
        budget.morph_vertices += morph.vertices.size();
        if (budget.morph_vertices > kMaxMorphVertices)
            return core::fail("{}: its morphs move over {} vertices", in.document.file.string(), kMaxMorphVertices);
        if (!morph.vertices.empty()) mesh.morphs.push_back(std::move(morph));
    }
    return {};
}

int texture_set_of(const GltfImport& in, int material) {
    if (material < 0) return 0;
    const int set = in.model.materials[static_cast<std::size_t>(material)].base_texture.uv_set;
    return set >= 0 && set < 8 ? set : 0;
}

core::Result<Mesh> read_primitive(GltfImport& in, const Json& primitive, Mesh mesh, std::size_t file_node,
                                  Budget& budget) {
    const Json& attributes = member(primitive, "attributes");
    auto positions = read_vectors<3>(in, member(attributes, "POSITION"), 0);
    if (!positions) return positions.error();
    mesh.positions = std::move(*positions);
    const std::size_t count = mesh.positions.size();
    budget.vertices += count;
    if (budget.vertices > kMaxVertices)
        return core::fail("{}: has over {} vertices", in.document.file.string(), kMaxVertices);
    mesh.material = index(member(primitive, "material"), in.model.materials.size());
    auto normals = read_vectors<3>(in, member(attributes, "NORMAL"), count);
    if (!normals) return normals.error();
    auto tangents = read_vectors<4>(in, member(attributes, "TANGENT"), count);
    if (!tangents) return tangents.error();
    auto uv = read_vectors<2>(
        in, member(attributes, ("TEXCOORD_" + std::to_string(texture_set_of(in, mesh.material))).c_str()), count);
    if (!uv) return uv.error();
    mesh.normals = std::move(*normals);
    mesh.tangents = std::move(*tangents);
    mesh.uv = std::move(*uv);
    if (const auto read = read_colours(in, member(attributes, "COLOR_0"), mesh); !read) return read.error();
    if (const auto read = read_indices(in, primitive, mesh); !read) return read.error();
    budget.indices += mesh.indices.size();
    if (budget.indices > kMaxIndices)
        return core::fail("{}: has over {} triangle corners", in.document.file.string(), kMaxIndices);
    if (mesh.skin >= 0) {
        if (const auto read = read_weights(in, attributes, mesh); !read) return read.error();
    }
    if (in.first_channel[file_node] >= 0) {
        const auto read =
            read_morphs(in, primitive, in.first_channel[file_node], in.morph_count[file_node], budget, mesh);
        if (!read) return read.error();
    }
    add_missing_normals(mesh);
    return mesh;
}

// One channel per morph target and node; the names stand in the mesh's extras, in a primitive's, or nowhere.
void add_channels(GltfImport& in, const Json& mesh, const Json& node, std::size_t file_node) {
    const Json& primitives = items(mesh, "primitives");
    std::size_t count = 0;
    const Json* names = &items(member(mesh, "extras"), "targetNames");
    for (const Json& primitive : primitives) {
        count = std::max(count, items(primitive, "targets").size());
        const Json& own = items(member(primitive, "extras"), "targetNames");
        if (names->empty() && !own.empty()) names = &own;
    }
    if (count == 0 || count + in.model.morph_channels.size() > 100'000) return;
    const Json& weights = member(node, "weights").is_array() ? items(node, "weights") : items(mesh, "weights");
    in.first_channel[file_node] = static_cast<int>(in.model.morph_channels.size());
    in.morph_count[file_node] = static_cast<int>(count);
    for (std::size_t t = 0; t < count; ++t) {
        MorphChannel channel;
        channel.mesh = name_of(mesh);
        channel.name = t < names->size() && (*names)[t].is_string() ? shortened((*names)[t].get_ref<const std::string&>()) : std::to_string(t);
        channel.default_weight = t < weights.size() ? number(weights[t], 0.0f) : 0.0f;
        channel.node = in.node_of[file_node];
        in.model.morph_channels.push_back(std::move(channel));
    }
}

}  // namespace

core::Status read_meshes(GltfImport& in) {
    const Json& nodes = in.document.list("nodes");
    const Json& meshes = in.document.list("meshes");
    in.first_channel.assign(nodes.size(), -1);
    in.morph_count.assign(nodes.size(), 0);
    Budget budget;
    for (std::size_t n = 0; n < nodes.size(); ++n) {
        const int m = index(member(nodes[n], "mesh"), meshes.size());
        if (m < 0 || !in.in_scene[n]) continue;
        const Json& mesh = meshes[static_cast<std::size_t>(m)];
        add_channels(in, mesh, nodes[n], n);
        for (const Json& primitive : items(mesh, "primitives")) {
            if (++budget.primitives > kMaxParts)
                return core::fail("{}: has over {} mesh parts", in.document.file.string(), kMaxParts);
            const std::size_t mode = natural(member(primitive, "mode"), 4);
            if (mode < 4 || mode > 6) {
                in.document.warn("has points or lines, which are not drawn");
                continue;
            }
            Mesh start;
            start.name = name_of(mesh);
            start.node = in.node_of[n];
            start.skin = index(member(nodes[n], "skin"), in.model.skins.size());
            auto read = read_primitive(in, primitive, std::move(start), n, budget);
            if (!read) return read.error();
            if (!read->indices.empty()) in.model.meshes.push_back(std::move(*read));
        }
    }
    return {};
}

}  // namespace compere::model
