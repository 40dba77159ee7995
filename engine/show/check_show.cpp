#include <algorithm>

#include "core/url.h"
#include "show/load_show.h"

namespace compere::show {
namespace {

class Problems {
public:
    explicit Problems(const Show& show) : show_{show} {}

    void add(Severity severity, std::string rule, Mark mark, std::string message) {
        list_.push_back({severity, std::move(rule), show_.file.string(), mark, std::move(message)});
    }
    void add_to_goods(Severity severity, std::string rule, int line, std::string message) {
        list_.push_back({severity, std::move(rule), show_.products_file.value_or(show_.file).string(), {line, 1}, std::move(message)});
    }
    void need_file(const std::filesystem::path& file, Mark mark) {
        std::error_code error;
        if (std::filesystem::is_regular_file(file, error)) return;
        add(Severity::Error, "file-missing", mark, fmt::format("{} is not there", file.string()));
    }
    std::vector<Problem> take() { return std::move(list_); }

private:
    const Show& show_;
    std::vector<Problem> list_;
};

void check_files(const Show& show, Problems& out) {
    for (const Anchor& anchor : show.anchors) {
        out.need_file(anchor.model, anchor.mark);
        for (const auto& [name, file] : anchor.motions) {
            const std::string words = file.string();
            if (words.front() == '#' || words.rfind("built-in", 0) == 0) continue;
            out.need_file(words.substr(0, words.find('#')), anchor.mark);
        }
    }
    if (show.stage.set) out.need_file(*show.stage.set, {});
    if (show.stage.sky) out.need_file(*show.stage.sky, {});
    if (show.stage.image) out.need_file(*show.stage.image, {});
    for (const auto& [name, layers] : show.layouts) {
        for (const Layer& layer : layers) {
            if (layer.kind == Layer::Kind::Image || layer.kind == Layer::Kind::Clip) out.need_file(layer.value, layer.mark);
            if (!layer.fallback.empty()) out.need_file(layer.fallback, layer.mark);
        }
    }
    for (const Segment& segment : show.rundown) {
        for (const Line& line : segment.lines) {
            if (line.sound) out.need_file(*line.sound, line.mark);
            if (line.timing) out.need_file(*line.timing, line.mark);
        }
    }
}

// On air somebody answers for an AI host (China's live e-commerce measures of 2026), and a struck price needs its proof: what is missing
// blocks a broadcast that leaves this machine, and is a warning elsewhere.
void check_preflight(const Show& show, Problems& out) {
    const Severity severity = pushes_away(show) ? Severity::Error : Severity::Warning;
    if (show.operator_name.empty()) out.add(severity, "operator-missing", {}, "nobody is named as operator (responsible: operator)");
    if (show.producer.empty() || show.producer == "local-rehearsal") out.add(severity, "producer-missing", {}, "nobody is named as producer (responsible: producer)");
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
            if (product == nullptr) {
                out.add(Severity::Error, "fact-without-product", line.mark, "the line names a price or stock, but its segment has no product");
            } else if (stock && !product->stock) {
                out.add(Severity::Error, "stock-unknown", line.mark, fmt::format("the line names the stock, which the catalogue does not know for {}", product->sku));
            }
        }
    }
    for (const Canvas& canvas : show.canvases) {
        const bool used = std::any_of(show.outputs.begin(), show.outputs.end(), [&](const Output& o) { return o.canvas == canvas.name; });
        if (!used && !show.outputs.empty()) out.add(Severity::Warning, "canvas-unused", canvas.mark, fmt::format("no output takes the canvas {}", canvas.name));
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
    check_preflight(show, out);
    return out.take();
}

}  // namespace compere::show
