#pragma once

#include <assimp/matrix4x4.h>

#include <filesystem>
#include <glm/glm.hpp>
#include <map>
#include <string>
#include <vector>

#include "core/error.h"
#include "model/model.h"

struct aiScene;

namespace compere::model {

struct ImportRecord;

// What the parts of the Assimp reader share while one file is read.
struct AssimpImport {
    const std::filesystem::path& file;
    const aiScene& scene;
    Model& model;
    std::map<std::string, int> node_named;  // the first of a name; the scene's root is node 0
    struct Shown {
        unsigned mesh;
        int node;
    };
    std::vector<Shown> shown;
    std::vector<bool> offset_lacks_node;  // by mesh: see mend_bone_offsets
    ImportRecord* record = nullptr;
};

glm::mat4 to_glm(const aiMatrix4x4& m);

// Finds the meshes whose bone offsets start from the scene rather than from the mesh's node (Assimp 5.4). Call it
// before the root is turned and scaled.
void mend_bone_offsets(AssimpImport& in);
void read_assimp_materials(AssimpImport& in);
core::Status read_assimp_meshes(AssimpImport& in);

}  // namespace compere::model
