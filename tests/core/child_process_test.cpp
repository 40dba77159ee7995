#include "core/child_process.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

namespace compere::core {
namespace {

using Bytes = std::vector<std::uint8_t>;

struct RawPipe {
    std::array<int, 2> ends{-1, -1};
    RawPipe() { EXPECT_EQ(pipe(ends.data()), 0); }
    ~RawPipe() {
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
    const RawPipe pipe;
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
    const RawPipe pipe;
    pipe.write_raw({2, 0, 0, 0, 7, 9});
    const auto read = read_frame(pipe.ends[0], 1000);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, (Bytes{7, 9}));
}

TEST(Frames, AnImpossibleLengthASilenceAndAnEndAreErrors) {
    RawPipe pipe;
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

// A child that waits, writes nothing, or ends as a shell script says.
class Script {
public:
    explicit Script(const std::string& lines) : path_{std::filesystem::temp_directory_path() / ("compere_script_" + std::to_string(getpid()))} {
        std::ofstream{path_} << "#!/bin/sh\n" << lines << "\n";
        std::filesystem::permissions(path_, std::filesystem::perms::owner_all);
        setenv("COMPERE_HELPER_BINARY", path_.c_str(), 1);
    }
    ~Script() {
        unsetenv("COMPERE_HELPER_BINARY");
        std::filesystem::remove(path_);
    }

private:
    std::filesystem::path path_;
};

ChildEnd end_of(const std::string& lines, std::chrono::milliseconds patience, ChildLimits limits = {}) {
    const Script script{lines};
    auto child = ChildProcess::start({}, limits);
    EXPECT_TRUE(child) << child.error().message;
    return child->finish(patience);
}

TEST(ChildProcess, SaysHowItEnded) {
    const ChildEnd exited = end_of("exit 12", std::chrono::seconds{20});
    EXPECT_EQ(exited.how, ChildEnd::How::Exited);
    EXPECT_EQ(exited.number, 12);
    const ChildEnd killed = end_of("kill -SEGV $$", std::chrono::seconds{20});
    EXPECT_EQ(killed.how, ChildEnd::How::Signalled);
    EXPECT_EQ(killed.number, SIGSEGV);
    EXPECT_EQ(end_of("exec sleep 100", std::chrono::milliseconds{20}).how, ChildEnd::How::Stopped);
}

TEST(ChildProcess, ItsProcessorTimeEndsWithASignalThatTells) {
    const ChildEnd end = end_of("while :; do :; done", std::chrono::seconds{60}, {0, 1, 5});
    EXPECT_EQ(end.how, ChildEnd::How::Signalled);
    EXPECT_EQ(end.number, SIGXCPU);
}

TEST(ChildProcess, NoDescriptorOfOursIsItsOwn) {
    const int open = dup(STDERR_FILENO);  // without O_CLOEXEC, as libraries do
    ASSERT_GT(open, STDERR_FILENO);
    EXPECT_EQ(end_of("[ ! -e /proc/self/fd/" + std::to_string(open) + " ]", std::chrono::seconds{20}).number, 0);
    close(open);
}

}  // namespace
}  // namespace compere::core
