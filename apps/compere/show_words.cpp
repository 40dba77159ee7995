#include "compere/show_words.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>

#include "show/load_show.h"

namespace compere::app {
namespace {

std::atomic<bool> interrupted{false};

CLI::Validator number(const char* what, bool (*fits)(double)) {
    return CLI::Validator{[what, fits](std::string& words) {
                              double value = 0;
                              const auto [end, error] = std::from_chars(words.data(), words.data() + words.size(), value);
                              const bool is_number = error == std::errc{} && end == words.data() + words.size() && std::isfinite(value);
                              return is_number && fits(value) ? std::string{} : fmt::format("must be {}, got \"{}\"", what, words);
                          },
                          ""};
}

void on_interrupt(int) {
    if (interrupted.exchange(true)) _exit(130);
}

}  // namespace

const CLI::Validator kMoreThanZero = number("a number above 0", [](double v) { return v > 0; });
const CLI::Validator kZeroOrMore = number("a number of 0 or more", [](double v) { return v >= 0; });

core::Status try_writing(const std::filesystem::path& file) {
    std::error_code failed;
    const auto status = std::filesystem::status(file, failed);
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) && !std::filesystem::is_directory(status)) return {};  // a pipe waits for its reader
    const int opened = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (opened < 0) return core::fail("{}: it cannot be written: {}", file.string(), std::strerror(errno));
    ::close(opened);
    if (!std::filesystem::exists(status)) std::filesystem::remove(file, failed);
    return {};
}

void ShowWords::add_to(CLI::App& command, bool with_seconds) {
    command.add_option("SHOW", show, "the show file")->required();
    command.add_option("--canvas", canvas, "this canvas only");
    command.add_option("--size", size, "WIDTHxHEIGHT of the (first) canvas; others keep their shape, with the same shorter side")->check([](const std::string& words) {
        const auto parsed = show::parse_size(words);
        return parsed ? std::string{} : parsed.error().message;
    });
    command.add_option("--tier", tier, "software, standard or high, instead of the show's or the measured one")->check(CLI::IsMember({"software", "standard", "high"}));
    if (with_seconds) command.add_option("--seconds", seconds, "stop after this much show time")->check(kMoreThanZero);
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
