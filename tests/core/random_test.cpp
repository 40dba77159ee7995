#include "core/random.h"

#include <gtest/gtest.h>

#include <set>

#include "core/error.h"

namespace compere::core {
namespace {

TEST(Random, IsAFunctionOfAllThree) {
    EXPECT_EQ(random_bits(1, 2, 3), random_bits(1, 2, 3));
    std::set<std::uint64_t> seen;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        for (std::uint64_t subsystem = 0; subsystem < 10; ++subsystem) {
            for (std::uint64_t tick = 0; tick < 100; ++tick)
                seen.insert(random_bits(seed, subsystem, tick));
        }
    }
    EXPECT_EQ(seen.size(), 10'000u);
}

TEST(Random, UnitIsEvenOverItsRange) {
    double sum = 0, low = 1, high = 0;
    for (std::uint64_t tick = 0; tick < 10'000; ++tick) {
        const double value = random_unit(7, 3, tick);
        sum += value;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    EXPECT_GE(low, 0);
    EXPECT_LT(high, 1);
    EXPECT_LT(low, 0.002);
    EXPECT_GT(high, 0.998);
    EXPECT_NEAR(sum / 10'000, 0.5, 0.012);  // four times the standard error
}

Result<int> half(int number) {
    if (number % 2 != 0) return fail("{} is odd", number);
    return number / 2;
}
Status quarter(int number) {
    const auto first = half(number);
    if (!first) return first.error();
    const auto second = half(*first);
    if (!second) return second.error();
    return {};
}

TEST(Error, PassesThroughResultsOfAnyType) {
    EXPECT_TRUE(quarter(8));
    EXPECT_EQ(quarter(6).error().message, "3 is odd");
    EXPECT_EQ(half(5).error().message, "5 is odd");
}

}  // namespace
}  // namespace compere::core
