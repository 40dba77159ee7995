#include "core/queue.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

namespace compere::core {
namespace {

TEST(Queue, RefusesWhenFullAndKeepsTheValue) {
    Queue<std::unique_ptr<int>> queue{1};
    EXPECT_TRUE(queue.try_push(std::make_unique<int>(1)));
    auto second = std::make_unique<int>(2);
    EXPECT_FALSE(queue.try_push(std::move(second)));
    ASSERT_NE(second, nullptr);
    EXPECT_EQ(*second, 2);
}

TEST(Queue, DrainsInOrderAfterClose) {
    Queue<int> queue{4};
    EXPECT_TRUE(queue.try_push(1));
    EXPECT_TRUE(queue.try_push(2));
    queue.close();
    EXPECT_FALSE(queue.try_push(3));
    EXPECT_EQ(queue.pop(), 1);
    EXPECT_FALSE(queue.is_drained());
    EXPECT_EQ(queue.pop(), 2);
    EXPECT_EQ(queue.pop(), std::nullopt);
    EXPECT_TRUE(queue.is_drained());
}

TEST(Queue, PassesEverythingBetweenThreads) {
    Queue<int> queue{3};
    std::vector<int> got;
    std::jthread reader{[&] {
        while (auto value = queue.pop()) {
            got.push_back(*value);
        }
    }};
    for (int i = 0; i < 1000; ++i) {
        EXPECT_TRUE(queue.push(int{i}));
    }
    queue.close();
    reader.join();
    ASSERT_EQ(got.size(), 1000u);
    EXPECT_EQ(got.front(), 0);
    EXPECT_EQ(got.back(), 999);
}

}  // namespace
}  // namespace compere::core
