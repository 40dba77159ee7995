#pragma once

#include <atomic>
#include <filesystem>
#include <string>

#include "compere/command.h"
#include "live/live.h"

namespace compere::app {

// The words that run, preview, render, frame and bench share.
struct ShowWords {
    std::filesystem::path show;
    std::string canvas, size, tier;
    double seconds = 0;

    void add_to(CLI::App& command, bool with_seconds);
    core::Result<show::Show> load() const;
};

// For numbers of the command line: CLI11's own says its range with three hundred digits.
extern const CLI::Validator kMoreThanZero, kZeroOrMore;

// Whether `file` can be written, told before the work rather than after it. Nothing of it is changed, and nothing new stays.
core::Status try_writing(const std::filesystem::path& file);

// Set by the first Ctrl-C; the second ends the process at once.
const std::atomic<bool>& stop_on_interrupt();

}  // namespace compere::app
