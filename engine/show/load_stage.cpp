#include "show/load_stage.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace compere::show {
namespace {

float to_linear(float srgb) {
    return srgb <= 0.04045f ? srgb / 12.92f : std::pow((srgb + 0.055f) / 1.055f, 2.4f);  // IEC 61966-2-1
}

Light load_light(Reader::Shared& shared, const YAML::Node& node) {
    Reader in{shared, node, "light"};
    Light light;
    light.from = in.vector("from", light.from);
    const auto colour = in.colour("colour", {1, 1, 1});
    for (std::size_t i = 0; i < 3; ++i) {
        light.linear_rgb[i] = to_linear(colour[i]);
    }
    light.strength = static_cast<float>(in.number("strength", 1, 0, 100));
    light.casts_shadow = in.boolean("shadow", false);
    return light;
}

// Whether it shows one thing.
bool set_kind(Layer& layer, Reader& in) {
    constexpr Layer::Kind kKinds[] = {Layer::Kind::Stage, Layer::Kind::Image, Layer::Kind::Text, Layer::Kind::Card, Layer::Kind::Caption, Layer::Kind::Clip, Layer::Kind::Input};
    int found = 0;
    for (const Layer::Kind kind : kKinds) {
        if (!in.node(name(kind)).IsDefined()) continue;
        ++found;
        layer.kind = kind;
    }
    return found == 1;
}

void set_file(Reader::Shared& shared, Reader& in, Layer& layer) {
    const std::string_view key = name(layer.kind);
    if (layer.value.empty()) return in.fault(key, fmt::format("{} must name a file", key));
    const bool is_address = layer.value.find("://") != std::string::npos;
    if (is_address) in.fault(key, layer.kind == Layer::Kind::Clip ? "a clip is a file; a picture from an address is an input" : "an image is a file, not an address");
    layer.value = is_address ? std::string{} : beside(shared.file, layer.value).string();
}

void set_place(Reader& in, Layer& layer) {
    if (!in.has("at")) return;
    const YAML::Node at = in.node("at");
    if (!at.IsSequence() || at.size() != 2) return in.fault("at", "at must be two numbers, e.g. [60, 850]");
    try {
        layer.at = {at[0].as<float>(), at[1].as<float>()};
    } catch (const YAML::Exception&) {
        in.fault("at", "at must be two numbers, e.g. [60, 850]");
    }
    if (layer.at && !(std::abs((*layer.at)[0]) <= 20'000 && std::abs((*layer.at)[1]) <= 20'000)) in.fault("at", "at is farther than 20000 pixels away");
}

// What GStreamer is let open: `testbin` are its own test sources.
constexpr std::array<std::string_view, 10> kInputSchemes{"rtsp", "rtsps", "rtmp", "rtmps", "srt", "http", "https", "v4l2", "file", "testbin"};

// RFC 3986: what is not unreserved is written as bytes in hexadecimal.
std::string file_uri(const std::filesystem::path& file) {
    std::string out = "file://";
    for (const char c : file.string()) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view{"/-._~"}.find(c) != std::string_view::npos;
        out += is_plain ? std::string{c} : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

void load_input(Reader::Shared& shared, const YAML::Node& node, Layer& layer) {
    Reader in{shared, node, "input"};
    layer.value = in.text("uri");
    const std::size_t colon = layer.value.find("://");
    layer.marks = in.marks();
    if (layer.value.empty()) {
        in.fault("uri", "an input needs a uri, e.g. srt://127.0.0.1:9000");
    } else if (colon == std::string::npos) {
        layer.value = file_uri(std::filesystem::absolute(beside(shared.file, layer.value)));
    } else if (std::find(kInputSchemes.begin(), kInputSchemes.end(), layer.value.substr(0, colon)) == kInputSchemes.end()) {
        in.fault("uri", fmt::format("an input cannot be of \"{}\": use {}", layer.value.substr(0, colon), fmt::join(kInputSchemes, ", ")));
    }
    if (const auto fallback = in.path("fallback")) layer.fallback = fallback->string();
    layer.delay_s = in.duration_s("delay", layer.delay_s);
    if (layer.delay_s < 0.05 || layer.delay_s > 10) in.fault("delay", "delay must be from 50ms to 10s");
}

Layer load_layer(Reader::Shared& shared, const YAML::Node& node) {
    Reader in{shared, node, "layer"};
    Layer layer;
    layer.mark = Reader::mark_of(node);
    layer.marks = in.marks();
    if (!set_kind(layer, in) && in.is_sound()) fault_at(shared, layer.mark, "a layer needs exactly one of stage, image, text, card, caption, clip, input");
    if (layer.kind == Layer::Kind::Input) {
        load_input(shared, in.node("input"), layer);
    } else if (layer.kind != Layer::Kind::Stage) {
        layer.value = in.text(name(layer.kind));
    }
    if (layer.kind == Layer::Kind::Image || layer.kind == Layer::Kind::Clip) set_file(shared, in, layer);
    if (layer.kind == Layer::Kind::Text && layer.value.size() > 2000) in.fault("text", "a text is longer than 2000 bytes");
    set_place(in, layer);
    layer.width = static_cast<float>(in.number("width", 0, 0, 20'000));
    layer.height = static_cast<float>(in.number("height", 0, 0, 20'000));
    layer.loops = in.boolean("loop", true);
    layer.volume = static_cast<float>(in.number("volume", 1, 0, 4));
    layer.size = static_cast<float>(in.number("size", 44, 8, 600));
    layer.opacity = static_cast<float>(in.number("opacity", 1, 0, 1));
    return layer;
}

}  // namespace

Stage load_stage(Reader::Shared& shared, const YAML::Node& node) {
    Stage stage;
    Reader in{shared, node, "stage"};
    stage.marks = in.marks();
    stage.set = in.path("set");
    stage.sky = in.path("sky");
    stage.image = in.path("image");
    stage.colour_srgb = in.colour("colour", stage.colour_srgb);
    stage.sky_strength = static_cast<float>(in.number("sky_strength", 1, 0, 100));
    stage.sky_turn_deg = static_cast<float>(in.number("sky_turn", 0, -360, 360));
    stage.exposure = static_cast<float>(in.number("exposure", 1, 0.01, 100));
    in.map("cameras", [&](const std::string& name, const YAML::Node& value, Mark mark) {
        Reader camera{shared, value, "camera"};
        Camera out;
        out.name = name;
        out.mark = mark;
        out.at_m = camera.vector("at", out.at_m);
        out.look_at_m = camera.vector("look_at", out.look_at_m);
        out.fov_deg = static_cast<float>(camera.number("fov", 28, 2, 120));
        if (out.at_m == out.look_at_m) camera.fault("look_at", "a camera cannot look at where it stands");
        stage.cameras.push_back(out);
    });
    in.list("lights", [&](const YAML::Node& value, Mark) { stage.lights.push_back(load_light(shared, value)); });
    if (stage.lights.size() > 4) in.fault("lights", "a stage has at most four lights");
    return stage;
}

std::vector<Layer> load_layers(Reader::Shared& shared, const YAML::Node& list, Mark mark) {
    std::vector<Layer> layers;
    if (!list.IsSequence()) {
        fault_at(shared, mark, "a layout must be a list of layers");
        return layers;
    }
    if (list.size() > 64) {
        fault_at(shared, mark, fmt::format("a layout has at most 64 layers, this has {}", list.size()));
        return layers;
    }
    for (const auto& node : list) {
        layers.push_back(load_layer(shared, node));
    }
    return layers;
}

const char* name(Layer::Kind kind) {
    switch (kind) {
        case Layer::Kind::Stage: return "stage";
        case Layer::Kind::Image: return "image";
        case Layer::Kind::Text: return "text";
        case Layer::Kind::Card: return "card";
        case Layer::Kind::Caption: return "caption";
        case Layer::Kind::Clip: return "clip";
        case Layer::Kind::Input: return "input";
    }
    return "";
}

}  // namespace compere::show
