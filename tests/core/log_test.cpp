#include "core/log.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
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
                    info("push to {}", secret);
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
        info("line {} of the many that nobody reads: {}", n, std::string(80, 'x'));
    }
    std::string read_back(1 << 16, '\0');
    read_back.resize(static_cast<std::size_t>(read(ends[0], read_back.data(), read_back.size())));
    info("somebody reads again");
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

}  // namespace
}  // namespace compere::core
