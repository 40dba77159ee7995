#include <cstdio>

#include "compere/show_words.h"
#include "live/preview_window.h"

namespace compere::app {
namespace {

core::Status run(const ShowWords& words, const std::filesystem::path& report_file, const std::filesystem::path& resume) {
    auto show = words.load();
    if (!show) return show.error();
    live::RunOptions options;
    if (words.seconds > 0) options.seconds = words.seconds;
    options.stop = &stop_on_interrupt();
    options.resume = resume;
    const auto report = live::run_show(std::move(*show), options);
    if (!report) return report.error();
    if (!report_file.empty()) return report->write(report_file);
    return {};
}

}  // namespace

void add_run(Commands& commands) {
    auto* command = commands.line.add_subcommand("run", "on air: real time, all outputs");
    auto words = std::make_shared<ShowWords>();
    auto report = std::make_shared<std::filesystem::path>(), resume = std::make_shared<std::filesystem::path>();
    words->add_to(*command, true);
    command->add_option("--report", *report, "write a JSON report when it is over");
    command->add_option("--resume", *resume, "note the segment on air in this file; a start after a crash goes on there");
    command->callback([&commands, words, report, resume] { commands.work = [words, report, resume] { return run(*words, *report, *resume); }; });
}

void add_preview(Commands& commands) {
    auto* command = commands.line.add_subcommand("preview", "the show in a window with monitor sound; nothing is pushed or recorded");
    command->footer("Keys: space holds and goes on, n next line, p previous line, q or Escape ends.");
    auto words = std::make_shared<ShowWords>();
    words->add_to(*command, true);
    command->callback([&commands, words] {
        commands.work = [words]() -> core::Status {
            auto show = words->load();
            if (!show) return show.error();
            return live::preview_show(std::move(*show), words->seconds > 0 ? std::optional{words->seconds} : std::nullopt, stop_on_interrupt());
        };
    });
}

}  // namespace compere::app
