#include "compere/show_words.h"

namespace compere::app {
namespace {

struct RenderWords {
    ShowWords show;
    live::RenderOptions options;
    std::filesystem::path report;
};

core::Status render(RenderWords& words) {
    auto show = words.show.load();
    if (!show) return show.error();
    if (core::Status good = words.report.empty() ? core::Status{} : try_writing(words.report); !good) return good;
    words.options.seconds = words.show.seconds;
    words.options.stop = &stop_on_interrupt();
    words.options.bitrate_bps = show->bitrate_bps(show->canvases.front().name);
    const auto report = live::render_file(std::move(*show), words.options);
    if (!report) return report.error();
    if (!words.report.empty()) return report->write(words.report);
    return {};
}

}  // namespace

void add_render(Commands& commands) {
    auto* command = commands.line.add_subcommand("render", "offline and deterministic, as fast as the machine allows");
    auto words = std::make_shared<RenderWords>();
    words->show.add_to(*command, false);
    command->add_option("--seconds", words->show.seconds, "length in show time")->required()->check(kMoreThanZero);
    command->add_option("--out", words->options.out, "the MP4 to write")->required();
    command->add_option("--picture-every", words->options.picture_every, "draw every Nth tick")->check(CLI::Range(1, 100000));
    command->add_option("--report", words->report, "write a JSON report");
    command->callback([&commands, words] { commands.work = [words] { return render(*words); }; });
}

void add_frame(Commands& commands) {
    auto* command = commands.line.add_subcommand("frame", "one picture, as render gives it");
    struct FrameWords {
        ShowWords show;
        double at_s = 0;
        std::filesystem::path out;
    };
    auto words = std::make_shared<FrameWords>();
    words->show.add_to(*command, false);
    command->add_option("--at", words->at_s, "show time in seconds")->required()->check(kZeroOrMore);
    command->add_option("--out", words->out, "the PNG to write")->required();
    command->callback([&commands, words] {
        commands.work = [words]() -> core::Status {
            auto show = words->show.load();
            if (!show) return show.error();
            if (core::Status good = try_writing(words->out); !good) return good;
            return live::render_frame(std::move(*show), words->at_s, words->out);
        };
    });
}

}  // namespace compere::app
