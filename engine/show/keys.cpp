#include "show/keys.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <vector>

namespace compere::show {
namespace {

constexpr Key kShow[] = {
    {"show", "string", "name in logs and file names"},
    {"timezone", "string", "IANA time zone of offers and segments"},
    {"market", "string", "CN, EU or US: label wording"},
    {"responsible", "table:responsible", "who answers for the broadcast"},
    {"seed", "integer", "of everything random"},
    {"tier", "string", "software, standard or high; without it: by measured frame time at start"},
    {"canvases", "map:canvas", "output pictures"},
    {"anchors", "map:anchor", "characters on air"},
    {"stage", "table:stage", "the 3D world"},
    {"products", "file", "catalogue, CSV"},
    {"layouts", "map:layers", "stacks of layers"},
    {"rundown", "list:segment", "ordered segments"},
    {"outputs", "list:output", "destinations"},
    {"clap", "table:clap", "for measuring sync"},
    {"rules", "any", "what events trigger", Built::NotYet},
    {"brain", "any", "language model", Built::NotYet},
    {"comments", "any", "comment bridges", Built::NotYet},
    {"control", "any", "operator server", Built::NotYet},
};
constexpr Key kResponsible[] = {{"operator", "string", "name"}, {"producer", "string", "name or 27-character code"}};
constexpr Key kCanvas[] = {{"size", "size", "WIDTHxHEIGHT, even"}, {"fps", "any", "25, 30, 50, 60 or 30000/1001"}, {"camera", "string", "of the stage"}, {"layout", "string", "of layouts"}};
constexpr Key kAnchor[] = {{"model", "file", "glTF, GLB, VRM or FBX"}, {"motions", "map:motion", "name to file"}, {"voice", "table:voice", "how it speaks"}, {"at", "vector", "metres"}, {"turn", "number", "degrees about +Y"}};
constexpr Key kVoice[] = {{"engine", "string", "espeak or file"}, {"voice", "string", "zh or en"}, {"rate", "number", "0.5 to 2"}};
constexpr Key kStage[] = {{"set", "file", "glTF"}, {"sky", "file", "Radiance .hdr"}, {"image", "file", "instead of a set"}, {"colour", "colour", "instead of a set"}, {"sky_strength", "number", ""}, {"sky_turn", "number", "degrees"}, {"exposure", "number", "linear factor"}, {"cameras", "map:camera", "named framings"}, {"lights", "list:light", ""}};
constexpr Key kCamera[] = {{"at", "vector", "metres"}, {"look_at", "vector", "metres"}, {"fov", "number", "degrees of the longer side"}};
constexpr Key kLight[] = {{"from", "vector", "direction towards the light"}, {"colour", "colour", "sRGB"}, {"strength", "number", ""}, {"shadow", "boolean", "one light may"}};
constexpr Key kLayer[] = {{"stage", "any", "the 3D view"}, {"image", "file", "PNG, JPEG or WebP"}, {"text", "string", ""}, {"card", "string", "current or a SKU"}, {"caption", "string", "an anchor"}, {"clip", "file", "video with its sound, and alpha where it has it"}, {"input", "table:input", "a live picture and its sound"}, {"at", "any", "[x, y] at 1080 (landscape 1920) wide"}, {"width", "number", ""}, {"height", "number", "of an input's box; 9/16 of its width"}, {"loop", "boolean", "a clip begins again at its end; yes unless told"}, {"volume", "number", "of a clip or an input, 0 to 4"}, {"size", "number", "em of a text"}, {"opacity", "number", "0 to 1"},
    {"ticker", "any", "running text", Built::NotYet}, {"qr", "any", "QR code", Built::NotYet}, {"countdown", "any", "to an offer's end", Built::NotYet}, {"enter", "any", "entrance", Built::NotYet}, {"exit", "any", "", Built::NotYet}};
constexpr Key kInput[] = {{"uri", "string", "rtsp, rtmp, srt, http, v4l2, file or testbin"}, {"fallback", "file", "image while it is lost"}, {"delay", "any", "how much of it lies ready, e.g. 300ms"}};
constexpr Key kSegment[] = {{"segment", "string", "name"}, {"product", "string", "SKU on the card"}, {"say", "list:line", "lines"}, {"pause", "number", "seconds after the last line"}, {"repeat", "string", "forever"}, {"at", "any", "wall clock", Built::NotYet}, {"layout", "any", "change of layout", Built::NotYet}, {"camera", "any", "change of camera", Built::NotYet}};
constexpr Key kLine[] = {{"text", "string", ""}, {"lang", "string", "zh or en"}, {"anchor", "string", "who says it"}, {"gesture", "string", "a motion"}, {"mood", "string", "VRM expression"}, {"sound", "file", "WAV"}, {"timing", "file", "TextGrid, Rhubarb or .lab"}};
constexpr Key kOutput[] = {{"rtmp", "string", "rtmp://host/app or rtmps://host/app"}, {"srt", "string", "srt://host:port"}, {"key", "string", "stream key; of an SRT output its passphrase"}, {"record", "string", "folder"}, {"canvas", "string", ""}, {"bitrate", "any", "4M, 4000k or bits per second"}, {"split", "any", "length of a recording's files, e.g. 10m"}};
constexpr Key kClap[] = {{"every", "any", "10s"}};

struct Table {
    std::string_view name;
    std::span<const Key> keys;
};
constexpr Table kTables[] = {{"show", kShow}, {"responsible", kResponsible}, {"canvas", kCanvas}, {"anchor", kAnchor}, {"voice", kVoice}, {"stage", kStage}, {"camera", kCamera}, {"light", kLight}, {"layer", kLayer}, {"input", kInput}, {"segment", kSegment}, {"line", kLine}, {"output", kOutput}, {"clap", kClap}};

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t corner = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({row[j - 1] + 1, above + 1, corner + (a[i - 1] == b[j - 1] ? 0u : 1u)});
            corner = above;
        }
    }
    return row[b.size()];
}

