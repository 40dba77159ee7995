#include "media/resolve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netdb.h>

#include <thread>

namespace compere::media {
namespace {

using namespace std::chrono_literals;

TEST(Resolve, NumbersAreFound) {
    const std::atomic<bool> no{false};
    for (const char* host : {"127.0.0.1", "::1"}) {
        const auto found = resolve(host, 5s, no);
        EXPECT_TRUE(found) << found.error().message;
    }
}

// A machine without /etc/hosts may not know it.
TEST(Resolve, ANameIsFoundWhereTheSystemFindsIt) {
    const std::atomic<bool> no{false};
    addrinfo* addresses = nullptr;
    const bool is_known = getaddrinfo("localhost", nullptr, nullptr, &addresses) == 0;
    if (is_known) freeaddrinfo(addresses);
    EXPECT_EQ(resolve("localhost", 5s, no).has_value(), is_known);
    if (!is_known) GTEST_SKIP() << "this machine does not know the name localhost (its /etc/hosts is missing)";
}

// With a name server that answers, with one that does not, and without any: it ends in time and names the name.
TEST(Resolve, ANameThatIsNotThereEndsInTime) {
    const std::atomic<bool> no{false};
    const auto from = std::chrono::steady_clock::now();
    const auto found = resolve("push.compere.invalid", 300ms, no);
    EXPECT_LT(std::chrono::steady_clock::now() - from, 1s);
    ASSERT_FALSE(found);
    EXPECT_THAT(found.error().message, testing::StartsWith("the name push.compere.invalid was not found"));
}

TEST(Resolve, ACancelledOneEndsAtOnce) {
    const std::atomic<bool> yes{true};
    const auto from = std::chrono::steady_clock::now();
    EXPECT_FALSE(resolve("push.compere.invalid", 1h, yes));
    EXPECT_LT(std::chrono::steady_clock::now() - from, 1s);
}

}  // namespace
}  // namespace compere::media
