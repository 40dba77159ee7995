#include <algorithm>

#include "model/gltf_import.h"
#include "model/load_model.h"

namespace compere::model {
namespace {

const Json& extension_of(const Json& object, const char* name) {
    return member(member(object, "extensions"), name);
}

core::Result<Image> read_image(GltfImport& in, const Json& entry, std::size_t number) {
    Image image;
    image.name = name_of(entry);
    image.srgb = false;  // until a colour slot uses it
    const Json& uri = member(entry, "uri");
    if (!uri.is_string()) {
        const auto bytes = in.document.view(index(member(entry, "bufferView"), in.document.count("bufferViews")));
        if (bytes) {
            image.encoded.assign(bytes->begin(), bytes->end());
        } else {
            in.document.warn(fmt::format("picture {} has no data", number));
        }
        return image;
    }
    const auto& address = uri.get_ref<const std::string&>();
    if (address.starts_with("data:")) {
        if (auto bytes = decode_data_uri(address)) {
            image.encoded = std::move(*bytes);
        } else {
            in.document.warn(fmt::format("picture {} is not valid base64", number));
        }
        return image;
    }
    if (image.name.empty()) image.name = decode_percent(address);
    auto bytes = read_beside(in.document.file, address, in.document.record);
    if (bytes) {
        image.encoded = std::move(*bytes);
    } else {
        in.document.warn(bytes.error().message);
    }
    return image;
}

core::Status read_images(GltfImport& in) {
    const Json& images = in.document.list("images");
    if (images.size() > 4096)
        return core::fail("{}: has {} pictures, at most 4096 are read", in.document.file.string(), images.size());
    std::size_t total = 0;
    for (std::size_t i = 0; i < images.size(); ++i) {
        auto image = read_image(in, images[i], i);
        if (!image) return image.error();
        total += image->encoded.size();
        if (total > kMaxFileBytes)
            return core::fail("{}: its pictures are over {} MiB", in.document.file.string(), kMaxFileBytes >> 20);
        in.model.images.push_back(std::move(*image));
    }
    return {};
}

void read_pbr(GltfImport& in, const Json& entry, Material& material) {
    const Json& pbr = member(entry, "pbrMetallicRoughness");
    material.base_colour = vec4(member(pbr, "baseColorFactor"), material.base_colour);
    material.metallic = number(member(pbr, "metallicFactor"), 1.0f);
    material.roughness = number(member(pbr, "roughnessFactor"), 1.0f);
    material.base_texture = read_texture(in, member(pbr, "baseColorTexture"), true);
    material.metallic_roughness_texture = read_texture(in, member(pbr, "metallicRoughnessTexture"), false);
    material.normal_texture = read_texture(in, member(entry, "normalTexture"), false);
    material.normal_scale = number(member(member(entry, "normalTexture"), "scale"), 1.0f);
    material.occlusion_texture = read_texture(in, member(entry, "occlusionTexture"), false);
    material.occlusion_strength = number(member(member(entry, "occlusionTexture"), "strength"), 1.0f);
    material.emissive_texture = read_texture(in, member(entry, "emissiveTexture"), true);
    const float strength =
        number(member(extension_of(entry, "KHR_materials_emissive_strength"), "emissiveStrength"), 1.0f);
    material.emissive = vec3(member(entry, "emissiveFactor"), glm::vec3{0.0f}) * strength;
    material.transmission =
        number(member(extension_of(entry, "KHR_materials_transmission"), "transmissionFactor"), 0.0f);
    material.clearcoat = number(member(extension_of(entry, "KHR_materials_clearcoat"), "clearcoatFactor"), 0.0f);
}

void read_specular_glossiness(GltfImport& in, const Json& extension, Material& material) {
    material.base_colour = vec4(member(extension, "diffuseFactor"), glm::vec4{1.0f});
    const TextureRef diffuse = read_texture(in, member(extension, "diffuseTexture"), true);
    if (diffuse.image >= 0) material.base_texture = diffuse;
    material.metallic = 0.0f;
    material.roughness = 1.0f - number(member(extension, "glossinessFactor"), 1.0f);
}

Material read_material(GltfImport& in, const Json& entry) {
    Material material;
    material.name = name_of(entry);
    read_pbr(in, entry, material);
    const std::string alpha = text(member(entry, "alphaMode"));
    material.alpha = alpha == "BLEND" ? AlphaMode::Blend : alpha == "MASK" ? AlphaMode::Mask : AlphaMode::Opaque;
    material.alpha_cutoff = number(member(entry, "alphaCutoff"), 0.5f);
    material.double_sided = flag(member(entry, "doubleSided"), false);
    const Json& glossy = extension_of(entry, "KHR_materials_pbrSpecularGlossiness");
    if (glossy.is_object() && !member(entry, "pbrMetallicRoughness").is_object())
        read_specular_glossiness(in, glossy, material);
    if (extension_of(entry, "KHR_materials_unlit").is_object()) material.shading = Shading::Unlit;
    const Json& toon = extension_of(entry, "VRMC_materials_mtoon");
    if (toon.is_object()) read_toon(in, toon, material);
    return material;
}

}  // namespace

TextureRef texture_ref(GltfImport& in, int texture, bool is_colour) {
    TextureRef ref;
    const Json& textures = in.document.list("textures");
    if (texture < 0 || static_cast<std::size_t>(texture) >= textures.size()) return ref;
    const Json& entry = textures[static_cast<std::size_t>(texture)];
    const Json& webp = member(extension_of(entry, "EXT_texture_webp"), "source");
    ref.image = index(webp.is_null() ? member(entry, "source") : webp, in.model.images.size());
    if (ref.image < 0) return ref;
    const Json& samplers = in.document.list("samplers");
    const int sampler = index(member(entry, "sampler"), samplers.size());
    constexpr std::size_t kClampToEdge = 33071;
    if (sampler >= 0)
        ref.repeat = natural(member(samplers[static_cast<std::size_t>(sampler)], "wrapS"), 0) != kClampToEdge;
    if (is_colour) in.model.images[static_cast<std::size_t>(ref.image)].srgb = true;
    return ref;
}

TextureRef read_texture(GltfImport& in, const Json& slot, bool is_colour) {
    TextureRef ref = texture_ref(in, index(member(slot, "index"), in.document.count("textures")), is_colour);
    if (ref.image < 0) return ref;
    ref.uv_set = std::max(0, index(member(slot, "texCoord"), 8));
    const Json& transform = extension_of(slot, "KHR_texture_transform");
    ref.offset = vec2(member(transform, "offset"), ref.offset);
    ref.scale = vec2(member(transform, "scale"), ref.scale);
    ref.rotation_rad = number(member(transform, "rotation"), 0.0f);
    const Json& set = member(transform, "texCoord");
    if (!set.is_null()) ref.uv_set = std::max(0, index(set, 8));
    return ref;
}

core::Status read_materials(GltfImport& in) {
    if (const auto read = read_images(in); !read) return read;
    const Json& materials = in.document.list("materials");
    if (materials.size() > 4096)
        return core::fail("{}: has {} materials, at most 4096 are read", in.document.file.string(), materials.size());
    for (const Json& entry : materials)
        in.model.materials.push_back(read_material(in, entry));
    const Json& properties = items(extension_of(in.document.json, "VRM"), "materialProperties");
    for (std::size_t i = 0; i < properties.size() && i < in.model.materials.size(); ++i) {
        // The own extension of a material that carries both is newer.
        if (extension_of(materials[i], "VRMC_materials_mtoon").is_object()) continue;
        read_toon_vrm0(in, properties[i], in.model.materials[i]);
    }
    return {};
}

}  // namespace compere::model
