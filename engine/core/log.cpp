#include "core/log.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/utc.h"

namespace compere::core {
namespace {

// The log is the one global; its mutex guards what it holds and keeps lines whole.
struct Log {
    std::mutex mutex;
    std::vector<std::string> secrets;  // the longest first: one may be the beginning of another
    LogForm form = LogForm::Text;
    std::string room;
    std::string status;  // what stands below the lines
    long lost = 0;       // lines that nobody could take
    std::atomic<std::int64_t> tick{-1};
};

Log& the_log() {
    static Log instance;
    return instance;
}

// What a pipe that is ready takes without waiting.
constexpr std::size_t kAtOnce = 4096;

std::string masked(const Log& log, std::string_view text) {
    std::string out{text};
    for (const std::string& secret : log.secrets) {
        for (std::size_t at = out.find(secret); at != std::string::npos; at = out.find(secret, at + 3)) {
            out.replace(at, secret.size(), "***");
        }
    }
    return out;
}

std::string shortened(std::string text, std::size_t most) {
    if (text.size() <= most) return text;
    std::size_t end = most - 3;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {  // inside a letter of UTF-8
        --end;
    }
    return text.replace(end, std::string::npos, "...");
}

// A server's words must not look like a line of ours, nor move a terminal's cursor.
std::string without_controls(std::string text) {
    for (char& letter : text) {
        const auto code = static_cast<unsigned char>(letter);
        if ((code < 0x20 && code != '\n') || code == 0x7F) letter = ' ';
    }
    for (std::size_t at = text.find('\xC2'); at != std::string::npos && at + 1 < text.size(); at = text.find('\xC2', at + 1)) {  // U+0080 to U+009F: some terminals obey them too
        if (static_cast<unsigned char>(text[at + 1]) < 0xA0) text.replace(at, 2, "  ");
    }
    return text;
}

std::string_view name(Level level) {
    return level == Level::Info ? "info" : level == Level::Warning ? "warning" : "error";
}

std::string text_line(const Log& log, Level level, std::string message) {
    std::replace(message.begin(), message.end(), '\n', ' ');  // JSON escapes it
    const std::int64_t tick = log.tick;
    const std::string place = log.room.empty() ? "" : tick < 0 ? fmt::format("[{}] ", log.room) : fmt::format("[{} {}] ", log.room, tick);
    return shortened(fmt::format("compere: {}{}{}", level == Level::Warning ? "warning: " : "", place, message), kAtOnce - 1);
}

std::string json_line(const Log& log, Level level, std::string_view event, std::string message, std::string cause) {
    const std::int64_t tick = log.tick;
    for (std::size_t most = 1500;; most /= 2) {  // escapes may make a line several times as long
        nlohmann::ordered_json line{{"time", utc(std::chrono::system_clock::now())}, {"level", name(level)}};
        if (!log.room.empty()) line["room"] = shortened(log.room, 100);
        if (tick >= 0) line["tick"] = tick;
        line["event"] = event;
        line["message"] = shortened(message, most);
        if (!cause.empty()) line["cause"] = shortened(cause, most);
        std::string out = line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        if (out.size() < kAtOnce) return out;
    }
}

// A pipe whose reader sleeps would hold up every thread that has something to say, and in the end the room.
bool is_ready() {
    pollfd out{STDERR_FILENO, POLLOUT, 0};
    return poll(&out, 1, 0) != 0;
}

void put(const std::string& text) {
    [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
}

constexpr std::string_view kClearLine = "\r\x1b[K";

void write_line(Log& log, std::string line) {
    if (!is_ready()) {
        ++log.lost;
        return;
    }
    line += '\n';
    if (!log.status.empty()) line = fmt::format("{}{}{}", kClearLine, line, log.status);
    put(line);
}

void write_event(Log& log, Level level, std::string_view event, const std::string& message, const std::string& cause) {
    write_line(log, log.form == LogForm::Text ? text_line(log, level, message) : json_line(log, level, event, message, cause));
}

}  // namespace

void log(Level level, const Event& event, std::string_view message) {
    Log& log = the_log();
    const std::scoped_lock lock{log.mutex};
    if (log.lost > 0 && is_ready()) {
        const long lost = std::exchange(log.lost, 0);
        write_event(log, Level::Warning, "log-lost", fmt::format("{} lines could not be written here", lost), "nobody read them");
    }
    write_event(log, level, event.name, without_controls(masked(log, message)), without_controls(masked(log, event.cause)));
}

void set_log_form(LogForm form) {
    Log& log = the_log();
    const std::scoped_lock lock{log.mutex};
    log.form = form;
}

void set_log_room(std::string_view room) {
    Log& log = the_log();
    const std::scoped_lock lock{log.mutex};
    log.room = room;
}

void set_log_tick(std::int64_t tick) {
    the_log().tick.store(tick, std::memory_order_relaxed);
}

int status_columns() {
    winsize size{};
    if (isatty(STDERR_FILENO) == 0 || ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0) return 0;
    return size.ws_col > 0 ? size.ws_col : 80;
}

void set_status_line(std::string_view line) {
    Log& log = the_log();
    const std::scoped_lock lock{log.mutex};
    if (log.form != LogForm::Text || status_columns() == 0 || !is_ready()) return;
    if (line.empty() && log.status.empty()) return;
    log.status = masked(log, line);
    put(fmt::format("{}{}", kClearLine, log.status));
}

void register_secret(std::string_view secret) {
    if (secret.size() < 2) return;
    Log& log = the_log();
    const std::scoped_lock lock{log.mutex};
    if (std::find(log.secrets.begin(), log.secrets.end(), secret) != log.secrets.end()) return;
    const auto shorter = std::find_if(log.secrets.begin(), log.secrets.end(), [&](const std::string& s) { return s.size() < secret.size(); });
    log.secrets.emplace(shorter, secret);
}

std::string without_secrets(std::string_view text) {
    Log& log = the_log();
    const std::scoped_lock lock{log.mutex};
    return masked(log, text);
}

}  // namespace compere::core
