#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>

#include "core/child_process.h"

namespace compere::test {

// A port of 127.0.0.1 that nobody listens on; 0 when there is none.
inline int free_port() {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    const bool good = bind(fd, any, size) == 0 && getsockname(fd, any, &size) == 0;
    close(fd);
    return good ? ntohs(address.sin_port) : 0;
}

// Whether somebody takes a connection at this IPv4 address in time.
inline bool accepts(const char* host, int port, std::chrono::milliseconds patience) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    inet_pton(AF_INET, host, &address.sin_addr);
    for (const auto until = std::chrono::steady_clock::now() + patience; std::chrono::steady_clock::now() < until;) {
        const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const bool good = connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
        close(fd);
        if (good) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    return false;
}

// Accepts one push to rtmp://127.0.0.1:PORT, whatever its application and key; gone when the child is destroyed.
inline core::ChildProcess rtmp_server(int port) {
    setenv("COMPERE_HELPER_BINARY", COMPERE_BINARY, 1);
    auto server = core::ChildProcess::start({"loopback-server", std::to_string(port)});
    EXPECT_TRUE(server) << server.error().message;
    return std::move(*server);
}

}  // namespace compere::test
