#include "compere/show_words.h"

#include <signal.h>
#include <unistd.h>

#include "show/load_show.h"

namespace compere::app {
namespace {

std::atomic<bool> interrupted{false};

void on_interrupt(int) {
    if (interrupted.exchange(true)) _exit(130);
}

}  // namespace

void ShowWords::add_to(CLI::App& command, bool with_seconds) {
    command.add_option("SHOW", show, "the show file")->required();
    command.add_option("--canvas", canvas, "this canvas only");
    command.add_option("--size", size, "WIDTHxHEIGHT of the (first) canvas; others keep their shape, with the same shorter side")->check([](const std::string& words) {
        const auto parsed = show::parse_size(words);
        return parsed ? std::string{} : parsed.error().message;
    });
    command.add_option("--tier", tier, "software, standard or high, instead of the show's or the measured one")->check(CLI::IsMember({"software", "standard", "high"}));
    if (with_seconds) command.add_option("--seconds", seconds, "stop after this much show time")->check(CLI::PositiveNumber);
}

core::Result<show::Show> ShowWords::load() const {
    live::Adjustments adjust;
    adjust.canvas = canvas;
    if (!size.empty()) {
        const auto parsed = show::parse_size(size);
        if (!parsed) return core::fail("--size: {}", parsed.error().message);
        adjust.width_px = parsed->first;
        adjust.height_px = parsed->second;
    }
    if (!tier.empty()) adjust.tier = show::tier_named(tier);
    return live::load_adjusted(show, adjust);
}

const std::atomic<bool>& stop_on_interrupt() {
    struct sigaction action {};
    action.sa_handler = on_interrupt;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    // A terminal that is gone ends the show as Ctrl-C does, unless whoever started it (nohup) said that it does not matter.
    struct sigaction hang_up {};
    if (sigaction(SIGHUP, nullptr, &hang_up) == 0 && hang_up.sa_handler == SIG_DFL) sigaction(SIGHUP, &action, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
    return interrupted;
}

}  // namespace compere::app
