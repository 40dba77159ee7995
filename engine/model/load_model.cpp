#include "model/load_model.h"

#include <algorithm>
#include <cctype>
#include <exception>

#include "model/assimp_import.h"
#include "model/geometry.h"
#include "model/gltf_import.h"
#include "model/guess_humanoid.h"

namespace compere::model {
namespace {

core::Status read_gltf(GltfImport& in) {
    const Json& extensions = member(in.document.json, "extensions");
    const Json& vrm0 = member(extensions, "VRM");
    const Json& vrm1 = member(extensions, "VRMC_vrm");
    const bool is_vrm0 = vrm0.is_object() && !vrm1.is_object();
    if (const auto read = read_nodes(in, is_vrm0); !read) return read;
    if (const auto read = read_skins(in); !read) return read;
    if (const auto read = read_materials(in); !read) return read;
    if (const auto read = read_meshes(in); !read) return read;
    if (const auto read = read_clips(in); !read) return read;
    read_constraints(in);
    if (vrm1.is_object()) {
        read_vrm1(in, vrm1);
        read_springs1(in, member(extensions, "VRMC_springBone"));
    } else if (is_vrm0) {
        read_vrm0(in, vrm0);
        read_springs0(in, member(vrm0, "secondaryAnimation"));
    } else if (member(extensions, "VRMC_vrm_animation").is_object()) {
        read_vrm_animation(in, member(extensions, "VRMC_vrm_animation"));
    }
    const std::string copyright = text(member(member(in.document.json, "asset"), "copyright"));
    if (!copyright.empty()) in.model.licence["copyright"] = copyright;
    return {};
}

core::Result<Model> load_gltf(const std::filesystem::path& file, Bytes bytes, ImportRecord* record) {
    const bool is_binary =
        bytes.size() >= 4 && bytes[0] == 'g' && bytes[1] == 'l' && bytes[2] == 'T' && bytes[3] == 'F';
    auto document = read_document(file, std::move(bytes), record);
    if (!document) return document.error();
    Model model;
    model.format = is_binary ? "glb" : "gltf";
    GltfImport in{*document, model, {}, {}, {}, {}};
    if (const auto read = read_gltf(in); !read) return read.error();
    model.warnings = std::move(document->warnings);
    return model;
}

std::string extension_of(const std::filesystem::path& file) {
    std::string extension = file.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return extension;
}

bool is_gltf(const std::string& extension) {
    return extension == ".glb" || extension == ".gltf" || extension == ".vrm" || extension == ".vrma";
}

core::Result<Model> load_by_kind(const std::filesystem::path& file, ImportRecord* record) {
    if (const auto known = check_kind(file); !known) return known.error();
    auto bytes = read_file(file);
    if (!bytes) return bytes.error();
    if (bytes->empty()) return core::fail("{}: is empty", file.string());
    if (record != nullptr) record->content = hash_bytes(*bytes);
    const std::string extension = extension_of(file);
    return is_gltf(extension) ? load_gltf(file, std::move(*bytes), record)
                              : load_with_assimp(file, *bytes, extension.substr(1), record);
}

}  // namespace

core::Status check_kind(const std::filesystem::path& file) {
    const std::string extension = extension_of(file);
    if (is_gltf(extension) || extension == ".fbx" || extension == ".bvh") return {};
    return core::fail("{}: is not a model that is read here (.glb .gltf .vrm .vrma .fbx .bvh)", file.string());
}

core::Result<Model> load_model(const std::filesystem::path& file, ImportRecord* record) {
    try {
        auto model = load_by_kind(file, record);
        if (!model) return model;
        model->file = file.string();
        if (model->humanoid.empty()) {
            model->humanoid = guess_humanoid(*model);
            model->humanoid_is_guessed = !model->humanoid.empty();
        }
        const Box box = rest_box(*model);
        model->height_m = box.is_empty ? 0.0f : box.high.y - box.low.y;
        return model;
    } catch (const std::exception& error) {  // out of memory, or a library's own
        return core::fail("{}: cannot be read: {}", file.string(), error.what());
    }
}

}  // namespace compere::model
