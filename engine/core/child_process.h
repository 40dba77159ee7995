#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"

namespace compere::core {

// What a child may use before the kernel ends it; 0 means no limit. They hold from some moment after `start`: a child that waits for
// its first frame does nothing before they do.
struct ChildLimits {
    std::size_t memory_bytes = 0;  // of address space; the sanitizers reserve terabytes, so there it must be 0
    int cpu_s = 0;                 // then SIGXCPU
    int nice = 0;                  // how far the child stands back behind others, 0…19
};

struct ChildEnd {
    enum class How { Exited, Signalled, Stopped };  // by itself; by a signal; killed here because it went on
    How how = How::Exited;
    int number = 0;  // exit code, or signal
};

// A child that runs this same program, as it was started, under a hidden verb and speaks frames over a pair of pipes: 4 bytes little-endian length,
// then that many bytes, at most kMaxFrameBytes. Started, limited and reaped here and nowhere else.
// Owned by one thread. The destructor closes the pipes, kills the child if it does not end by itself in 200 ms, and reaps it.
// The child starts with no descriptor of ours but the pipes and standard error, and no signal blocked.
class ChildProcess {
public:
    static constexpr std::size_t kMaxFrameBytes = 64u << 20;

    // `arguments` without the program's name; standard error is shared with the parent.
    static Result<ChildProcess> start(const std::vector<std::string>& arguments, ChildLimits limits = {});

    ChildProcess(ChildProcess&& from) noexcept;
    ChildProcess& operator=(ChildProcess&& from) noexcept;
    ~ChildProcess();

    Status send(std::span<const std::uint8_t> frame);
    // Fails when the child ended, sent a frame that is too long, or was silent for `timeout`.
    Result<std::vector<std::uint8_t>> receive(std::chrono::milliseconds timeout);
    // Closes the pipes, waits at most `patience` for the child, kills it if it is still there, and reaps it. Ends the use of this object.
    ChildEnd finish(std::chrono::milliseconds patience);
    pid_t pid() const { return pid_; }

private:
    ChildProcess(pid_t pid, int to_child, int from_child) : pid_{pid}, to_child_{to_child}, from_child_{from_child} {}

    pid_t pid_ = -1;
    int to_child_ = -1;
    int from_child_ = -1;
};

// The child's side, on standard input and output.
Result<std::vector<std::uint8_t>> read_frame(int fd, int timeout_ms);  // timeout_ms < 0 waits for ever
Status write_frame(int fd, std::span<const std::uint8_t> frame);

}  // namespace compere::core
