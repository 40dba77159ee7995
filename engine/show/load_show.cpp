#include "show/load_show.h"

#include <fmt/ranges.h>
#include <unicode/timezone.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>

#include "core/log.h"
#include "show/load_stage.h"
#include "show/yaml_reader.h"

namespace compere::show {
namespace {

bool is_timezone(const std::string& name) {
    const std::unique_ptr<icu::TimeZone> zone{icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name))};
    return zone != nullptr && *zone != icu::TimeZone::getUnknown();
}

constexpr std::size_t kMostCanvases = 16;  // each is an encoder
constexpr std::size_t kMostLines = 100'000;  // a small file can name a list many times

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
    canvas.marks = in.marks();
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
    anchor.marks = in.marks();
    if (in.lacks("model")) in.fault("model", fmt::format("the anchor {} needs a model", name));
    anchor.model = in.path("model").value_or(std::filesystem::path{});
    in.map("motions", [&](const std::string& motion, const YAML::Node& value, Mark at) {
        const std::size_t faults = shared.problems.size();
        const std::string words = value.IsScalar() ? filled_text(shared, value) : std::string{};
        if (shared.problems.size() > faults) return;
        if (words.empty()) return fault_at(shared, at, "a motion must name a file");
        anchor.marks.emplace("motions/" + motion, Reader::mark_of(value));
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

// Anything else in braces would be spoken as it stands.
void check_placeholders(Reader::Shared& shared, Mark mark, std::string_view text) {
    for (std::size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
        const std::size_t close = text.find_first_of("{}", open + 1);
        if (close == std::string_view::npos || text[close] == '{') continue;
        const std::string_view word = text.substr(open, close - open + 1);
        if (word != "{price}" && word != "{stock}") fault_at(shared, mark, fmt::format("a line fills in {{price}} and {{stock}}, but not \"{}\"", word.substr(0, 64)), "text");
    }
}

// The line of a mapping, without what holds for every line.
void read_line(Reader::Shared& shared, const YAML::Node& node, const Show& show, Line& line) {
    Reader in{shared, node, "line"};
    line.marks = in.marks();
    line.text = in.text("text");
    line.anchor = in.text("anchor", line.anchor);
    line.gesture = in.text("gesture");
    line.mood = in.text("mood");
    line.sound = in.path("sound");
    line.timing = in.path("timing");
    if (const Anchor* anchor = show.anchor(line.anchor)) line.language = anchor->voice.language;
    line.language = read_language(in, "lang", line.language);
    if (!show.anchors.empty() && show.anchor(line.anchor) == nullptr) in.fault("anchor", fmt::format("there is no anchor \"{}\"", line.anchor));
    if (line.text.empty() && !line.sound && in.is_sound() && in.is_good("text") && in.is_good("sound")) fault_at(shared, line.mark, "a line needs a text or a sound");
}

Line load_line(Reader::Shared& shared, const YAML::Node& node, const Show& show) {
    Line line;
    line.mark = Reader::mark_of(node);
    line.anchor = show.anchors.empty() ? "" : show.anchors.front().name;
    if (node.IsScalar()) {
        const std::size_t faults = shared.problems.size();
        line.text = filled_text(shared, node);
        if (const Anchor* anchor = show.anchor(line.anchor)) line.language = anchor->voice.language;
        if (line.text.empty() && shared.problems.size() == faults) fault_at(shared, line.mark, "a line is empty");
    } else {
        read_line(shared, node, show, line);
    }
    const Mark words = mark_of(line.marks, "text", line.mark);
    if (line.text.size() > 2000) fault_at(shared, words, "a line is longer than 2000 bytes", "text");
    check_placeholders(shared, words, line.text);
    return line;
}

void load_rundown(Reader::Shared& shared, Reader& in, Show& show, bool knows_products) {
    std::size_t lines = 0;
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
        entry.list("say", [&](const YAML::Node& line, Mark) {
            if (++lines <= kMostLines) segment.lines.push_back(load_line(shared, line, show));
        });
        if (knows_products && !segment.product.empty() && show.products.find(segment.product) == nullptr) {
            entry.fault("product", fmt::format("there is no product \"{}\" in the catalogue", segment.product));
        }
        show.rundown.push_back(std::move(segment));
    });
    const bool says = std::any_of(show.rundown.begin(), show.rundown.end(), [](const Segment& s) { return !s.lines.empty(); });
    if (!says && in.has("rundown")) in.fault("rundown", "the rundown has no line to say");
    if (lines > kMostLines) in.fault("rundown", fmt::format("the rundown has more than {} lines", kMostLines));
}

