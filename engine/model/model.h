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

// A character, a set or a piece of goods as plain data: metres, +Y up, a character faces +Z. Indices are -1 where there
// is none. Where a file measures or faces otherwise (FBX, VRM 0), an added unnamed node 0 without `file_node` turns and
// scales it.

struct Node {
    std::string name;  // raw as in the file; may be empty or repeat
    int parent = -1;   // always smaller than the node's own index
    signal::Transform rest;
    int file_node = -1;  // index in a glTF file
    bool operator==(const Node&) const = default;
};

struct Skin {
    std::vector<int> joints;  // nodes
    std::vector<glm::mat4> inverse_bind;
    bool operator==(const Skin&) const = default;
};

// Sparse: only the vertices that move.
struct MorphTarget {
    int channel = -1;  // into Model::morph_channels
    std::vector<std::uint32_t> vertices;
    std::vector<glm::vec3> position_deltas;
    std::vector<glm::vec3> normal_deltas;  // empty, or one per entry of `vertices`
    bool operator==(const MorphTarget&) const = default;
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
    std::vector<glm::vec4> colours;                    // linear rgba
    std::vector<std::array<std::uint16_t, 4>> joints;  // into Skin::joints
    std::vector<glm::vec4> weights;                    // sum 1
    std::vector<std::uint32_t> indices;                // triangles
    std::vector<MorphTarget> morphs;
    bool operator==(const Mesh&) const = default;
};

struct MorphChannel {
    std::string mesh;  // the name of the file's mesh
    std::string name;
    float default_weight = 0.0f;
    int node = -1;
    bool operator==(const MorphChannel&) const = default;
};

enum class Shading { Pbr, Unlit, Toon };
enum class AlphaMode { Opaque, Mask, Blend };

struct TextureRef {
    int image = -1;  // into Model::images
    int uv_set = 0;
    glm::vec2 offset{0.0f};
    glm::vec2 scale{1.0f};
    float rotation_rad = 0.0f;  // KHR_texture_transform: uv' = offset + R(rotation) · (scale · uv)
    bool repeat = true;
    bool operator==(const TextureRef&) const = default;
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
    float outline_lighting_mix = 1.0f;
    bool outline_on_screen = false;  // the width is then a share of the screen's height, not metres
    float rim_lighting_mix = 1.0f;
    TextureRef rim_texture, outline_width_texture, shading_shift_texture, matcap_texture, uv_animation_mask;
    float shading_shift_scale = 1.0f;
    glm::vec3 matcap_colour{0.0f};  // linear; black: no matcap
    glm::vec2 uv_scroll_per_s{0.0f};
    float uv_rotation_rad_per_s = 0.0f;
    bool transparent_with_z_write = false;
    int render_queue_offset = 0;
    // Physically based extras
    float normal_scale = 1.0f;
    float occlusion_strength = 1.0f;
    float transmission = 0.0f;
    float clearcoat = 0.0f;
    bool operator==(const Material&) const = default;
};

struct Image {
    std::string name;
    std::vector<std::uint8_t> encoded;  // PNG, JPEG or WebP bytes; empty when the file could not be found
    bool srgb = true;
    bool operator==(const Image&) const = default;
};

enum class Interpolation { Linear, Step, CubicSpline };

// Keys of one property of one node. Values: 3 floats for translation and scale, 4 (x, y, z, w) for rotation,
// one per morph channel of the node's mesh for weights; three times as many for CubicSpline (in-tangent, value,
// out-tangent).
struct Track {
    enum class Path { Translation, Rotation, Scale, Weights };
    int node = -1;
    Path path = Path::Rotation;
    Interpolation interpolation = Interpolation::Linear;
    std::vector<float> times_s;
    std::vector<float> values;
    int first_morph_channel = -1;  // for Weights: consecutive channels
    int morph_count = 0;
    bool operator==(const Track&) const = default;
};

struct Clip {
    std::string name;
    float duration_s = 0.0f;
    std::vector<Track> tracks;
    bool operator==(const Clip&) const = default;
};

struct MorphBind {
    int channel = -1;
    float weight = 1.0f;  // 0…1
    bool operator==(const MorphBind&) const = default;
};

// What an expression does to a material at weight 1.
struct ColourBind {
    enum class Target { Base, Emissive, Shade, Matcap, Rim, Outline };
    int material = -1;
    Target target = Target::Base;
    glm::vec4 linear_rgba{1.0f};
    bool operator==(const ColourBind&) const = default;
};

struct TextureTransformBind {
    int material = -1;
    glm::vec2 offset{0.0f};
    glm::vec2 scale{1.0f};
    bool operator==(const TextureTransformBind&) const = default;
};

enum class Override { None, Block, Blend };

struct Expression {
    std::string name;  // VRM 1 spelling for presets
    bool is_preset = false;
    bool is_binary = false;
    Override override_mouth = Override::None, override_blink = Override::None, override_look_at = Override::None;
    std::vector<MorphBind> binds;
    std::vector<ColourBind> colour_binds;
    std::vector<TextureTransformBind> texture_binds;
    bool operator==(const Expression&) const = default;
};

struct LookAt {
    bool by_bone = true;
    struct Range {
        float input_max_deg = 90.0f;
        float output_scale = 10.0f;  // degrees by bone, weight by expression
        bool operator==(const Range&) const = default;
    };
    Range horizontal_inner, horizontal_outer, vertical_down, vertical_up;
    glm::vec3 offset_from_head{0.0f};
    bool operator==(const LookAt&) const = default;
};

struct SpringJoint {
    int node = -1;
    float hit_radius_m = 0.0f, stiffness = 1.0f, gravity_power = 0.0f, drag = 0.5f;
    glm::vec3 gravity_direction{0.0f, -1.0f, 0.0f};
    bool operator==(const SpringJoint&) const = default;
};

// A sphere, or a capsule where `tail` differs from `offset`; both in the node's space.
struct Collider {
    int node = -1;
    glm::vec3 offset{0.0f}, tail{0.0f};
    float radius_m = 0.0f;
    bool operator==(const Collider&) const = default;
};

struct Spring {
    std::string name;
    int centre = -1;                  // node whose movement does not swing the chain
    std::vector<SpringJoint> joints;  // the last one is only a tail
    std::vector<int> colliders;       // into Model::colliders
    bool operator==(const Spring&) const = default;
};

// VRMC_node_constraint: `node` follows `source`. Axis is a signed unit vector for Aim, an unsigned one for Roll.
struct Constraint {
    enum class Kind { Roll, Aim, Rotation };
    Kind kind = Kind::Rotation;
    int node = -1;
    int source = -1;
    glm::vec3 axis{1.0f, 0.0f, 0.0f};
    float weight = 1.0f;
    bool operator==(const Constraint&) const = default;
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
    bool humanoid_is_guessed = false;     // from node names: the file itself says nothing
    std::vector<Expression> expressions;
    std::optional<LookAt> look_at;
    std::vector<Spring> springs;
    std::vector<Collider> colliders;
    std::vector<Constraint> constraints;  // in the order in which they must be solved
    // A .vrma moves expressions by the x of a node's translation and the gaze by a node's rotation.
    std::map<std::string, int> expression_nodes;
    int look_at_node = -1;
    std::map<std::string, std::string> licence;  // the file's own words
    std::vector<std::string> warnings;
    float height_m = 0.0f;  // of the skinned rest pose
    float unit_m =
        1.0f;  // metres per unit of the node transforms below the root (FBX: 0.01 where it counts centimetres)
    bool operator==(const Model&) const = default;
};

}  // namespace compere::model
