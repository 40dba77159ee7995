#include "core/child_process.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <thread>

namespace compere::core {
namespace {

using Bytes = std::vector<std::uint8_t>;

struct Pipe {
    std::array<int, 2> ends{-1, -1};
    Pipe() { EXPECT_EQ(pipe(ends.data()), 0); }
    ~Pipe() {
        close(ends[0]);
        close_writer();
    }
    void close_writer() {
        if (ends[1] >= 0) close(ends[1]);
        ends[1] = -1;
    }
    void write_raw(const Bytes& bytes) const { EXPECT_EQ(write(ends[1], bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size())); }
};

TEST(Frames, ComeOutAsTheyWentIn) {
    const Pipe pipe;
    Bytes large(200'000);
    for (std::size_t i = 0; i < large.size(); ++i)
        large[i] = static_cast<std::uint8_t>(i * 7);
    for (const Bytes& frame : {Bytes{}, Bytes{200, 90, 30}, large}) {
        std::thread writer{[&] { EXPECT_TRUE(write_frame(pipe.ends[1], frame)); }};  // more than a pipe holds
        const auto read = read_frame(pipe.ends[0], 2000);
        writer.join();
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_EQ(*read, frame);
    }
}

TEST(Frames, TheLengthIsLittleEndian) {
    const Pipe pipe;
    pipe.write_raw({2, 0, 0, 0, 7, 9});
    const auto read = read_frame(pipe.ends[0], 1000);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, (Bytes{7, 9}));
}

TEST(Frames, AnImpossibleLengthASilenceAndAnEndAreErrors) {
    Pipe pipe;
    pipe.write_raw({255, 255, 255, 255});
    EXPECT_FALSE(read_frame(pipe.ends[0], 1000));
    EXPECT_FALSE(read_frame(pipe.ends[0], 20));  // nothing comes
    pipe.write_raw({9, 0, 0, 0, 1});
    pipe.close_writer();
    EXPECT_FALSE(read_frame(pipe.ends[0], 1000));  // cut short
}

// The child is this test binary itself: it lists its tests, which is no frame, and ends.
TEST(ChildProcess, AChildThatSpeaksNoFramesIsAnErrorAndIsReaped) {
    pid_t pid = -1;
    {
        auto child = ChildProcess::start({"--gtest_list_tests"});
        ASSERT_TRUE(child) << child.error().message;
        pid = child->pid();
        ASSERT_GT(pid, 0);
        EXPECT_FALSE(child->receive(std::chrono::milliseconds{5000}));
    }
    EXPECT_EQ(kill(pid, 0), -1);  // nobody of that number is left, not even a zombie
}

}  // namespace
}  // namespace compere::core
