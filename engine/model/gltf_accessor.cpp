#include <cmath>
#include <cstring>
#include <type_traits>

#include "model/gltf_document.h"
#include "model/load_model.h"

namespace compere::model {
namespace {

enum ComponentType : std::size_t {
    kByte = 5120,
    kUByte = 5121,
    kShort = 5122,
    kUShort = 5123,
    kUInt = 5125,
    kFloat = 5126
};

std::size_t component_bytes(std::size_t type) {
    switch (type) {
        case kByte:
        case kUByte:
            return 1;
        case kShort:
        case kUShort:
            return 2;
        case kUInt:
        case kFloat:
            return 4;
        default:
            return 0;
    }
}

int component_count(const std::string& type) {
    if (type == "SCALAR") return 1;
    if (type == "VEC2") return 2;
    if (type == "VEC3") return 3;
    if (type == "VEC4" || type == "MAT2") return 4;
    if (type == "MAT3") return 9;
    if (type == "MAT4") return 16;
    return 0;
}

template <class T>
T load(const std::uint8_t* at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
}

float as_float(const std::uint8_t* at, std::size_t type, bool normalised) {
    switch (type) {
        case kByte:
            return normalised ? std::max(static_cast<float>(load<std::int8_t>(at)) / 127.0f, -1.0f)
                              : static_cast<float>(load<std::int8_t>(at));
        case kUByte:
            return static_cast<float>(*at) / (normalised ? 255.0f : 1.0f);
        case kShort:
            return normalised ? std::max(static_cast<float>(load<std::int16_t>(at)) / 32767.0f, -1.0f)
                              : static_cast<float>(load<std::int16_t>(at));
        case kUShort:
            return static_cast<float>(load<std::uint16_t>(at)) / (normalised ? 65535.0f : 1.0f);
        case kUInt:
            return static_cast<float>(load<std::uint32_t>(at));
        default:
            return load<float>(at);
    }
}

std::uint32_t as_integer(const std::uint8_t* at, std::size_t type) {
    switch (type) {
        case kUByte:
            return *at;
        case kUShort:
            return load<std::uint16_t>(at);
        default:
            return load<std::uint32_t>(at);
    }
}

struct Layout {
    std::size_t count = 0, type = 0, element_bytes = 0, stride = 0;
    int components = 0;
    bool normalised = false;
    const std::uint8_t* data = nullptr;  // null: all zero before the sparse elements
};

core::Result<Layout> layout_of(const GltfDocument& document, int accessor, int components) {
    const std::string name = document.file.string();
    const Json& accessors = document.list("accessors");
    if (accessor < 0 || static_cast<std::size_t>(accessor) >= accessors.size())
        return core::fail("{}: names an accessor that it does not have", name);
    const Json& entry = accessors[static_cast<std::size_t>(accessor)];
    Layout layout;
    layout.count = natural(member(entry, "count"), 0);
    layout.type = natural(member(entry, "componentType"), 0);
    layout.components = component_count(text(member(entry, "type")));
    layout.normalised = flag(member(entry, "normalized"), false);
    layout.element_bytes = component_bytes(layout.type) * static_cast<std::size_t>(layout.components);
    if (layout.element_bytes == 0 || layout.components != components) {
        return core::fail("{}: accessor {} has another type than its use asks for", name, accessor);
    }
    if (layout.count > 6 * kMaxVertices)
        return core::fail("{}: accessor {} asks for {} elements", name, accessor, layout.count);
    layout.stride = layout.element_bytes;
    const Json& view_index = member(entry, "bufferView");
    if (view_index.is_null()) {
        if (layout.count > kMaxVertices)
            return core::fail("{}: accessor {} asks for {} elements without data", name, accessor, layout.count);
        return layout;
    }
    const int view_number = index(view_index, document.count("bufferViews"));
    const auto bytes = document.view(view_number);
    if (!bytes) return core::fail("{}: accessor {} has no data in its buffer view", name, accessor);
    const std::size_t declared =
        natural(member(document.list("bufferViews")[static_cast<std::size_t>(view_number)], "byteStride"), 0);
    if (declared > 0) layout.stride = declared;
    const std::size_t offset = natural(member(entry, "byteOffset"), 0);
    if (layout.stride < layout.element_bytes || layout.stride > 65536)
        return core::fail("{}: accessor {} has a stride of {}", name, accessor, layout.stride);
    if (layout.count > 0 && (offset > bytes->size() || layout.element_bytes > bytes->size() - offset ||
                             (layout.count - 1) > (bytes->size() - offset - layout.element_bytes) / layout.stride)) {
        return core::fail("{}: accessor {} reaches past its buffer view", name, accessor);
    }
    layout.data = layout.count > 0 ? bytes->data() + offset : nullptr;
    return layout;
}

// Calls put(element, bytes) for every sparse element.
template <class Put>
core::Status fill_sparse(GltfDocument& document, int accessor, const Layout& layout, Put put) {
    const Json& sparse = member(document.list("accessors")[static_cast<std::size_t>(accessor)], "sparse");
    if (!sparse.is_object()) return {};
    const auto broken = [&] {
        return core::fail("{}: the sparse part of accessor {} is broken", document.file.string(), accessor);
    };
    const std::size_t count = natural(member(sparse, "count"), 0);
    const Json& where = member(sparse, "indices");
    const Json& what = member(sparse, "values");
    const auto places = document.view(index(member(where, "bufferView"), document.count("bufferViews")));
    const auto values = document.view(index(member(what, "bufferView"), document.count("bufferViews")));
    const std::size_t type = natural(member(where, "componentType"), 0);
    const std::size_t place_bytes = component_bytes(type);
    if (!places || !values || count > layout.count || (type != kUByte && type != kUShort && type != kUInt))
        return broken();
    const std::size_t place_offset = natural(member(where, "byteOffset"), 0),
                      value_offset = natural(member(what, "byteOffset"), 0);
    if (place_offset > places->size() || count > (places->size() - place_offset) / place_bytes) return broken();
    if (value_offset > values->size() || count > (values->size() - value_offset) / layout.element_bytes)
        return broken();
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t element = as_integer(places->data() + place_offset + i * place_bytes, type);
        if (element >= layout.count) return broken();
        put(element, values->data() + value_offset + i * layout.element_bytes);
    }
    return {};
}

// Reads every component through `convert(bytes)` into a flat array.
template <class T, class Convert>
core::Result<std::vector<T>> read_all(GltfDocument& document, int accessor, const Layout& layout, Convert convert) {
    const auto components = static_cast<std::size_t>(layout.components);
    const std::size_t bytes = component_bytes(layout.type);
    if (layout.count * components > kMaxReadComponents - document.read_components) {
        return core::fail("{}: its accessors are read for over {} million numbers", document.file.string(),
                          kMaxReadComponents / 1'000'000);
    }
    document.read_components += layout.count * components;
    std::vector<T> out(layout.count * components, T{});
    const auto put = [&](std::size_t element, const std::uint8_t* at) {
        for (std::size_t c = 0; c < components; ++c)
            out[element * components + c] = convert(at + c * bytes);
    };
    const bool is_as_it_lies = layout.type == (std::is_same_v<T, float> ? kFloat : kUInt) &&
                               layout.stride == layout.element_bytes;
    if (is_as_it_lies && layout.data != nullptr)
        std::memcpy(out.data(), layout.data, layout.count * layout.element_bytes);
    for (std::size_t i = 0; i < layout.count && layout.data != nullptr && !is_as_it_lies; ++i)
        put(i, layout.data + i * layout.stride);
    if (const auto filled = fill_sparse(document, accessor, layout, put); !filled) return filled.error();
    return out;
}

}  // namespace

