#include "core/log.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace compere::core
