#include <cstdio>

#include "compere/show_words.h"

namespace compere::app {

namespace {

// The demo show beside this program: as installed, or in the source tree that holds the build.
core::Result<std::filesystem::path> demo_show() {
    std::error_code failed;
    std::filesystem::path folder = std::filesystem::read_symlink("/proc/self/exe", failed).parent_path();
    for (int up = 0; up < 6 && !folder.empty(); ++up, folder = folder.parent_path()) {
        for (const char* place : {"share/compere", "assets"}) {
            const std::filesystem::path show = folder / place / "shows/tea-house/show.yaml";
            if (std::filesystem::exists(show, failed)) return show;
        }
    }
    return core::fail("the demo show is not beside this program: name a show file");
}

}  // namespace

void add_bench(Commands& commands) {
    auto* command = commands.line.add_subcommand("bench", "cost of each step, against the encoder alone");
    struct BenchWords {
        ShowWords show;
        bool json = false;
    };
    auto words = std::make_shared<BenchWords>();
    words->show.seconds = 20;
    words->show.add_to(*command, true);
    command->get_option("SHOW")->required(false)->description("the show file; without it: the demo show");
    command->add_flag("--json", words->json, "figures as JSON");
    command->callback([&commands, words] {
        commands.work = [words]() -> core::Status {
            if (words->show.show.empty()) {
                const auto demo = demo_show();
                if (!demo) return demo.error();
                words->show.show = *demo;
            }
            auto show = words->show.load();
            if (!show) return show.error();
            const auto result = live::bench_show(std::move(*show), {words->show.seconds});
            if (!result) return result.error();
            std::fputs((words->json ? result->json() : result->table()).c_str(), stdout);
            return {};
        };
    });
}

void add_loopback_server(Commands& commands) {
    auto* command = commands.line.add_subcommand("loopback-server", "")->group("");  // hidden: bench's other end
    auto port = std::make_shared<int>(0);
    command->add_option("PORT", *port)->required();
    command->callback([&commands, port] { commands.work = [port] { return live::run_loopback_server(*port); }; });
}

}  // namespace compere::app
