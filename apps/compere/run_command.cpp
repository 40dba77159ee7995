#include <cstdio>

#include "compere/show_words.h"
#include "core/log.h"
#include "live/preview_window.h"

namespace compere::app {
namespace {

struct RunWords {
    ShowWords show;
    std::filesystem::path report, resume;
    std::string encoder = "best", log = "text";
};

core::Status run(const RunWords& run_words) {
    const ShowWords& words = run_words.show;
    if (run_words.log == "json") core::set_log_form(core::LogForm::Json);
    auto show = words.load();
    if (!show) return show.error();
    if (core::Status good = run_words.report.empty() ? core::Status{} : try_writing(run_words.report); !good) return good;
    live::RunOptions options;
    if (words.seconds > 0) options.seconds = words.seconds;
    options.stop = &stop_on_interrupt();
    options.resume = run_words.resume;
    options.encoder = run_words.encoder == "x264" ? media::EncoderWish::X264 : run_words.encoder == "nvenc" ? media::EncoderWish::Nvenc : run_words.encoder == "vaapi" ? media::EncoderWish::Vaapi : media::EncoderWish::Best;
    const auto report = live::run_show(std::move(*show), options);
    if (!report) return report.error();
    if (!run_words.report.empty()) return report->write(run_words.report);
    return {};
}

}  // namespace

void add_run(Commands& commands) {
    auto* command = commands.line.add_subcommand("run", "on air: real time, all outputs");
    auto words = std::make_shared<RunWords>();
    words->show.add_to(*command, true);
    command->add_option("--report", words->report, "write a JSON report when it is over");
    command->add_option("--resume", words->resume, "note the segment on air in this file; a start after a crash goes on there");
    command->add_option("--encoder", words->encoder, "best (hardware where it works), x264, nvenc or vaapi")->check(CLI::IsMember({"best", "x264", "nvenc", "vaapi"}));
    command->add_option("--log", words->log, "text, or json: an object a line on standard error")->check(CLI::IsMember({"text", "json"}));
    command->callback([&commands, words] { commands.work = [words] { return run(*words); }; });
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
