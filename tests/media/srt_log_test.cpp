#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <srt/srt.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <thread>

#include "core/log.h"
#include "media/av_log.h"

namespace compere::media {
namespace {

// One side of a connection on loopback that will not come to be: each has another passphrase.
SRTSOCKET with_passphrase(const std::string& passphrase) {
    const SRTSOCKET one = srt_create_socket();
    const int wait_ms = 10000;
    srt_setsockflag(one, SRTO_PASSPHRASE, passphrase.data(), static_cast<int>(passphrase.size()));
    srt_setsockflag(one, SRTO_CONNTIMEO, &wait_ms, sizeof wait_ms);
    return one;
}

TEST(SrtLog, WhatTheLibraryHasToSayIsALineOfOurLog) {
    srt_startup();
    quiet_srt_log();
    core::set_log_form(core::LogForm::Json);
    testing::internal::CaptureStderr();
    const SRTSOCKET server = with_passphrase("the-first-passphrase"), caller = with_passphrase("the-second-passphrase");
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int length = sizeof place;
    EXPECT_EQ(srt_bind(server, reinterpret_cast<const sockaddr*>(&place), length), 0) << srt_getlasterror_str();
    EXPECT_EQ(srt_getsockname(server, reinterpret_cast<sockaddr*>(&place), &length), 0);
    EXPECT_EQ(srt_listen(server, 1), 0);
    EXPECT_EQ(srt_connect(caller, reinterpret_cast<const sockaddr*>(&place), length), SRT_ERROR);
    srt_close(caller);
    srt_close(server);
    srt_cleanup();  // its threads end, so nothing more is said
    const std::string said = testing::internal::GetCapturedStderr();
    core::set_log_form(core::LogForm::Text);

    std::istringstream lines{said};
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        const auto json = nlohmann::json::parse(line, nullptr, false);
        ASSERT_FALSE(json.is_discarded()) << line;
        EXPECT_EQ(json["event"], "codec");
        EXPECT_EQ(json["message"].get<std::string>().rfind("srt: ", 0), 0u) << line;
    }
    EXPECT_GT(count, 0);
}

}  // namespace
}  // namespace compere::media
