#pragma once

#include <optional>
#include <vector>

#include "model/gltf_document.h"
#include "model/model.h"

namespace compere::model {

// What the parts of the glTF reader share while one file is read.
struct GltfImport {
    GltfDocument& document;
    Model& model;
    std::vector<int> node_of;        // file node to model node
    std::vector<bool> in_scene;      // by file node
    std::vector<int> first_channel;  // by file node, -1: no morphs
    std::vector<int> morph_count;    // by file node

    int node(const Json& file_index) const;  // model node of a file's index, or -1
};

// In this order. `turn_root` adds a root that turns the figure by 180° about +Y (VRM 0 faces −Z).
core::Status read_nodes(GltfImport& in, bool turn_root);
core::Status read_skins(GltfImport& in);
core::Status read_materials(GltfImport& in);
core::Status read_meshes(GltfImport& in);
core::Status read_clips(GltfImport& in);

// Reads a material's texture slot; `is_colour` marks its picture as sRGB.
TextureRef read_texture(GltfImport& in, const Json& slot, bool is_colour);
TextureRef texture_ref(GltfImport& in, int texture, bool is_colour);              // by index into the file's textures
void read_toon(GltfImport& in, const Json& extension, Material& material);        // VRMC_materials_mtoon
void read_toon_vrm0(GltfImport& in, const Json& properties, Material& material);  // one of VRM.materialProperties

void read_vrm1(GltfImport& in, const Json& extension);
void read_vrm0(GltfImport& in, const Json& extension);
void read_vrm_animation(GltfImport& in, const Json& extension);
void read_springs1(GltfImport& in, const Json& extension);
void read_springs0(GltfImport& in, const Json& secondary);
void read_constraints(GltfImport& in);

}  // namespace compere::model
