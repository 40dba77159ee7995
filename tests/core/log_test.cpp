#include "core/log.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace compere::core
