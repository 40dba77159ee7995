#include <cstdio>
#include <nlohmann/json.hpp>

#include "compere/command.h"
#include "show/keys.h"
#include "show/load_show.h"
#include "text/typeset.h"

namespace compere::app {
namespace {

// "file:line:column: message" of a loading error, taken apart for the JSON.
show::Problem from_error(const core::Error& error, const std::filesystem::path& file) {
    show::Problem out{show::Severity::Error, "load", file.string(), {}, error.message};
    const std::size_t begin = error.message.find(':', error.message.find(".yaml") == std::string::npos ? 0 : error.message.find(".yaml"));
    int line = 0, column = 0, used = 0;
    if (begin != std::string::npos && std::sscanf(error.message.c_str() + begin, ":%d:%d: %n", &line, &column, &used) == 2) {
        out.file = error.message.substr(0, begin);
        out.mark = {line, column};
        out.message = error.message.substr(begin + static_cast<std::size_t>(used));
    }
    return out;
}

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

core::Status check(const std::filesystem::path& file, bool json) {
    std::vector<show::Problem> problems;
    if (const auto show = show::load_show(file)) {
        problems = show::check_show(*show);
        check_glyphs(*show, problems);
    } else {
        problems.push_back(from_error(show.error(), file));
    }
    bool ok = true;
    nlohmann::json list = nlohmann::json::array();
    for (const show::Problem& p : problems) {
        const bool error = p.severity == show::Severity::Error;
        ok = ok && !error;
        list.push_back({{"severity", error ? "error" : "warning"}, {"rule", p.rule}, {"file", p.file}, {"line", p.mark.line}, {"column", p.mark.column}, {"message", p.message}});
        if (!json) std::printf("%s:%d:%d: %s: %s\n", p.file.c_str(), p.mark.line, p.mark.column, error ? "error" : "warning", p.message.c_str());
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
