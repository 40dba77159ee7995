#include <cstdio>
#include <nlohmann/json.hpp>

#include "compere/command.h"
#include "live/check_for_air.h"
#include "show/keys.h"
#include "show/load_show.h"
#include "text/typeset.h"

namespace compere::app {
namespace {

void check_glyphs(const show::Show& show, std::vector<show::Problem>& problems) {
    text::Glyphs glyphs;
    const auto look = [&](const std::string& words, show::Mark mark, const std::string& file) {
        for (const std::string& glyph : glyphs.missing(words)) {
            problems.push_back({show::Severity::Error, "glyph-missing", file, mark, fmt::format("no installed font can draw \"{}\"", glyph)});
        }
    };
    for (const show::Segment& segment : show.rundown) {
        for (const show::Line& line : segment.lines) {
            look(line.text, line.mark, show.file.string());
        }
    }
    for (const auto& product : show.products.products()) {
        look(product.title + product.unit + product.base_kind, {product.line, 1}, show.products_file ? show.products_file->string() : "");
    }
    for (const auto& [name, layers] : show.layouts) {
        for (const show::Layer& layer : layers) {
            if (layer.kind == show::Layer::Kind::Text) look(layer.value, layer.mark, show.file.string());
        }
    }
}

std::vector<show::Problem> problems_of(const std::filesystem::path& file) {
    auto [show, problems] = show::read_show(file);
    const auto add = [&](const std::vector<show::Problem>& more) { problems.insert(problems.end(), more.begin(), more.end()); };
    if (show.canvases.empty()) return problems;  // nothing of it could be read
    add(show::check_show(show));
    check_glyphs(show, problems);
    add(live::check_for_air(show));
    if (!show::has_error(problems)) add(live::check_room(show));
    show::sort_by_place(problems, file);
    return problems;
}

core::Status check(const std::filesystem::path& file, bool json) {
    const std::vector<show::Problem> problems = problems_of(file);
    bool ok = true;
    nlohmann::json list = nlohmann::json::array();
    for (const show::Problem& p : problems) {
        const bool error = p.severity == show::Severity::Error;
        ok = ok && !error;
        list.push_back({{"severity", error ? "error" : "warning"}, {"rule", p.rule}, {"file", p.file}, {"line", p.mark.line}, {"column", p.mark.column}, {"field", p.field}, {"message", p.message}});
        if (json) continue;
        const std::string place = p.mark.line > 0 ? fmt::format("{}:{}:{}", p.file, p.mark.line, p.mark.column) : p.file;
        std::printf("%s: %s: %s\n", place.c_str(), error ? "error" : "warning", p.message.c_str());
    }
    if (json) std::printf("%s\n", nlohmann::json{{"ok", ok}, {"problems", list}}.dump(1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
    if (!ok) return core::fail("{}: not ready to go on air", file.string());
    return {};
}

}  // namespace

void add_check(Commands& commands) {
    auto* command = commands.line.add_subcommand("check", "everything that can be known before going live");
    auto file = std::make_shared<std::filesystem::path>();
    auto json = std::make_shared<bool>(false), schema = std::make_shared<bool>(false);
    auto* show = command->add_option("SHOW", *file, "the show file");
    command->add_flag("--json", *json, "{ok, problems} as JSON");
    command->add_flag("--schema", *schema, "print the JSON Schema of show files instead");
    command->callback([&commands, file, json, schema, show] {
        if (!*schema && show->count() == 0) throw CLI::RequiredError("SHOW");
        commands.work = [file, json, schema]() -> core::Status {
            if (!*schema) return check(*file, *json);
            std::fputs(show::json_schema().c_str(), stdout);
            return {};
        };
    });
}

}  // namespace compere::app
