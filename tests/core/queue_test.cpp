#include "core/queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
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

TEST(Queue, SeveralWritersAndReadersLoseNothing) {
    Queue<std::unique_ptr<int>> queue{3};
    std::atomic<int> sum{0};
    {
        std::vector<std::jthread> readers;
        for (int i = 0; i < 2; ++i) {
            readers.emplace_back([&] {
                while (!queue.is_drained()) {
                    if (auto value = queue.pop_for(std::chrono::milliseconds{1})) sum += **value;
                }
            });
        }
        std::vector<std::jthread> writers;
        for (int i = 0; i < 2; ++i) {
            writers.emplace_back([&] {
                for (int n = 1; n <= 200; ++n) {
                    for (auto value = std::make_unique<int>(n); !queue.try_push(std::move(value));)
                        std::this_thread::yield();
                }
            });
        }
        writers.clear();  // joined
        queue.close();
    }
    EXPECT_EQ(sum, 2 * 200 * 201 / 2);
    EXPECT_EQ(queue.size(), 0u);
}

TEST(Queue, CloseFreesWhoeverWaits) {
    Queue<int> full{1}, empty{1};
    EXPECT_TRUE(full.try_push(1));
    bool pushed = true;
    std::optional<int> popped = 1;
    std::jthread writer{[&] { pushed = full.push(2); }};
    std::jthread reader{[&] { popped = empty.pop(); }};
    full.close();
    empty.close();
    writer.join();
    reader.join();
    EXPECT_FALSE(pushed);
    EXPECT_EQ(popped, std::nullopt);
    EXPECT_EQ(full.pop(), 1);
}

}  // namespace
}  // namespace compere::core