nlohmann::json schema_of(std::string_view type) {
    const auto ref = [](std::string_view table) { return nlohmann::json{{"$ref", "#/$defs/" + std::string{table}}}; };
    if (type == "string" || type == "file" || type == "size") return {{"type", "string"}};
    if (type == "number" || type == "integer" || type == "boolean") return {{"type", type}};
    if (type == "vector") return {{"type", "array"}, {"items", {{"type", "number"}}}, {"minItems", 3}, {"maxItems", 3}};
    if (type == "colour") return {{"type", "string"}, {"pattern", "^#[0-9a-fA-F]{6}$"}};
    if (type == "list:line") return {{"type", "array"}, {"items", {{"anyOf", {nlohmann::json{{"type", "string"}}, ref("line")}}}}};
    if (type == "map:layers") return {{"type", "object"}, {"additionalProperties", {{"type", "array"}, {"items", ref("layer")}}}};
    if (type == "map:motion") return {{"type", "object"}, {"additionalProperties", {{"type", "string"}}}};
    if (type.substr(0, 6) == "table:") return ref(type.substr(6));
    if (type.substr(0, 5) == "list:") return {{"type", "array"}, {"items", ref(type.substr(5))}};
    if (type.substr(0, 4) == "map:") return {{"type", "object"}, {"additionalProperties", ref(type.substr(4))}};
    return nlohmann::json::object();
}

}  // namespace

std::span<const Key> keys_of(std::string_view table) {
    const auto* found = std::find_if(std::begin(kTables), std::end(kTables), [&](const Table& t) { return t.name == table; });
    return found == std::end(kTables) ? std::span<const Key>{} : found->keys;
}

std::string_view nearest_key(std::span<const Key> keys, std::string_view name) {
    std::string_view best;
    std::size_t distance = std::max<std::size_t>(2, name.size() / 3) + 1;
    for (const Key& key : keys) {
        const std::size_t d = edit_distance(name, key.name);
        if (d < distance) {
            distance = d;
            best = key.name;
        }
    }
    return best;
}

std::string json_schema() {
    nlohmann::json out{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", "Compere show"}, {"$ref", "#/$defs/show"}};
    for (const Table& table : kTables) {
        nlohmann::json properties = nlohmann::json::object();
        for (const Key& key : table.keys) {
            if (key.built == Built::NotYet) continue;
            properties[std::string{key.name}] = schema_of(key.type);
            if (!key.about.empty()) properties[std::string{key.name}]["description"] = key.about;
        }
        out["$defs"][std::string{table.name}] = {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
    }
    out["$defs"]["show"]["required"] = {"show", "anchors", "rundown"};
    return out.dump(1) + "\n";
}

}  // namespace compere::show
