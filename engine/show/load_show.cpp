#include "show/load_show.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "core/log.h"
#include "show/load_stage.h"
#include "show/yaml_reader.h"

namespace compere::show {
namespace {

language::Language read_language(Reader& in, std::string_view key, language::Language fallback) {
    const std::string name = in.text(key);
    if (name.empty()) return fallback;
    if (name == "zh" || name == "zh-CN") return language::Language::Chinese;
    if (name == "en" || name == "en-US" || name == "en-GB") return language::Language::English;
    in.fault(key, fmt::format("{} must be zh or en, got \"{}\"", key, name));
    return fallback;
}

Canvas load_canvas(Reader::Shared& shared, const std::string& name, const YAML::Node& node, Mark mark) {
    Reader in{shared, node, "canvas"};
    Canvas canvas;
    canvas.name = name;
    canvas.mark = mark;
    const std::string size = in.text("size", "1080x1920");
    if (const auto parsed = parse_size(size); parsed) {
        canvas.width_px = parsed->first;
        canvas.height_px = parsed->second;
    } else {
        in.fault("size", parsed.error().message);
    }
    const std::string fps = in.text("fps", "30");
    constexpr std::array<std::pair<std::string_view, core::FrameRate>, 5> kRates{{{"25", {25, 1}}, {"30", {30, 1}}, {"50", {50, 1}}, {"60", {60, 1}}, {"30000/1001", {30000, 1001}}}};
    const auto* rate = std::find_if(kRates.begin(), kRates.end(), [&](const auto& r) { return r.first == fps; });
    if (rate == kRates.end()) {
        in.fault("fps", fmt::format("fps must be 25, 30, 50, 60 or 30000/1001, got \"{}\"", fps));
    } else {
        canvas.rate = rate->second;
    }
    canvas.camera = in.text("camera");
    canvas.layout = in.text("layout");
    return canvas;
}

Anchor load_anchor(Reader::Shared& shared, const std::string& name, const YAML::Node& node, Mark mark) {
    Reader in{shared, node, "anchor"};
    Anchor anchor;
    anchor.name = name;
    anchor.mark = mark;
    if (!in.has("model")) in.fault("model", fmt::format("the anchor {} needs a model", name));
    anchor.model = in.path("model").value_or(std::filesystem::path{});
    in.map("motions", [&](const std::string& motion, const YAML::Node& value, Mark at) {
        const std::string words = value.IsScalar() ? with_environment(value.Scalar()) : std::string{};
        if (words.empty()) return fault_at(shared, at, "a motion must name a file");
        // "#Idle" is a clip of the model itself; "built-in" names one of ours; both are no files.
        anchor.motions[motion] = words.front() == '#' || words.rfind("built-in", 0) == 0 ? std::filesystem::path{words} : beside(shared.file, words);
    });
    if (in.has("voice")) {
        Reader voice{shared, in.node("voice"), "voice"};
        const std::string engine = voice.text("engine", "espeak");
        if (engine == "file") {
            anchor.voice.engine = Voice::Engine::File;
        } else if (engine != "espeak") {
            voice.fault("engine", engine == "http" || engine == "microphone" ? fmt::format("the voice engine {} is not built yet in this version", engine)
                                                                            : fmt::format("the voice engine must be espeak or file, got \"{}\"", engine));
        }
        anchor.voice.language = read_language(voice, "voice", anchor.voice.language);
        anchor.voice.rate = voice.number("rate", 1, 0.5, 2);
    }
    anchor.at_m = in.vector("at", anchor.at_m);
    anchor.turn_deg = static_cast<float>(in.number("turn", 0, -360, 360));
    return anchor;
}

Line load_line(Reader::Shared& shared, const YAML::Node& node, const Show& show) {
    Line line;
    line.mark = Reader::mark_of(node);
    line.anchor = show.anchors.empty() ? "" : show.anchors.front().name;
    if (node.IsScalar()) {
        line.text = with_environment(node.Scalar());
    } else {
        Reader in{shared, node, "line"};
        line.text = in.text("text");
        line.anchor = in.text("anchor", line.anchor);
        line.gesture = in.text("gesture");
        line.mood = in.text("mood");
        line.sound = in.path("sound");
        line.timing = in.path("timing");
        line.language = read_language(in, "lang", show.anchor(line.anchor) != nullptr ? show.anchor(line.anchor)->voice.language : line.language);
        if (show.anchor(line.anchor) == nullptr) in.fault("anchor", fmt::format("there is no anchor \"{}\"", line.anchor));
        if (line.text.empty() && !line.sound) fault_at(shared, line.mark, "a line needs a text or a sound");
        return line;
    }
    if (const Anchor* anchor = show.anchor(line.anchor)) line.language = anchor->voice.language;
    if (line.text.empty()) fault_at(shared, line.mark, "a line is empty");
    if (line.text.size() > 2000) fault_at(shared, line.mark, "a line is longer than 2000 bytes");
    return line;
}

void load_rundown(Reader::Shared& shared, Reader& in, Show& show) {
    in.list("rundown", [&](const YAML::Node& node, Mark mark) {
        Reader entry{shared, node, "segment"};
        const std::string repeat = entry.text("repeat");
        if (!repeat.empty() && repeat != "forever") entry.fault("repeat", fmt::format("repeat must be forever, got \"{}\"", repeat));
        if (!entry.has("segment") && repeat == "forever" && !entry.has("say")) {
            show.repeats = true;  // an entry of its own: the whole rundown again
            return;
        }
        Segment segment;
        segment.mark = mark;
        segment.name = entry.text("segment", fmt::format("segment {}", show.rundown.size() + 1));
        segment.product = entry.text("product");
        segment.pause_s = entry.number("pause", segment.pause_s, 0, 3600);
        segment.repeats = repeat == "forever";
        entry.list("say", [&](const YAML::Node& line, Mark) { segment.lines.push_back(load_line(shared, line, show)); });
        if (!segment.product.empty() && show.products.find(segment.product) == nullptr) {
            entry.fault("product", fmt::format("there is no product \"{}\" in the catalogue", segment.product));
        }
        show.rundown.push_back(std::move(segment));
    });
    const bool says = std::any_of(show.rundown.begin(), show.rundown.end(), [](const Segment& s) { return !s.lines.empty(); });
    if (!says) in.fault("rundown", "the rundown has no line to say");
}

std::int64_t read_bitrate(Reader& in) {
    const std::string words = in.text("bitrate", "4M");
    double value = 0;
    const auto [end, error] = std::from_chars(words.data(), words.data() + words.size(), value);
    const std::string_view unit{end, static_cast<std::size_t>(words.data() + words.size() - end)};
    const double bps = value * (unit == "M" ? 1e6 : unit == "k" ? 1e3 : unit.empty() ? 1 : 0);
    if (error != std::errc{} || bps < 50e3 || bps > 50e6) {
        in.fault("bitrate", fmt::format("bitrate must be from 50k to 50M, got \"{}\"", words));
        return 4'000'000;
    }
    return static_cast<std::int64_t>(bps);
}

Output load_output(Reader::Shared& shared, const YAML::Node& node, Mark mark, const Show& show) {
    Reader in{shared, node, "output"};
    Output output;
    output.mark = mark;
    output.canvas = in.text("canvas", show.canvases.front().name);
    if (show.canvas(output.canvas) == nullptr) in.fault("canvas", fmt::format("there is no canvas \"{}\"", output.canvas));
    output.bitrate_bps = read_bitrate(in);
    if (in.has("rtmp") + in.has("srt") + in.has("record") != 1) fault_at(shared, mark, "an output needs one of rtmp, srt and record");
    if (in.has("rtmp") || in.has("srt")) {
        output.kind = Output::Kind::Push;
        output.url = in.text(in.has("rtmp") ? "rtmp" : "srt");
        output.key = in.text("key");
        core::register_secret(output.key);
    } else {
        output.split_s = in.has("split") ? in.duration_s("split", 600) : 0;
        if (output.split_s != 0 && (output.split_s < 10 || output.split_s > 86'400)) in.fault("split", "split must be from 10s to 24h");
        output.folder = beside(shared.file, in.text("record"));
    }
    return output;
}

void add_defaults(Show& show) {
    if (show.canvases.empty()) show.canvases.push_back(Canvas{"main", 1080, 1920, {}, {}, {}, {}});
    if (show.stage.cameras.empty()) show.stage.cameras.push_back(Camera{"front", {0, 1.25f, 3.2f}, {0, 1.15f, 0}, 28, {}});
    if (show.layouts.empty()) {
        show.layouts["main"] = {Layer{.kind = Layer::Kind::Stage}, Layer{.kind = Layer::Kind::Card, .value = "current"}, Layer{.kind = Layer::Kind::Caption, .value = show.anchors.front().name}};
    }
    for (Canvas& canvas : show.canvases) {
        if (canvas.camera.empty()) canvas.camera = show.stage.cameras.front().name;
        if (canvas.layout.empty()) canvas.layout = show.layouts.begin()->first;
    }
    if (show.market == "EU" || show.market == "US") show.label = "AI host";
    if (show.producer.empty()) show.producer = "local-rehearsal";
}

void check_names(Reader::Shared& shared, const Show& show) {
    for (const Canvas& canvas : show.canvases) {
        const bool camera = std::any_of(show.stage.cameras.begin(), show.stage.cameras.end(), [&](const Camera& c) { return c.name == canvas.camera; });
        if (!camera) fault_at(shared, canvas.mark, fmt::format("the canvas {} names a camera \"{}\" that the stage does not have", canvas.name, canvas.camera));
        if (show.layouts.find(canvas.layout) == show.layouts.end()) fault_at(shared, canvas.mark, fmt::format("the canvas {} names a layout \"{}\" that is not there", canvas.name, canvas.layout));
        if (canvas.rate != show.canvases.front().rate) fault_at(shared, canvas.mark, "all canvases of a room share one frame rate");
    }
    for (const auto& [name, layers] : show.layouts) {
        for (const Layer& layer : layers) {
            if (layer.kind == Layer::Kind::Caption && show.anchor(layer.value) == nullptr) fault_at(shared, layer.mark, fmt::format("there is no anchor \"{}\"", layer.value));
            if (layer.kind == Layer::Kind::Card && layer.value != "current" && show.products.find(layer.value) == nullptr) fault_at(shared, layer.mark, fmt::format("there is no product \"{}\" in the catalogue", layer.value));
        }
    }
}

core::Result<Show> read_show(const std::filesystem::path& file, const YAML::Node& root) {
    Reader::Shared shared{file, {}};
    Show show;
    show.file = file;
    Reader in{shared, root, "show"};
    for (const std::string_view needed : {"show", "anchors", "rundown"}) {
        if (!shared.fault && !in.has(needed)) fault_at(shared, {1, 1}, fmt::format("the key \"{}\" is missing", needed));
    }
    show.name = in.text("show");
    show.timezone = in.text("timezone", show.timezone);
    show.market = in.text("market", show.market);
    if (const std::string tier = in.text("tier"); !tier.empty()) {
        show.tier = tier_named(tier);
        if (!show.tier) in.fault("tier", fmt::format("tier must be software, standard or high, got \"{}\"", tier));
    }
    show.seed = static_cast<std::uint64_t>(in.number("seed", 1, 0, 1e15));
    if (in.has("responsible")) {
        Reader who{shared, in.node("responsible"), "responsible"};
        show.operator_name = who.text("operator");
        show.producer = who.text("producer");
    }
    in.map("canvases", [&](const std::string& name, const YAML::Node& node, Mark mark) {
        if (show.canvas(name) != nullptr) fault_at(shared, mark, fmt::format("there are two canvases \"{}\"", name));
        show.canvases.push_back(load_canvas(shared, name, node, mark));
    });
    in.map("anchors", [&](const std::string& name, const YAML::Node& node, Mark mark) {
        if (show.anchor(name) != nullptr) fault_at(shared, mark, fmt::format("there are two anchors \"{}\"", name));
        show.anchors.push_back(load_anchor(shared, name, node, mark));
    });
    if (show.anchors.empty()) in.fault("anchors", "a show needs at least one anchor");
    if (in.has("stage")) show.stage = load_stage(shared, in.node("stage"));
    show.products_file = in.path("products");
    if (shared.fault) return *shared.fault;
    if (show.products_file) {
        auto catalogue = commerce::Catalogue::load(*show.products_file);
        if (!catalogue) return catalogue.error();
        show.products = std::move(*catalogue);
    }
    in.map("layouts", [&](const std::string& name, const YAML::Node& node, Mark mark) { show.layouts[name] = load_layers(shared, node, mark); });
    load_rundown(shared, in, show);
    if (in.has("clap")) {
        Reader clap{shared, in.node("clap"), "clap"};
        show.clap_every_s = clap.duration_s("every", 10);
    }
    if (shared.fault) return *shared.fault;
    add_defaults(show);
    in.list("outputs", [&](const YAML::Node& node, Mark mark) {
        Output output = load_output(shared, node, mark, show);
        if (output.kind == Output::Kind::Record || !output.url.empty()) show.outputs.push_back(std::move(output));  // an unset PUSH_URL is no output
    });
    check_names(shared, show);
    if (shared.fault) return *shared.fault;
    return show;
}

}  // namespace

const Canvas* Show::canvas(std::string_view wanted) const {
    const auto found = std::find_if(canvases.begin(), canvases.end(), [&](const Canvas& c) { return c.name == wanted; });
    return found == canvases.end() ? nullptr : &*found;
}

const Anchor* Show::anchor(std::string_view wanted) const {
    const auto found = std::find_if(anchors.begin(), anchors.end(), [&](const Anchor& a) { return a.name == wanted; });
    return found == anchors.end() ? nullptr : &*found;
}

core::Result<std::pair<int, int>> parse_size(std::string_view text) {
    int width = 0, height = 0;
    const std::size_t x = text.find('x');
    if (x != std::string_view::npos) {
        const auto w = std::from_chars(text.data(), text.data() + x, width);
        const auto h = std::from_chars(text.data() + x + 1, text.data() + text.size(), height);
        const bool whole = w.ec == std::errc{} && w.ptr == text.data() + x && h.ec == std::errc{} && h.ptr == text.data() + text.size();
        if (whole && width >= 64 && height >= 64 && width <= 4096 && height <= 4096 && width % 2 == 0 && height % 2 == 0) return std::pair{width, height};
    }
    return core::fail("size must be WIDTHxHEIGHT, both even and from 64 to 4096, got \"{}\"", text);
}

core::Result<Show> load_show(const std::filesystem::path& file) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    if (error) return core::fail("{}: {}", file.string(), error.message());
    if (size > (1u << 20)) return core::fail("{}: a show file is at most 1 MiB", file.string());
    try {
        const YAML::Node root = YAML::LoadFile(file.string());
        return read_show(file, root);
    } catch (const YAML::ParserException& fault) {
        return core::fail("{}:{}:{}: {}", file.string(), fault.mark.line + 1, fault.mark.column + 1, fault.msg);
    } catch (const YAML::Exception& fault) {
        return core::fail("{}: {}", file.string(), fault.what());
    }
}

}  // namespace compere::show
