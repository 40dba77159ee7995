#pragma once

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

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

// Accepts one push to rtmp://127.0.0.1:PORT, whatever its application and key; gone when the child is destroyed.
inline core::ChildProcess rtmp_server(int port) {
    setenv("COMPERE_HELPER_BINARY", COMPERE_BINARY, 1);
    auto server = core::ChildProcess::start({"loopback-server", std::to_string(port)});
    EXPECT_TRUE(server) << server.error().message;
    return std::move(*server);
}

}  // namespace compere::test
