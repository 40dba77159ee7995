#include "core/url.h"

#include <gtest/gtest.h>

namespace compere::core {
namespace {

void expect_parts(std::string_view url, std::string_view user_info, std::string_view host, std::string_view place, std::string_view path, std::string_view query) {
    const UrlParts parts = url_parts(url);
    EXPECT_EQ(parts.user_info, user_info) << url;
    EXPECT_EQ(parts.host, host) << url;
    EXPECT_EQ(parts.place, place) << url;
    EXPECT_EQ(parts.path, path) << url;
    EXPECT_EQ(parts.query, query) << url;
}

TEST(Url, IsTakenApart) {
    expect_parts("rtmp://host/app", "", "host", "host", "/app", "");
    expect_parts("srt://host:9000?streamid=a/b@c", "", "host", "host:9000", "", "streamid=a/b@c");
    expect_parts("rtmp://[::1]:1935/app?x", "", "::1", "[::1]:1935", "/app", "x");
    expect_parts("host", "", "host", "host", "", "");
    expect_parts("rtmp://", "", "", "", "", "");
    EXPECT_EQ(url_parts("rtmps://host/app").scheme, "rtmps");
}

// What stands before the last @ of the authority is not where a connection goes.
TEST(Url, UserAndPasswordAreNotTheHost) {
    expect_parts("rtmp://user:pass@host:1935/app", "user:pass", "host", "host:1935", "/app", "");
    expect_parts("rtmp://127.0.0.1:x@platform.com/live", "127.0.0.1:x", "platform.com", "platform.com", "/live", "");
    expect_parts("rtmp://a@b@host/app", "a@b", "host", "host", "/app", "");
    expect_parts("rtmp://host/app@x", "", "host", "host", "/app@x", "");
    expect_parts("rtmp://127.0.0.1?@platform.com/live", "", "127.0.0.1", "127.0.0.1", "", "@platform.com/live");
}

TEST(Url, OnlyThisMachineIsLoopback) {
    for (const char* host : {"localhost", "127.0.0.1", "127.1.2.3", "::1"})
        EXPECT_TRUE(is_loopback_host(host)) << host;
    for (const char* host : {"", "host", "127.example.com", "localhost.example.com", "10.127.0.1", "::2", "128.0.0.1", "1270.0.0.1"})
        EXPECT_FALSE(is_loopback_host(host)) << host;
}

}  // namespace
}  // namespace compere::core
