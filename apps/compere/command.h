#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <initializer_list>

#include "core/error.h"

namespace compere::app {

// What a command does once its words are read: an error becomes one sentence and exit 1.
using Work = std::function<core::Status()>;

// Each command adds itself to the command line and, when it is the one called, leaves its work here.
struct Commands {
    CLI::App& line;
    Work work;
};

void add_bench(Commands& commands);
void add_check(Commands& commands);
void add_frame(Commands& commands);
void add_import_helper(Commands& commands);
void add_inspect(Commands& commands);
void add_loopback_server(Commands& commands);
void add_pose(Commands& commands);
void add_preview(Commands& commands);
void add_render(Commands& commands);
void add_run(Commands& commands);
void add_visemes(Commands& commands);
void add_voice_helper(Commands& commands);

// Reads the command line against the commands that these add and does the work of the one that is called; the process's exit status.
int run_commands(int argc, char** argv, std::initializer_list<void (*)(Commands&)> add);

}  // namespace compere::app
