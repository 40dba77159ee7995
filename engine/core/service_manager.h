#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace compere::core {

// Tells the service manager that started this process (systemd's sd_notify protocol: a datagram to $NOTIFY_SOCKET), for example "READY=1",
// "WATCHDOG=1" or "STATUS=…". Never blocks; nothing happens where there is none. Any thread.
void notify_manager(std::string_view state);

// Whether there is one to tell.
bool has_manager();

// How often it wants "WATCHDOG=1", from $WATCHDOG_USEC; nullopt where nobody watches this process.
std::optional<std::chrono::microseconds> watchdog_period();

}  // namespace compere::core
