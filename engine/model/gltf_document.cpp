#include "model/gltf_document.h"

#include <algorithm>
#include <cstring>

#include "model/load_model.h"

namespace compere::model {

void GltfDocument::warn(std::string text) {
    if (text.size() > kMaxNameBytes + 256) text.resize(kMaxNameBytes + 256);
    if (warnings.size() >= 100 || std::find(warnings.begin(), warnings.end(), text) != warnings.end()) return;
    warnings.push_back(std::move(text));
}

std::optional<std::span<const std::uint8_t>> GltfDocument::view(int buffer_view) const {
    const Json& views = list("bufferViews");
    if (buffer_view < 0 || static_cast<std::size_t>(buffer_view) >= views.size()) return std::nullopt;
    const Json& entry = views[static_cast<std::size_t>(buffer_view)];
    const int buffer = index(member(entry, "buffer"), buffers.size());
    if (buffer < 0) return std::nullopt;
    const Bytes& bytes = buffers[static_cast<std::size_t>(buffer)];
    const std::size_t offset = natural(member(entry, "byteOffset"), 0);
    const std::size_t length = natural(member(entry, "byteLength"), 0);
    if (offset > bytes.size() || length > bytes.size() - offset) return std::nullopt;
    return std::span{bytes}.subspan(offset, length);
}

namespace {

std::uint32_t u32(const Bytes& bytes, std::size_t at) {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

struct Chunks {
    Bytes json, binary;
    bool has_binary = false;
};

core::Result<Chunks> split_glb(const std::string& name, const Bytes& bytes) {
    constexpr std::uint32_t kJson = 0x4e4f534a, kBinary = 0x004e4942;
    if (bytes.size() < 20) return core::fail("{}: is cut short: {} bytes are no GLB", name, bytes.size());
    if (u32(bytes, 4) != 2) return core::fail("{}: is glTF version {}, only 2 is read", name, u32(bytes, 4));
    Chunks chunks;
    std::size_t at = 12;
    while (at + 8 <= bytes.size()) {
        const std::size_t length = u32(bytes, at);
        const std::uint32_t type = u32(bytes, at + 4);
        if (length > bytes.size() - at - 8) return core::fail("{}: is cut short: a chunk reaches past its end", name);
        const auto first = bytes.begin() + static_cast<std::ptrdiff_t>(at + 8);
        const auto last = first + static_cast<std::ptrdiff_t>(length);
        if (type == kJson && chunks.json.empty()) chunks.json.assign(first, last);
        if (type == kBinary && !chunks.has_binary) {
            chunks.binary.assign(first, last);
            chunks.has_binary = true;
        }
        at += 8 + length;
    }
    if (chunks.json.empty()) return core::fail("{}: holds no JSON chunk", name);
    return chunks;
}

core::Result<Bytes> read_buffer(const GltfDocument& document, const Json& entry, std::size_t number, Chunks& chunks) {
    const std::string name = document.file.string();
    const Json& uri = member(entry, "uri");
    if (!uri.is_string()) {
        if (number == 0 && chunks.has_binary) return std::move(chunks.binary);
        return core::fail("{}: buffer {} has no data", name, number);
    }
    const auto& address = uri.get_ref<const std::string&>();
    if (address.starts_with("data:")) {
        auto bytes = decode_data_uri(address);
        if (!bytes) return core::fail("{}: buffer {} is not valid base64", name, number);
        return std::move(*bytes);
    }
    auto bytes = read_beside(document.file, address, document.record);
    if (!bytes) return core::fail("{}: buffer {}: {}", name, number, bytes.error().message);
    return bytes;
}

core::Status read_buffers(GltfDocument& document, Chunks& chunks) {
    const Json& entries = document.list("buffers");
    if (entries.size() > 4096) return core::fail("{}: asks for {} buffers", document.file.string(), entries.size());
    std::size_t total = 0;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        auto bytes = read_buffer(document, entries[i], i, chunks);
        if (!bytes) return bytes.error();
        const std::size_t declared = natural(member(entries[i], "byteLength"), 0);
        if (declared > bytes->size()) {
            return core::fail("{}: is cut short: buffer {} has {} of {} bytes", document.file.string(), i,
                              bytes->size(), declared);
        }
        total += bytes->size();
        if (total > kMaxFileBytes)
            return core::fail("{}: its buffers are over {} MiB", document.file.string(), kMaxFileBytes >> 20);
        document.buffers.push_back(std::move(*bytes));
    }
    return {};
}

core::Status check_extensions(GltfDocument& document) {
    static constexpr std::array<std::string_view, 12> kRead{"KHR_materials_unlit",
                                                            "KHR_texture_transform",
                                                            "VRM",
                                                            "VRMC_vrm",
                                                            "VRMC_springBone",
                                                            "VRMC_node_constraint",
                                                            "VRMC_materials_mtoon",
                                                            "VRMC_vrm_animation",
                                                            "KHR_materials_emissive_strength",
                                                            "KHR_mesh_quantization",
                                                            "EXT_texture_webp",
                                                            "KHR_materials_clearcoat"};
    const std::string name = document.file.string();
    for (const Json& entry : document.list("extensionsRequired")) {
        const std::string extension = text(entry);
        if (extension == "KHR_draco_mesh_compression") {
            return core::fail(
                "{}: its geometry is compressed with Draco, which is not read here; export it without compression",
                name);
        }
        if (extension == "EXT_meshopt_compression" || extension == "KHR_meshopt_compression") {
            return core::fail(
                "{}: its buffers are compressed with meshopt, which is not read here; export it without compression",
                name);
        }
        if (std::find(kRead.begin(), kRead.end(), extension) == kRead.end()) {
            document.warn(
                fmt::format("requires the extension {}, which is not read; parts may look different", extension));
        }
    }
    return {};
}

}  // namespace

core::Result<GltfDocument> read_document(const std::filesystem::path& file, Bytes bytes, ImportRecord* record) {
    const std::string name = file.string();
    GltfDocument document;
    document.file = file;
    document.record = record;
    Chunks chunks;
    if (bytes.size() >= 4 && std::memcmp(bytes.data(), "glTF", 4) == 0) {
        auto split = split_glb(name, bytes);
        if (!split) return split.error();
        chunks = std::move(*split);
    } else {
        chunks.json = std::move(bytes);
    }
    if (most_values_in(chunks.json) > kMaxJsonValues)
        return core::fail("{}: its JSON holds over {} million values", name, kMaxJsonValues / 1'000'000);
    document.json = Json::parse(chunks.json.begin(), chunks.json.end(), nullptr, false);
    if (!document.json.is_object()) return core::fail("{}: is not glTF: its JSON cannot be read", name);
    if (!text(member(member(document.json, "asset"), "version"), "2").starts_with("2")) {
        return core::fail("{}: is glTF version {}, only 2 is read", name,
                          text(member(member(document.json, "asset"), "version")).substr(0, 16));
    }
    if (document.count("nodes") > kMaxNodes)
        return core::fail("{}: has {} nodes, at most {} are read", name, document.count("nodes"), kMaxNodes);
    if (const auto known = check_extensions(document); !known) return known.error();
    if (const auto read = read_buffers(document, chunks); !read) return read.error();
    return document;
}

}  // namespace compere::model
