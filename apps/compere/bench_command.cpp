#include <cstdio>

#include "compere/show_words.h"

namespace compere::app {

void add_bench(Commands& commands) {
    auto* command = commands.line.add_subcommand("bench", "cost of each step, against the encoder alone");
    struct BenchWords {
        ShowWords show;
        bool json = false;
    };
    auto words = std::make_shared<BenchWords>();
    words->show.seconds = 20;
    words->show.add_to(*command, true);
    command->add_flag("--json", words->json, "figures as JSON");
    command->callback([&commands, words] {
        commands.work = [words]() -> core::Status {
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
