#include "core/utc.h"

#include <gtest/gtest.h>

namespace compere::core {
namespace {

std::string utc_of_ms(std::int64_t ms) {
    return utc(std::chrono::system_clock::time_point{std::chrono::milliseconds{ms}});
}

TEST(Utc, IsReadByToolsOfAllKinds) {
    EXPECT_EQ(utc_of_ms(0), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(utc_of_ms(1'769'846'400'250), "2026-01-31T08:00:00.250Z");
    EXPECT_EQ(utc_of_ms(1'769'846'399'999), "2026-01-31T07:59:59.999Z");
    EXPECT_EQ(utc_of_ms(-1), "1969-12-31T23:59:59.999Z");  // a clock that was never set
}

}  // namespace
}  // namespace compere::core
