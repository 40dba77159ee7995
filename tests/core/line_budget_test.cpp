#include "core/line_budget.h"

#include <gtest/gtest.h>

namespace compere::core {
namespace {

using namespace std::chrono_literals;

TEST(LineBudget, SaysSoManyInASpanAndThenHowManyItLeftOut) {
    LineBudget budget{2, 60s};
    const LineBudget::Clock::time_point start{1000s};
    EXPECT_EQ(budget.take(start), 0);
    EXPECT_EQ(budget.take(start + 1s), 0);
    for (int i = 0; i < 5; ++i)
        EXPECT_FALSE(budget.take(start + 2s));
    EXPECT_EQ(budget.take(start + 60s), 5);
    EXPECT_EQ(budget.take(start + 61s), 0);
    EXPECT_FALSE(budget.take(start + 62s));
    EXPECT_EQ(budget.take(start + 240h), 1);  // days later, just as well
}

}  // namespace
}  // namespace compere::core
