#include "core/log.h"

#include <poll.h>
#include <unistd.h>

#include <mutex>
#include <vector>

namespace compere::core {
namespace {

// The log is the one global; its mutex guards the list of secrets and keeps lines whole.
struct Log {
    std::mutex mutex;
    std::vector<std::string> secrets;
    long lost = 0;  // lines that nobody could take
};

Log& the_log() {
    static Log instance;
    return instance;
}

std::string masked(const Log& log, std::string_view text) {
    std::string out{text};
    for (const std::string& secret : log.secrets) {
        for (std::size_t at = out.find(secret); at != std::string::npos; at = out.find(secret, at + 3)) {
            out.replace(at, secret.size(), "***");
        }
    }
    return out;
}

// A pipe whose reader sleeps would hold up every thread that has something to say, and in the end the room: such lines are counted instead.
void write_line(Log& log, std::string line) {
    constexpr std::size_t kAtOnce = 4096 - 64;  // what a pipe that is ready takes without waiting, less the words about lost lines
    pollfd out{STDERR_FILENO, POLLOUT, 0};
    if (poll(&out, 1, 0) == 0) {
        ++log.lost;
        return;
    }
    if (line.size() > kAtOnce) line.replace(kAtOnce - 4, std::string::npos, "...");
    line += '\n';
    if (log.lost > 0) line.insert(0, fmt::format("compere: warning: {} lines could not be written here\n", log.lost));
    log.lost = 0;
    [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace

void log(Level level, std::string_view message) {
    Log& log = the_log();
    const std::scoped_lock lock{log.mutex};
    const std::string line = masked(log, message);
    const char* mark = level == Level::Warning ? "warning: " : "";
    write_line(log, fmt::format("compere: {}{}", mark, line));
}

void register_secret(std::string_view secret) {
    if (secret.size() < 2) return;
    Log& log = the_log();
    const std::scoped_lock lock{log.mutex};
    log.secrets.emplace_back(secret);
}

std::string without_secrets(std::string_view text) {
    Log& log = the_log();
    const std::scoped_lock lock{log.mutex};
    return masked(log, text);
}

}  // namespace compere::core
