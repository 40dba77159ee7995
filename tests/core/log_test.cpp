#include "core/log.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace compere::core {
namespace {

TEST(Log, MasksEverySecret) {
    register_secret("live_42_abc?x=1&y=2");
    EXPECT_EQ(without_secrets("push to rtmp://h/app/live_42_abc?x=1&y=2 and live_42_abc?x=1&y=2"), "push to rtmp://h/app/*** and ***");
}

TEST(Log, MasksASecretThatBeginsWithAnother) {
    register_secret("room1");
    register_secret("room1-9f3a77");
    EXPECT_EQ(without_secrets("key room1-9f3a77 and room1"), "key *** and ***");
}

TEST(Log, WhatAServerSaysStaysOnItsLineAndMovesNoCursor) {
    testing::internal::CaptureStderr();
    info({"test"}, "refused: {}", "no\ncompere: \x1b[2Jall is well\xC2\x9B" "2J \xE4\xBD\xA0\xC2\xB7");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "compere: refused: no compere:  [2Jall is well  2J \xE4\xBD\xA0\xC2\xB7\n");
}

TEST(Log, IgnoresTextsTooShortToBeASecret) {
    register_secret("");
    register_secret("a");
    EXPECT_EQ(without_secrets("a day"), "a day");
}

TEST(Log, LinesOfSeveralThreadsStayWholeAndMasked) {
    testing::internal::CaptureStderr();
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 3; ++i) {
            threads.emplace_back([i] {
                const std::string secret = fmt::format("secret-of-{}", i);
                register_secret(secret);
                for (int n = 0; n < 50; ++n)
                    info({"test"}, "push to {}", secret);
            });
        }
    }
    std::stringstream text{testing::internal::GetCapturedStderr()};
    int lines = 0;
    for (std::string line; std::getline(text, line); ++lines)
        EXPECT_EQ(line, "compere: push to ***");
    EXPECT_EQ(lines, 150);
}

TEST(Log, WaitsForNobodyWhoDoesNotRead) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    fcntl(ends[1], F_SETPIPE_SZ, 16384);
    const int stderr_before = dup(STDERR_FILENO);
    dup2(ends[1], STDERR_FILENO);
    for (int n = 0; n < 200; ++n) {
        info({"test"}, "line {} of the many that nobody reads: {}", n, std::string(80, 'x'));
    }
    std::string read_back(1 << 16, '\0');
    read_back.resize(static_cast<std::size_t>(read(ends[0], read_back.data(), read_back.size())));
    info({"test"}, "somebody reads again");
    std::string after(1 << 16, '\0');
    after.resize(static_cast<std::size_t>(read(ends[0], after.data(), after.size())));
    dup2(stderr_before, STDERR_FILENO);
    for (const int end : {stderr_before, ends[0], ends[1]}) {
        close(end);
    }
    const auto written = std::count(read_back.begin(), read_back.end(), '\n');
    EXPECT_GT(written, 10);
    EXPECT_LT(written, 200);
    EXPECT_EQ(read_back.back(), '\n');
    EXPECT_EQ(after, fmt::format("compere: warning: {} lines could not be written here\ncompere: somebody reads again\n", 200 - written));
}

// One line as it was written, with the log put back as it is at the start of a process.
std::string said(LogForm form, std::string_view room, std::int64_t tick, const std::function<void()>& say) {
    set_log_form(form);
    set_log_room(room);
    set_log_tick(tick);
    testing::internal::CaptureStderr();
    say();
    std::string out = testing::internal::GetCapturedStderr();
    set_log_form(LogForm::Text);
    set_log_room("");
    set_log_tick(-1);
    return out;
}

TEST(Log, NamesRoomAndTick) {
    const auto say = [] { warn({"push-lost", "reset"}, "push lost: {}", "reset"); };
    EXPECT_EQ(said(LogForm::Text, "", -1, say), "compere: warning: push lost: reset\n");
    EXPECT_EQ(said(LogForm::Text, "tea-house", -1, say), "compere: warning: [tea-house] push lost: reset\n");
    EXPECT_EQ(said(LogForm::Text, "tea-house", 640, say), "compere: warning: [tea-house 640] push lost: reset\n");
}

TEST(Log, IsAnObjectALineWhereJsonIsAsked) {
    register_secret("live_42_json");
    const std::string line = said(LogForm::Json, "茶馆", 640, [] { warn({"push-lost", "live_42_json \"refused\"\n\xff"}, "push to live_42_json lost"); });
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
    const auto json = nlohmann::json::parse(line);
    EXPECT_EQ(json["level"], "warning");
    EXPECT_EQ(json["room"], "茶馆");
    EXPECT_EQ(json["tick"], 640);
    EXPECT_EQ(json["event"], "push-lost");
    EXPECT_EQ(json["message"], "push to *** lost");
    EXPECT_EQ(json["cause"], "*** \"refused\"\n\xEF\xBF\xBD");
    EXPECT_THAT(json["time"].get<std::string>(), testing::MatchesRegex("[0-9]+-[0-9]+-[0-9]+T[0-9]+:[0-9]+:[0-9]+.[0-9]+Z"));
}

TEST(Log, KeepsALineOfAnyLengthWholeAndBelowWhatAPipeTakes) {
    const std::string longest(20'000, '\x01');
    for (const std::string& text : {longest, std::string(20'000, 'x')}) {
        const std::string line = said(LogForm::Json, std::string(500, 'r'), 1, [&] { warn({"test", text}, "{}", text); });
        EXPECT_LE(line.size(), 4096u);
        EXPECT_TRUE(nlohmann::json::accept(line));
    }
    std::string chinese;
    while (chinese.size() < 9000) {
        chinese += "茶";
    }
    const std::string line = said(LogForm::Text, "", -1, [&] { info({"test"}, "{}", chinese); });
    EXPECT_LE(line.size(), 4096u);
    EXPECT_EQ((line.size() - std::string{"compere: ...\n"}.size()) % 3, 0u) << "a letter was cut";
}

}  // namespace
}  // namespace compere::core