core::Result<std::vector<float>> read_floats(GltfDocument& document, int accessor, int components) {
    const auto layout = layout_of(document, accessor, components);
    if (!layout) return layout.error();
    auto out = read_all<float>(document, accessor, *layout,
                               [&](const std::uint8_t* at) { return as_float(at, layout->type, layout->normalised); });
    if (!out) return out;
    bool is_mended = false;
    for (float& value : *out) {
        if (std::isfinite(value)) continue;
        value = 0.0f;
        is_mended = true;
    }
    if (is_mended) document.warn("holds numbers that are not finite; they were read as 0");
    return out;
}

core::Result<std::vector<std::uint32_t>> read_integers(GltfDocument& document, int accessor, int components) {
    const auto layout = layout_of(document, accessor, components);
    if (!layout) return layout.error();
    if (layout->type != kUByte && layout->type != kUShort && layout->type != kUInt) {
        return core::fail("{}: accessor {} should hold unsigned integers", document.file.string(), accessor);
    }
    return read_all<std::uint32_t>(document, accessor, *layout,
                                   [&](const std::uint8_t* at) { return as_integer(at, layout->type); });
}

AccessorShape accessor_shape(const GltfDocument& document, int accessor) {
    const Json& accessors = document.list("accessors");
    if (accessor < 0 || static_cast<std::size_t>(accessor) >= accessors.size()) return {};
    const Json& entry = accessors[static_cast<std::size_t>(accessor)];
    return {natural(member(entry, "count"), 0), component_count(text(member(entry, "type")))};
}

}  // namespace compere::model
