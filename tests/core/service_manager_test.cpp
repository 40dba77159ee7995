#include "core/service_manager.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>

namespace compere::core {
namespace {

// What a manager gets that listens at `path`; '@' stands for an abstract name.
std::string received(const std::string& path, std::string_view state) {
    const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    if (path[0] == '@') address.sun_path[0] = '\0';
    EXPECT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size())), 0);
    setenv("NOTIFY_SOCKET", path.c_str(), 1);
    notify_manager(state);
    char got[256];
    const ssize_t size = recv(fd, got, sizeof got, 0);
    close(fd);
    unlink(path.c_str());
    unsetenv("NOTIFY_SOCKET");
    return {got, size > 0 ? static_cast<std::size_t>(size) : 0};
}

TEST(ServiceManager, HearsWhatItIsTold) {
    const std::string name = "compere-notify-" + std::to_string(getpid());
    EXPECT_EQ(received("/tmp/" + name, "READY=1\nSTATUS=on air"), "READY=1\nSTATUS=on air");
    EXPECT_EQ(received("@" + name, "WATCHDOG=1"), "WATCHDOG=1");
}

TEST(ServiceManager, WithoutOneNothingHappens) {
    unsetenv("NOTIFY_SOCKET");
    notify_manager("READY=1");
    for (const char* wrong : {"", "/", "relative", "/nowhere/at/all"}) {
        setenv("NOTIFY_SOCKET", wrong, 1);
        notify_manager("READY=1");
    }
    setenv("NOTIFY_SOCKET", std::string(500, '/').c_str(), 1);
    notify_manager("READY=1");
    unsetenv("NOTIFY_SOCKET");
}

TEST(ServiceManager, WatchesOnlyTheProcessThatItMeans) {
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
    EXPECT_FALSE(watchdog_period());
    setenv("WATCHDOG_USEC", "10000000", 1);
    EXPECT_EQ(watchdog_period(), std::chrono::seconds{10});
    setenv("WATCHDOG_PID", std::to_string(getpid()).c_str(), 1);
    EXPECT_EQ(watchdog_period(), std::chrono::seconds{10});
    setenv("WATCHDOG_PID", "1", 1);
    EXPECT_FALSE(watchdog_period());
    unsetenv("WATCHDOG_PID");
    setenv("WATCHDOG_USEC", "never", 1);
    EXPECT_FALSE(watchdog_period());
    unsetenv("WATCHDOG_USEC");
}

}  // namespace
}  // namespace compere::core
