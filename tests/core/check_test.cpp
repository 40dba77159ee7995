#include "core/check.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "core/child_process.h"

namespace compere::core {
namespace {

TEST(CheckDeathTest, NamesTheConditionAndThePlace) {
    testing::FLAGS_gtest_death_test_style = "threadsafe";
    COMPERE_CHECK(1 + 1 == 2);
    EXPECT_DEATH(COMPERE_CHECK(1 + 1 == 3), "1 \\+ 1 == 3");
    EXPECT_DEATH(COMPERE_CHECK(false), "check_test.cpp");
}

struct Pipe {
    int ends[2] = {-1, -1};
    Pipe() { EXPECT_EQ(pipe(ends), 0); }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    ~Pipe() {
        close(ends[0]);
        if (ends[1] >= 0) close(ends[1]);
    }
    void end() {
        close(ends[1]);
        ends[1] = -1;
    }
};

TEST(Frames, GoThroughAPipeWhole) {
    Pipe pipe;
    const std::vector<std::uint8_t> some{1, 2, 3, 0, 255}, none;
    ASSERT_TRUE(write_frame(pipe.ends[1], some));
    ASSERT_TRUE(write_frame(pipe.ends[1], none));
    EXPECT_EQ(*read_frame(pipe.ends[0], 1000), some);
    EXPECT_EQ(*read_frame(pipe.ends[0], 1000), none);
}

TEST(Frames, SilenceEndsAndLongOnesAreErrors) {
    Pipe silent;
    EXPECT_FALSE(read_frame(silent.ends[0], 20));
    Pipe ended;
    ASSERT_EQ(write(ended.ends[1], "\x05\0\0\0ab", 6), 6);  // promises five bytes, holds two
    ended.end();
    EXPECT_FALSE(read_frame(ended.ends[0], 1000));
    Pipe longer;
    ASSERT_EQ(write(longer.ends[1], "\xff\xff\xff\xff", 4), 4);
    EXPECT_FALSE(read_frame(longer.ends[0], 1000));
}

}  // namespace
}  // namespace compere::core
