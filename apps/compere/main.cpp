#include <malloc.h>
#include <sched.h>
#include <unistd.h>

#include <csignal>
#include <algorithm>
#include <cstdio>
#include <initializer_list>
#include <string_view>

#include "compere/command.h"
#include "core/log.h"
#include "gfx/context.h"
#include "media/av_log.h"

namespace {

bool is_one_of(std::string_view command, std::initializer_list<std::string_view> commands) {
    return std::find(commands.begin(), commands.end(), command) != commands.end();
}

// What only reads or renders gives way to a room on air beside it. What reads for a moment takes only what nobody else wants: at any
// other priority the room's threads, as they wake, wait for the end of its time slice.
void give_way(std::string_view command) {
    if (is_one_of(command, {"render", "frame"})) [[maybe_unused]] const int priority = nice(10);
    if (is_one_of(command, {"check", "inspect", "pose", "visemes"})) {
        const sched_param none{};
        sched_setscheduler(0, SCHED_IDLE, &none);
    }
}

}  // namespace

int main(int argc, char** argv) {
    using namespace compere;
    if (argc > 1) give_way(argv[1]);
    // glibc raises this limit as large blocks are freed, and then keeps them in heaps that holes make grow. Lines of sound and queued
    // packets come and go for days: fixed, each returns to the system when it is freed.
    mallopt(M_MMAP_THRESHOLD, 128 * 1024);
    gfx::prepare_environment();
    media::quiet_av_log();
    media::quiet_srt_log();
    std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error of its write, as a full disk is
    CLI::App line{"Compere puts a virtual host on air.", "compere"};
    line.require_subcommand(1);
    app::Commands commands{line, {}};
    app::add_run(commands);
    app::add_preview(commands);
    app::add_render(commands);
    app::add_frame(commands);
    app::add_check(commands);
    app::add_inspect(commands);
    app::add_pose(commands);
    app::add_visemes(commands);
    app::add_bench(commands);
    app::add_voice_helper(commands);
    app::add_import_helper(commands);
    app::add_loopback_server(commands);

    try {
        line.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return line.exit(error) == 0 ? 0 : 2;
    }
    if (!commands.work) return 2;
    if (const core::Status done = commands.work(); !done) {
        core::log(core::Level::Error, {"failed", done.error().message}, done.error().message);
        return 1;
    }
    return 0;
}
