#pragma once

#include <array>
#include <cstdint>
#include <glm/glm.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "signal/transform.h"

namespace compere::model {

// A character, a set or a piece of goods as plain data: metres, +Y up, a character faces +Z. Indices are -1 where there is none.

struct Node {
    std::string name;  // raw as in the file; may be empty or repeat
    int parent = -1;   // always smaller than the node's own index
    signal::Transform rest;
    int file_node = -1;  // index in a glTF file
};

struct Skin {
    std::vector<int> joints;  // nodes
    std::vector<glm::mat4> inverse_bind;
};

// Sparse: only the vertices that move.
struct MorphTarget {
    int channel = -1;  // into Model::morph_channels
    std::vector<std::uint32_t> vertices;
    std::vector<glm::vec3> position_deltas;
    std::vector<glm::vec3> normal_deltas;  // empty, or one per entry of `vertices`
};

// One material's triangles under one node. Per-vertex arrays are empty or as long as `positions`.
struct Mesh {
    std::string name;
    int node = -1;
    int skin = -1;
    int material = -1;
    std::vector<glm::vec3> positions;
    std::vector<glm::vec3> normals;
    std::vector<glm::vec4> tangents;  // w: handedness
    std::vector<glm::vec2> uv;
    std::vector<glm::vec4> colours;  // linear rgba
    std::vector<std::array<std::uint16_t, 4>> joints;  // into Skin::joints
    std::vector<glm::vec4> weights;                     // sum 1
    std::vector<std::uint32_t> indices;                 // triangles
    std::vector<MorphTarget> morphs;
};

struct MorphChannel {
    std::string mesh;  // the name of the file's mesh
    std::string name;
    float default_weight = 0.0f;
    int node = -1;
};

enum class Shading { Pbr, Unlit, Toon };
enum class AlphaMode { Opaque, Mask, Blend };

struct TextureRef {
    int image = -1;  // into Model::images
    int uv_set = 0;
    glm::vec2 offset{0.0f};
    glm::vec2 scale{1.0f};
    bool repeat = true;
};

struct Material {
    std::string name;
    Shading shading = Shading::Pbr;
    AlphaMode alpha = AlphaMode::Opaque;
    float alpha_cutoff = 0.5f;
    bool double_sided = false;
    glm::vec4 base_colour{1.0f};  // linear, times the texture
    float metallic = 1.0f;
    float roughness = 1.0f;
    glm::vec3 emissive{0.0f};  // linear
    TextureRef base_texture, metallic_roughness_texture, normal_texture, emissive_texture, occlusion_texture;
    // Toon (MToon 1.0 terms; VRM 0's are converted)
    glm::vec3 shade_colour{1.0f};  // linear
    TextureRef shade_texture;
    float shading_shift = 0.0f;
    float shading_toony = 0.9f;
    float gi_equalisation = 0.9f;
    glm::vec3 rim_colour{0.0f};
    float rim_fresnel_power = 5.0f;
    float rim_lift = 0.0f;
    glm::vec3 outline_colour{0.0f};
    float outline_width_m = 0.0f;  // 0: no outline
};

struct Image {
    std::string name;
    std::vector<std::uint8_t> encoded;  // PNG, JPEG or WebP bytes; empty when the file could not be found
    bool srgb = true;
};

enum class Interpolation { Linear, Step, CubicSpline };

// Keys of one property of one node. Values: 3 floats for translation and scale, 4 (x, y, z, w) for rotation,
// one per morph channel of the node's mesh for weights; three times as many for CubicSpline (in-tangent, value, out-tangent).
struct Track {
    enum class Path { Translation, Rotation, Scale, Weights };
    int node = -1;
    Path path = Path::Rotation;
    Interpolation interpolation = Interpolation::Linear;
    std::vector<float> times_s;
    std::vector<float> values;
    int first_morph_channel = -1;  // for Weights: consecutive channels
    int morph_count = 0;
};

struct Clip {
    std::string name;
    float duration_s = 0.0f;
    std::vector<Track> tracks;
};

struct MorphBind {
    int channel = -1;
    float weight = 1.0f;  // 0…1
};

enum class Override { None, Block, Blend };

struct Expression {
    std::string name;  // VRM 1 spelling for presets
    bool is_preset = false;
    bool is_binary = false;
    Override override_mouth = Override::None, override_blink = Override::None, override_look_at = Override::None;
    std::vector<MorphBind> binds;
};

struct LookAt {
    bool by_bone = true;
    struct Range {
        float input_max_deg = 90.0f;
        float output_scale = 10.0f;  // degrees by bone, weight by expression
    };
    Range horizontal_inner, horizontal_outer, vertical_down, vertical_up;
    glm::vec3 offset_from_head{0.0f};
};

struct SpringJoint {
    int node = -1;
    float hit_radius_m = 0.0f, stiffness = 1.0f, gravity_power = 0.0f, drag = 0.5f;
    glm::vec3 gravity_direction{0.0f, -1.0f, 0.0f};
};

struct Spring {
    std::string name;
    std::vector<SpringJoint> joints;
};

struct Model {
    std::string file;
    std::string format;  // "glb", "gltf", "vrm0", "vrm1", "vrma", "fbx", "bvh"
    std::vector<Node> nodes;
    std::vector<Skin> skins;
    std::vector<Mesh> meshes;
    std::vector<Material> materials;
    std::vector<Image> images;
    std::vector<MorphChannel> morph_channels;
    std::vector<Clip> clips;
    std::map<std::string, int> humanoid;  // VRM 1 bone name to node
    std::vector<Expression> expressions;
    std::optional<LookAt> look_at;
    std::vector<Spring> springs;
    std::map<std::string, std::string> licence;  // the file's own words
    std::vector<std::string> warnings;
    float height_m = 0.0f;  // of the skinned rest pose
};

}  // namespace compere::model
