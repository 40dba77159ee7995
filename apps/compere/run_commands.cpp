#include <malloc.h>

#include <csignal>

#include "compere/command.h"
#include "core/log.h"

namespace compere::app {

int run_commands(int argc, char** argv, std::initializer_list<void (*)(Commands&)> add) {
    // glibc raises this limit as large blocks are freed, and then keeps them in heaps that holes make grow. Lines of sound and queued
    // packets come and go for days: fixed, each returns to the system when it is freed.
    mallopt(M_MMAP_THRESHOLD, 128 * 1024);
    // Each heap has holes of its own, and the threads of a live input that comes back spread over more of them: resident memory grew by three
    // megabytes in fifteen returns of a file, over SRT by five in eight, and then stayed. With two heaps the file's took 0.2.
    mallopt(M_ARENA_MAX, 2);
    std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error of its write, as a full disk is
    CLI::App line{"Compere puts a virtual host on air.", "compere"};
    line.require_subcommand(1);
    Commands commands{line, {}};
    for (const auto add_one : add) add_one(commands);
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

}  // namespace compere::app
