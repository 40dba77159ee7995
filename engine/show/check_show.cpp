#include <algorithm>

#include "core/url.h"
#include "show/load_show.h"

namespace compere::show {
namespace {

class Problems {
public:
    explicit Problems(const Show& show) : show_{show} {}

    void add(Severity severity, std::string rule, Mark mark, std::string message, std::string field = {}) {
        list_.push_back({severity, std::move(rule), show_.file.string(), mark, std::move(message), std::move(field)});
    }
    void add_to_goods(Severity severity, std::string rule, int line, std::string message) {
        list_.push_back({severity, std::move(rule), show_.products_file.value_or(show_.file).string(), {line, 1}, std::move(message)});
    }
    // `key`: whose value it is, of a mapping that stands at `mark`.
    void need_file(const std::filesystem::path& file, const Marks& marks, const std::string& key, Mark mark) {
        if (file.empty()) return;  // a fault of loading
        if (std::string fault = file_fault(file); !fault.empty()) add(Severity::Error, "file-missing", mark_of(marks, key, mark), std::move(fault), key.substr(0, key.find('/')));
    }
    void need_file(const std::optional<std::filesystem::path>& file, const Marks& marks, const std::string& key, Mark mark) {
        if (file) need_file(*file, marks, key, mark);
    }
    Mark mark(std::string_view key) const { return mark_of(show_.marks, key, {1, 1}); }
    std::vector<Problem> take() {
        sort_by_place(list_, show_.file);
        return std::move(list_);
    }

private:
    const Show& show_;
    std::vector<Problem> list_;
};

void check_files(const Show& show, Problems& out) {
    for (const Anchor& anchor : show.anchors) {
        out.need_file(anchor.model, anchor.marks, "model", anchor.mark);
        for (const auto& [name, file] : anchor.motions) {
            const std::string words = file.string();
            if (words.front() == '#' || words.rfind("built-in", 0) == 0) continue;
            out.need_file(std::filesystem::path{words.substr(0, words.find('#'))}, anchor.marks, "motions/" + name, anchor.mark);
        }
    }
    const Mark stage = out.mark("stage");
    out.need_file(show.stage.set, show.stage.marks, "set", stage);
    out.need_file(show.stage.sky, show.stage.marks, "sky", stage);
    out.need_file(show.stage.image, show.stage.marks, "image", stage);
    for (const auto& [name, layers] : show.layouts) {
        for (const Layer& layer : layers) {
            if (layer.kind == Layer::Kind::Image || layer.kind == Layer::Kind::Clip) out.need_file(std::filesystem::path{layer.value}, layer.marks, show::name(layer.kind), layer.mark);
            out.need_file(std::filesystem::path{layer.fallback}, layer.marks, "fallback", layer.mark);
        }
    }
    for (const Segment& segment : show.rundown) {
        for (const Line& line : segment.lines) {
            out.need_file(line.sound, line.marks, "sound", line.mark);
            out.need_file(line.timing, line.marks, "timing", line.mark);
        }
    }
}

// On air somebody answers for an AI host (China's live e-commerce measures of 2026), and a struck price needs its proof: what is missing
// blocks a broadcast that leaves this machine, and is a warning elsewhere.
void check_preflight(const Show& show, Problems& out) {
    const Severity severity = pushes_away(show) ? Severity::Error : Severity::Warning;
    if (show.operator_name.empty()) out.add(severity, "operator-missing", out.mark("responsible"), "nobody is named as operator (responsible: operator)", "operator");
    if (show.producer.empty() || show.producer == "local-rehearsal") out.add(severity, "producer-missing", out.mark("responsible"), "nobody is named as producer (responsible: producer)", "producer");
    for (const commerce::Product& product : show.products.products()) {
        if (product.base_price && !product.may_show_base()) {
            out.add_to_goods(severity, "price-without-evidence", product.line, fmt::format("the base price of {} has no kind, date or evidence; it will not be shown", product.sku));
        }
    }
}

void check_lines(const Show& show, Problems& out) {
    for (const Segment& segment : show.rundown) {
        for (const Line& line : segment.lines) {
            const bool price = line.text.find("{price}") != std::string::npos, stock = line.text.find("{stock}") != std::string::npos;
            if (!price && !stock) continue;
            const commerce::Product* product = show.products.find(segment.product);
            if (product == nullptr && !segment.product.empty()) continue;  // a fault of loading
            if (product == nullptr) {
                out.add(Severity::Error, "fact-without-product", line.mark, "the line names a price or stock, but its segment has no product");
            } else if (stock && !product->stock) {
                out.add(Severity::Error, "stock-unknown", line.mark, fmt::format("the line names the stock, which the catalogue does not know for {}", product->sku));
            }
        }
    }
}

// Address and key as one, in the form that has the key as its last part.
std::string target(const Output& output) {
    std::string out = output.url;
    while (!output.key.empty() && out.back() == '/') {
        out.pop_back();
    }
    return output.key.empty() ? out : out + '/' + output.key;
}

void check_outputs(const Show& show, Problems& out) {
    for (std::size_t i = 0; i < show.outputs.size(); ++i) {
        if (show.outputs[i].kind != Output::Kind::Push) continue;
        const auto end = show.outputs.begin() + static_cast<std::ptrdiff_t>(i);
        const auto twin = std::find_if(show.outputs.begin(), end, [&](const Output& o) { return o.kind == Output::Kind::Push && target(o) == target(show.outputs[i]); });
        if (twin != end) out.add(Severity::Warning, "push-twice", show.outputs[i].mark, fmt::format("it pushes to the same address and key as the output of line {}", twin->mark.line));
    }
    for (const Output& output : show.outputs) {
        const Output* const giver = show.bitrate_giver(output.canvas);
        if (output.bitrate_bps && *output.bitrate_bps != *giver->bitrate_bps) {
            out.add(Severity::Warning, "bitrate-shared", output.mark,
                    fmt::format("the outputs of the canvas {} share one encode: it has the {:g} kbit/s of line {}, not {:g}", output.canvas, static_cast<double>(*giver->bitrate_bps) / 1e3, giver->mark.line,
                                static_cast<double>(*output.bitrate_bps) / 1e3), "bitrate");
        }
        if (output.kind == Output::Kind::Push && output.split_s > 0) out.add(Severity::Warning, "split-of-push", output.mark, "only recordings are split; a push goes on as one", "split");
    }
    for (const UnsetVariable& unset : show.unset_variables) {
        out.add(Severity::Warning, "variable-unset", unset.mark, fmt::format("the environment variable {0} is not set, and empty here; where it may be missing, write ${{{0}:-}}", unset.name));
    }
    for (const OffOutput& off : show.outputs_off) {
        out.add(Severity::Warning, "output-off", off.mark, fmt::format("this output is off: its {} is empty", off.key), off.key);
    }
    const bool has_faults = show.outputs_off.empty() && show.marks.count("outputs") > 0;  // or a list without entries
    if (show.outputs.empty() && !has_faults) out.add(Severity::Warning, "no-output", out.mark("outputs"), "nothing goes out: no output is on", "outputs");
    const auto takes = [](const auto& outputs, const Canvas& canvas) { return std::any_of(outputs.begin(), outputs.end(), [&](const auto& o) { return o.canvas == canvas.name; }); };
    for (const Canvas& canvas : show.canvases) {
        if (show.outputs.empty() || takes(show.outputs, canvas) || takes(show.outputs_off, canvas)) continue;
        out.add(Severity::Warning, "canvas-unused", canvas.mark, fmt::format("no output takes the canvas {}", canvas.name));
    }
}

}  // namespace

bool pushes_away(const Show& show) {
    return std::any_of(show.outputs.begin(), show.outputs.end(), [](const Output& output) {
        return output.kind == Output::Kind::Push && !core::is_loopback_host(core::url_parts(output.url).host);
    });
}

std::vector<Problem> check_show(const Show& show) {
    Problems out{show};
    check_files(show, out);
    check_lines(show, out);
    check_outputs(show, out);
    check_preflight(show, out);
    return out.take();
}

}  // namespace compere::show
