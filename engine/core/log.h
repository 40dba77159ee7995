#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

namespace compere::core {

enum class Level { Info, Warning, Error };

// Writes one line "compere: …" to standard error, after taking out every secret that was registered. Never waits: lines that whoever
// reads there does not take are lost, and counted in the next one that goes through. Any thread.
void log(Level level, std::string_view message);

// From now on `secret` (a stream key, a password) is written as *** wherever it appears. Empty and one-letter texts are ignored.
void register_secret(std::string_view secret);
std::string without_secrets(std::string_view text);

template <class... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
    log(Level::Info, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void warn(fmt::format_string<Args...> format, Args&&... args) {
    log(Level::Warning, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace compere::core