std::int64_t read_bitrate(Reader& in) {
    const std::string words = in.text("bitrate");
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

void load_output(Reader::Shared& shared, const YAML::Node& node, Mark mark, Show& show) {
    Reader in{shared, node, "output"};
    Output output;
    output.mark = mark;
    output.marks = in.marks();
    output.canvas = in.text("canvas", show.canvases.front().name);
    if (show.canvas(output.canvas) == nullptr) in.fault("canvas", fmt::format("there is no canvas \"{}\"", output.canvas));
    if (in.has("bitrate")) output.bitrate_bps = read_bitrate(in);
    std::vector<std::string_view> kinds;
    for (const std::string_view kind : {"rtmp", "srt", "record"}) {
        if (in.has(kind)) kinds.push_back(kind);
    }
    output.key = in.text("key");
    core::register_secret(output.key);
    output.split_s = in.has("split") ? in.duration_s("split", 600) : 0;
    if (output.split_s != 0 && (output.split_s < 10 || output.split_s > 86'400)) in.fault("split", "split must be from 10s to 24h");
    if (kinds.empty() && in.is_sound()) fault_at(shared, mark, "an output needs one of rtmp, srt and record");
    if (kinds.size() > 1) fault_at(shared, mark, fmt::format("an output goes to one place, this one has {}: write one output for each", fmt::join(kinds, " and ")));
    if (kinds.size() != 1) return;
    const std::string place = in.text(kinds.front());
    if (!in.is_good(kinds.front()) || !in.is_good("key")) return;
    if (place.empty()) {  // as that of a PUSH_URL that is not set
        show.outputs_off.push_back({std::string{kinds.front()}, output.canvas, in.mark(kinds.front())});
        return;
    }
    if (kinds.front() == "record") {
        if (place.find("://") != std::string::npos) return in.fault("record", "record must be a folder or a file, not an address");
        output.folder = beside(shared.file, place);
    } else {
        output.kind = Output::Kind::Push;
        output.url = place;
    }
    show.outputs.push_back(std::move(output));
}

void add_defaults(Show& show) {
    if (show.canvases.empty()) {
        show.canvases.emplace_back();
        show.canvases.front().name = "main";
    }
    if (show.stage.cameras.empty()) show.stage.cameras.push_back(Camera{"front", {0, 1.25f, 3.2f}, {0, 1.15f, 0}, 28, {}});
    if (show.layouts.empty()) {
        show.layouts["main"] = {Layer{.kind = Layer::Kind::Stage}, Layer{.kind = Layer::Kind::Card, .value = "current"}, Layer{.kind = Layer::Kind::Caption, .value = show.anchors.empty() ? "" : show.anchors.front().name}};
    }
    for (Canvas& canvas : show.canvases) {
        if (canvas.camera.empty()) canvas.camera = show.stage.cameras.front().name;
        if (canvas.layout.empty()) canvas.layout = show.layouts.begin()->first;
    }
    if (show.market == "EU" || show.market == "US") show.label = "AI host";
    if (show.producer.empty()) show.producer = "local-rehearsal";
}

void check_canvases(Reader::Shared& shared, const Reader& in, const Show& show) {
    const auto is_read = [&](std::string_view key) { return !in.has(key) || in.node(key).IsMap(); };
    for (const Canvas& canvas : show.canvases) {
        const bool camera = std::any_of(show.stage.cameras.begin(), show.stage.cameras.end(), [&](const Camera& c) { return c.name == canvas.camera; });
        if (!camera && is_read("stage")) fault_at(shared, mark_of(canvas.marks, "camera", canvas.mark), fmt::format("the canvas {} names a camera \"{}\" that the stage does not have", canvas.name, canvas.camera), "camera");
        const bool layout = show.layouts.find(canvas.layout) != show.layouts.end();
        if (!layout && is_read("layouts")) fault_at(shared, mark_of(canvas.marks, "layout", canvas.mark), fmt::format("the canvas {} names a layout \"{}\" that is not there", canvas.name, canvas.layout), "layout");
        if (canvas.rate != show.canvases.front().rate) fault_at(shared, mark_of(canvas.marks, "fps", canvas.mark), "all canvases of a room share one frame rate", "fps");
    }
}

void check_layers(Reader::Shared& shared, const Show& show, bool knows_products) {
    for (const auto& [name, layers] : show.layouts) {
        for (const Layer& layer : layers) {
            const std::string key = show::name(layer.kind);
            const Mark mark = mark_of(layer.marks, key, layer.mark);
            const bool is_caption = layer.kind == Layer::Kind::Caption && !show.anchors.empty(), is_card = layer.kind == Layer::Kind::Card && knows_products;
            if (is_caption && show.anchor(layer.value) == nullptr) fault_at(shared, mark, fmt::format("there is no anchor \"{}\"", layer.value), key);
            if (is_card && layer.value != "current" && show.products.find(layer.value) == nullptr) fault_at(shared, mark, fmt::format("there is no product \"{}\" in the catalogue", layer.value), key);
        }
    }
}

void read_head(Reader::Shared& shared, Reader& in, Show& show) {
    for (const std::string_view needed : {"show", "anchors", "rundown"}) {
        if (in.lacks(needed)) fault_at(shared, {1, 1}, fmt::format("the key \"{}\" is missing", needed), std::string{needed});
    }
    show.name = in.text("show");
    show.timezone = in.text("timezone", show.timezone);
    if (!is_timezone(show.timezone)) in.fault("timezone", fmt::format("timezone must be one of the IANA's, like Asia/Shanghai, got \"{}\"", show.timezone));
    show.market = in.text("market", show.market);
    if (show.market != "CN" && show.market != "EU" && show.market != "US") in.fault("market", fmt::format("market must be CN, EU or US, got \"{}\"", show.market));
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
}

// False where there should be goods and are none.
bool read_products(Reader::Shared& shared, Reader& in, Show& show) {
    show.products_file = in.path("products");
    if (!show.products_file) return in.is_good("products");
    if (const std::string fault = file_fault(*show.products_file); !fault.empty()) {
        in.fault("products", fault);
        return false;
    }
    std::vector<core::Error> faults;
    show.products = commerce::Catalogue::load(*show.products_file, faults);
    for (const core::Error& fault : faults) {
        shared.problems.push_back(problem_of(fault, "load", shared.file, in.mark("products"), "products"));
    }
    return faults.empty();
}

void read_all(Reader::Shared& shared, const YAML::Node& root, Show& show) {
    Reader in{shared, root, "show"};
    show.marks = in.marks();
    if (!root.IsMap()) return;
    read_head(shared, in, show);
    in.map("canvases", [&](const std::string& name, const YAML::Node& node, Mark mark) {
        Canvas canvas = load_canvas(shared, name, node, mark);
        if (show.canvas(name) != nullptr) return fault_at(shared, mark, fmt::format("there are two canvases \"{}\"", name));
        show.canvases.push_back(std::move(canvas));
    });
    if (show.canvases.size() > kMostCanvases) in.fault("canvases", fmt::format("a room has at most {} canvases, this has {}", kMostCanvases, show.canvases.size()));
    in.map("anchors", [&](const std::string& name, const YAML::Node& node, Mark mark) {
        Anchor anchor = load_anchor(shared, name, node, mark);
        if (show.anchor(name) != nullptr) return fault_at(shared, mark, fmt::format("there are two anchors \"{}\"", name));
        show.anchors.push_back(std::move(anchor));
    });
    if (show.anchors.empty() && in.has("anchors")) in.fault("anchors", "a show needs at least one anchor");
    if (in.has("stage")) show.stage = load_stage(shared, in.node("stage"));
    const bool knows_products = read_products(shared, in, show);
    in.map("layouts", [&](const std::string& name, const YAML::Node& node, Mark mark) { show.layouts[name] = load_layers(shared, node, mark); });
    load_rundown(shared, in, show, knows_products);
    if (in.has("clap")) {
        Reader clap{shared, in.node("clap"), "clap"};
        show.clap_every_s = clap.duration_s("every", 10);
    }
    add_defaults(show);
    in.list("outputs", [&](const YAML::Node& node, Mark mark) { load_output(shared, node, mark, show); });
    check_canvases(shared, in, show);
    check_layers(shared, show, knows_products);
}

core::Result<std::string> read_text(const std::filesystem::path& file) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    if (error) return core::fail("{}: {}", file.string(), error.message());
    if (size > (1u << 20)) return core::fail("{}: a show file is at most 1 MiB", file.string());
    std::ifstream in{file, std::ios::binary};
    std::stringstream text;
    text << in.rdbuf();
    if (!in) return core::fail("{}: the file cannot be read", file.string());
    return text.str();
}

}  // namespace

Mark mark_of(const Marks& marks, std::string_view key, Mark otherwise) {
    const auto found = marks.find(key);
    return found == marks.end() ? otherwise : found->second;
}

const Canvas* Show::canvas(std::string_view wanted) const {
    const auto found = std::find_if(canvases.begin(), canvases.end(), [&](const Canvas& c) { return c.name == wanted; });
    return found == canvases.end() ? nullptr : &*found;
}

const Output* Show::bitrate_giver(std::string_view wanted) const {
    const auto found = std::find_if(outputs.begin(), outputs.end(), [&](const Output& o) { return o.canvas == wanted && o.bitrate_bps; });
    return found == outputs.end() ? nullptr : &*found;
}

std::int64_t Show::bitrate_bps(std::string_view wanted) const {
    const Output* const giver = bitrate_giver(wanted);
    return giver != nullptr ? *giver->bitrate_bps : 4'000'000;
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

Reading read_show(const std::filesystem::path& file) {
    Reader::Shared shared{file};
    Reading out;
    out.show.file = file;
    const auto text = read_text(file);
    if (!text) {
        out.problems.push_back(problem_of(text.error(), "load", file, {}));
        return out;
    }
    try {
        read_all(shared, YAML::Load(*text), out.show);
    } catch (const YAML::Exception& fault) {
        const bool has_place = !fault.mark.is_null();
        fault_at(shared, has_place ? Mark{fault.mark.line + 1, fault.mark.column + 1} : Mark{1, 1}, fault.msg);
    }
    out.show.unset_variables = std::move(shared.unset);
    out.problems = std::move(shared.problems);
    sort_by_place(out.problems, file);
    return out;
}

core::Result<Show> load_show(const std::filesystem::path& file) {
    Reading reading = read_show(file);
    const auto error = std::find_if(reading.problems.begin(), reading.problems.end(), [](const Problem& p) { return p.severity == Severity::Error; });
    if (error != reading.problems.end()) return core::Error{sentence(*error)};
    return std::move(reading.show);
}

}  // namespace compere::show
