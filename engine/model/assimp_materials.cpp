#include <assimp/material.h>
#include <assimp/scene.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "model/assimp_parts.h"
#include "model/geometry.h"
#include "model/read_file.h"

namespace compere::model {
namespace {

bool speaks_of(std::string text, std::string_view word) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text.find(word) != std::string::npos;
}

int embedded_image(AssimpImport& in, const aiTexture& texture, const std::string& name) {
    if (texture.mHeight != 0 || texture.mWidth == 0 || texture.pcData == nullptr)
        return -1;  // raw pixels: no encoder here
    Image image;
    image.name = name;
    const auto* first = reinterpret_cast<const std::uint8_t*>(texture.pcData);
    image.encoded.assign(first, first + texture.mWidth);
    in.model.images.push_back(std::move(image));
    return static_cast<int>(in.model.images.size() - 1);
}

int image_named(AssimpImport& in, const std::string& path, bool is_colour) {
    for (std::size_t i = 0; i < in.model.images.size(); ++i) {
        if (in.model.images[i].name == path) return static_cast<int>(i);
    }
    if (const aiTexture* embedded = in.scene.GetEmbeddedTexture(path.c_str()))
        return embedded_image(in, *embedded, path);
    Image image;
    image.name = path;
    image.srgb = is_colour;
    image.encoded = read_picture(in.file, path, in.record);
    if (image.encoded.empty())
        in.model.warnings.push_back(fmt::format("the picture {} cannot be found beside it", path));
    in.model.images.push_back(std::move(image));
    return static_cast<int>(in.model.images.size() - 1);
}

TextureRef read_texture(AssimpImport& in, const aiMaterial& from, aiTextureType type, bool is_colour) {
    aiString path;
    TextureRef ref;
    if (from.GetTexture(type, 0, &path) != aiReturn_SUCCESS || path.length == 0) return ref;
    ref.image = image_named(in, path.C_Str(), is_colour);
    if (ref.image >= 0 && in.model.images[static_cast<std::size_t>(ref.image)].encoded.empty()) ref.image = -1;
    return ref;
}

Material read_material(AssimpImport& in, const aiMaterial& from) {
    Material material;
    material.name = from.GetName().C_Str();
    material.metallic = 0.0f;
    material.roughness = 0.75f;
    aiColor4D colour{1.0f, 1.0f, 1.0f, 1.0f};
    from.Get(AI_MATKEY_COLOR_DIFFUSE, colour);
    float opacity = 1.0f;
    from.Get(AI_MATKEY_OPACITY, opacity);
    if (!(opacity > 0.01f)) opacity = 1.0f;  // exporters write 0 for "not transparent"
    material.base_texture = read_texture(in, from, aiTextureType_DIFFUSE, true);
    if (material.base_texture.image < 0) material.base_texture = read_texture(in, from, aiTextureType_BASE_COLOR, true);
    if (material.base_texture.image >= 0) colour = {1.0f, 1.0f, 1.0f, 1.0f};
    material.base_colour = {srgb_to_linear(colour.r), srgb_to_linear(colour.g), srgb_to_linear(colour.b), opacity};
    material.normal_texture = read_texture(in, from, aiTextureType_NORMALS, false);
    material.emissive_texture = read_texture(in, from, aiTextureType_EMISSIVE, true);
    if (material.emissive_texture.image >= 0) material.emissive = glm::vec3{1.0f};
    aiString path;
    const bool has_holes =
        from.GetTexture(aiTextureType_OPACITY, 0, &path) == aiReturn_SUCCESS || speaks_of(material.name, "opacity");
    if (has_holes || opacity < 0.999f) material.alpha = AlphaMode::Blend;
    material.double_sided = has_holes;
    return material;
}

}  // namespace

float srgb_to_linear(float srgb) {
    const float c = std::clamp(srgb, 0.0f, 1.0f);
    return c <= 0.04045f ? c / 12.92f : std::pow((c + 0.055f) / 1.055f, 2.4f);
}

void read_assimp_materials(AssimpImport& in) {
    for (unsigned m = 0; m < std::min(in.scene.mNumMaterials, 4096u); ++m)
        in.model.materials.push_back(read_material(in, *in.scene.mMaterials[m]));
}

}  // namespace compere::model
