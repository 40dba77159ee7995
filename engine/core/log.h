#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace compere::core {

enum class Level { Info, Warning, Error };
enum class LogForm { Text, Json };

// What happened: `name` is one word that stays the same for machines ("push-lost"; docs/alarms.md lists them), `cause` why, where that is
// known; the sentence that is logged holds it too.
struct Event {
    std::string_view name;
    std::string_view cause = {};
};

// One line to standard error, after taking out every secret that was registered. As text "compere: warning: [ROOM TICK] MESSAGE", without
// the brackets before a room is on air; as JSON {time, level, room, tick, event, message, cause}, time in UTC. Never waits: lines that
// whoever reads there does not take are lost, and counted in the next one that goes through. Any thread.
void log(Level level, const Event& event, std::string_view message);

// At start, before there are threads.
void set_log_form(LogForm form);

// What the lines from now on belong to; an empty room and a negative tick: nothing. Any thread.
void set_log_room(std::string_view room);
void set_log_tick(std::int64_t tick);

// A line that stays below all others, where standard error is a terminal and lines are text; elsewhere nothing. Empty: none. Any thread.
void set_status_line(std::string_view line);
// The columns of that terminal; 0 where there is none.
int status_columns();

// From now on `secret` (a stream key, a password) is written as *** wherever it appears. Empty and one-letter texts are ignored.
void register_secret(std::string_view secret);
std::string without_secrets(std::string_view text);

template <class... Args>
void info(const Event& event, fmt::format_string<Args...> format, Args&&... args) {
    log(Level::Info, event, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void warn(const Event& event, fmt::format_string<Args...> format, Args&&... args) {
    log(Level::Warning, event, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace compere::core
