#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "commerce/catalogue.h"
#include "core/time.h"
#include "language/language.h"
#include "show/tier.h"

namespace compere::show {

// Where something stands in the show file, from 1.
struct Mark {
    int line = 0;
    int column = 0;
};

// Where the values of a mapping stand, by key.
using Marks = std::map<std::string, Mark, std::less<>>;
Mark mark_of(const Marks& marks, std::string_view key, Mark otherwise);

struct Canvas {
    std::string name;
    int width_px = 1080;
    int height_px = 1920;
    core::FrameRate rate;
    std::string camera;
    std::string layout;
    Mark mark;
    Marks marks{};
};

struct Voice {
    enum class Engine { Espeak, File };
    Engine engine = Engine::Espeak;
    language::Language language = language::Language::Chinese;
    double rate = 1.0;
};

struct Anchor {
    std::string name;
    std::filesystem::path model;
    std::map<std::string, std::filesystem::path> motions;  // name to file; "#name" or "FILE#clip" picks a clip
    Voice voice;
    std::array<float, 3> at_m{0, 0, 0};
    float turn_deg = 0;
    Mark mark;
    Marks marks{};  // of a motion: "motions/NAME"
};

struct Camera {
    std::string name;
    std::array<float, 3> at_m{0, 1.2f, 3.0f};
    std::array<float, 3> look_at_m{0, 1.1f, 0};
    float fov_deg = 28;  // vertical in landscape, of the longer side in portrait
    Mark mark;
};

struct Light {
    std::array<float, 3> from{-0.5f, 0.8f, 0.7f};  // direction towards the light
    std::array<float, 3> linear_rgb{1, 1, 1};
    float strength = 1;
    bool casts_shadow = false;
};

struct Stage {
    std::optional<std::filesystem::path> set;
    std::optional<std::filesystem::path> sky;
    std::optional<std::filesystem::path> image;  // instead of a set
    std::array<float, 3> colour_srgb{0.12f, 0.13f, 0.15f};
    float sky_strength = 1;
    float sky_turn_deg = 0;
    float exposure = 1;
    std::vector<Camera> cameras;
    std::vector<Light> lights;
    Marks marks{};
};

struct Layer {
    enum class Kind { Stage, Image, Text, Card, Caption, Clip, Input };
    Kind kind = Kind::Stage;
    std::string value{};  // image, clip: file, text: the words, card: "current" or a SKU, caption: the anchor, input: its URI
    // Pixels of a 1080-wide (landscape: 1920-wide) canvas, of the layer's top left corner; empty: its usual place.
    std::optional<std::array<float, 2>> at{};
    float width = 0;  // the same unit; 0: its own
    float height = 0;  // input: of the box that its picture fits in; 0: 9/16 of the width
    float size = 44;  // text: em
    float opacity = 1;
    bool loops = true;          // clip
    float volume = 1;           // clip, input: gain of its sound
    std::string fallback{};      // input: image file that stands for it while it is lost; empty: nothing does
    double delay_s = 0.3;       // input: how much of it lies ready, against a network that stutters
    Mark mark{};
    Marks marks{};
};
const char* name(Layer::Kind kind);  // its key in a show file

struct Line {
    std::string text;
    language::Language language = language::Language::Chinese;
    std::string anchor;
    std::string gesture;
    std::string mood;
    std::optional<std::filesystem::path> sound;   // a recorded line
    std::optional<std::filesystem::path> timing;  // its TextGrid, Rhubarb or .lab
    Mark mark;
    Marks marks{};
};

struct Segment {
    std::string name;
    std::string product;
    std::vector<Line> lines;
    double pause_s = 0.6;  // after the last line
    bool repeats = false;  // this segment again, for ever
    Mark mark;
};

struct Output {
    enum class Kind { Push, Record };
    Kind kind = Kind::Record;
    std::string url;
    std::string key;
    std::filesystem::path folder;
    std::string canvas;
    std::optional<std::int64_t> bitrate_bps;  // that it names; see Show::bitrate_bps
    double split_s = 0;  // length of a recording's files; 0: one file
    Mark mark;
    Marks marks{};
};

// An output whose place is empty, as that of an address that the environment did not give: nothing goes there.
// "${NAME}" in the file where the environment has none: it was taken as empty.
struct UnsetVariable {
    std::string name;
    Mark mark;
};

struct OffOutput {
    std::string key;  // "rtmp", "srt" or "record"
    std::string canvas;
    Mark mark;
};

struct Show {
    std::filesystem::path file;
    std::string name;
    std::string market = "CN";
    std::string timezone = "Asia/Shanghai";
    std::string label = "AI数字人";  // from the market's allowed list
    std::string operator_name, producer;
    std::uint64_t seed = 1;
    std::size_t starts_at = 0;  // segment of the rundown
    std::optional<Tier> tier;  // none: measured where there is a clock, else software
    std::vector<Canvas> canvases;
    std::vector<Anchor> anchors;
    Stage stage;
    commerce::Catalogue products;
    std::optional<std::filesystem::path> products_file;
    std::map<std::string, std::vector<Layer>> layouts;
    std::vector<Segment> rundown;
    bool repeats = false;  // the whole rundown, for ever
    std::vector<Output> outputs;
    std::vector<OffOutput> outputs_off;
    std::vector<UnsetVariable> unset_variables;
    double clap_every_s = 0;  // 0: none
    Marks marks{};

    const Canvas* canvas(std::string_view name) const;
    const Anchor* anchor(std::string_view name) const;
    // The outputs of a canvas share one encode: the first of them that names a bitrate decides.
    const Output* bitrate_giver(std::string_view canvas) const;  // null: none does
    std::int64_t bitrate_bps(std::string_view canvas) const;     // 4 Mbit/s where none does
};

}  // namespace compere::show
