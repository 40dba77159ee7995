#include "core/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>

namespace compere::core {

void notify_manager(std::string_view state) {
    const char* const where = std::getenv("NOTIFY_SOCKET");
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::size_t length = where != nullptr ? std::strlen(where) : 0;
    if (length < 2 || length >= sizeof address.sun_path || (where[0] != '/' && where[0] != '@')) return;
    std::memcpy(address.sun_path, where, length);
    if (where[0] == '@') address.sun_path[0] = '\0';  // an abstract name
    const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return;
    (void)sendto(fd, state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address), static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length));
    close(fd);
}

bool has_manager() {
    return std::getenv("NOTIFY_SOCKET") != nullptr;
}

std::optional<std::chrono::microseconds> watchdog_period() {
    const char* const period = std::getenv("WATCHDOG_USEC");
    const char* const pid = std::getenv("WATCHDOG_PID");
    if (period == nullptr || (pid != nullptr && std::strtol(pid, nullptr, 10) != getpid())) return std::nullopt;
    const long long microseconds = std::strtoll(period, nullptr, 10);
    if (microseconds <= 0) return std::nullopt;
    return std::chrono::microseconds{microseconds};
}

}  // namespace compere::core
