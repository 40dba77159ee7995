#include "core/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <thread>
#include <utility>

extern char** environ;

namespace compere::core {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kPatience{200};

Status read_exactly(int fd, std::uint8_t* out, std::size_t count, Clock::time_point deadline, int timeout_ms) {
    while (count > 0) {
        if (timeout_ms >= 0) {
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
            pollfd waiting{fd, POLLIN, 0};
            const int ready = poll(&waiting, 1, left > 0 ? static_cast<int>(left) : 0);
            if (ready == 0) return fail("the helper process was silent for {} ms", timeout_ms);
            if (ready < 0 && errno == EINTR) continue;
        }
        const ssize_t got = read(fd, out, count);
        if (got == 0) return fail("the helper process ended");
        if (got < 0) {
            if (errno == EINTR) continue;
            return fail("the helper process cannot be read: {}", std::strerror(errno));
        }
        out += got;
        count -= static_cast<std::size_t>(got);
    }
    return {};
}

Status write_exactly(int fd, const std::uint8_t* data, std::size_t count) {
    while (count > 0) {
        const ssize_t put = write(fd, data, count);
        if (put < 0) {
            if (errno == EINTR) continue;
            return fail("the helper process cannot be written to: {}", std::strerror(errno));
        }
        data += put;
        count -= static_cast<std::size_t>(put);
    }
    return {};
}

void limit(pid_t pid, const ChildLimits& limits) {
    if (limits.memory_bytes > 0) {
        const rlimit bytes{limits.memory_bytes, limits.memory_bytes};
        prlimit(pid, RLIMIT_AS, &bytes, nullptr);
    }
    if (limits.cpu_s > 0) {
        // The soft limit sends SIGXCPU, which tells what happened; the hard one SIGKILL.
        const auto seconds = static_cast<rlim_t>(limits.cpu_s);
        const rlimit soft_and_hard{seconds, seconds + 1};
        prlimit(pid, RLIMIT_CPU, &soft_and_hard, nullptr);
    }
    if (limits.memory_bytes > 0 || limits.cpu_s > 0) {
        const rlimit no_core{0, 0};  // who is limited may crash: gigabytes of memory are not to land on the disk
        prlimit(pid, RLIMIT_CORE, &no_core, nullptr);
    }
    if (limits.nice > 0) setpriority(PRIO_PROCESS, static_cast<id_t>(pid), limits.nice);
}

}  // namespace

Result<std::vector<std::uint8_t>> read_frame(int fd, int timeout_ms) {
    const auto deadline = Clock::now() + std::chrono::milliseconds{timeout_ms};
    std::array<std::uint8_t, 4> head{};
    if (Status got = read_exactly(fd, head.data(), head.size(), deadline, timeout_ms); !got) return got.error();
    const std::size_t size = head[0] | head[1] << 8 | head[2] << 16 | static_cast<std::size_t>(head[3]) << 24;
    if (size > ChildProcess::kMaxFrameBytes) return fail("the helper process sent a frame of {} bytes", size);
    std::vector<std::uint8_t> frame(size);
    if (Status got = read_exactly(fd, frame.data(), size, deadline, timeout_ms); !got) return got.error();
    return frame;
}

Status write_frame(int fd, std::span<const std::uint8_t> frame) {
    const auto size = static_cast<std::uint32_t>(frame.size());
    const std::array<std::uint8_t, 4> head{static_cast<std::uint8_t>(size), static_cast<std::uint8_t>(size >> 8),
                                           static_cast<std::uint8_t>(size >> 16), static_cast<std::uint8_t>(size >> 24)};
    if (Status put = write_exactly(fd, head.data(), head.size()); !put) return put;
    return write_exactly(fd, frame.data(), frame.size());
}

Result<ChildProcess> ChildProcess::start(const std::vector<std::string>& arguments, ChildLimits limits) {
    int down[2];
    int up[2];
    if (pipe2(down, O_CLOEXEC) != 0) return fail("no pipe for a helper process: {}", std::strerror(errno));
    if (pipe2(up, O_CLOEXEC) != 0) {
        close(down[0]);
        close(down[1]);
        return fail("no pipe for a helper process: {}", std::strerror(errno));
    }
    signal(SIGPIPE, SIG_IGN);  // a child that ended shows as EPIPE, never as our death

    std::vector<char*> argv;
    std::string program = "/proc/self/exe";
    if (const char* given = std::getenv("COMPERE_HELPER_BINARY")) program = given;  // test binaries are not `compere`
    argv.push_back(program.data());
    for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, down[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, up[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);  // libraries open some without O_CLOEXEC
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);  // Ctrl-C reaches the room, not its helpers
    pid_t pid = -1;
    const int failed = posix_spawn(&pid, program.c_str(), &actions, &attributes, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    close(down[0]);
    close(up[1]);
    if (failed != 0) {
        close(down[1]);
        close(up[0]);
        return fail("the helper process {} does not start: {}", arguments.empty() ? "" : arguments[0], std::strerror(failed));
    }
    limit(pid, limits);
    return ChildProcess{pid, down[1], up[0]};
}

ChildProcess::ChildProcess(ChildProcess&& from) noexcept
    : pid_{std::exchange(from.pid_, -1)},
      to_child_{std::exchange(from.to_child_, -1)},
      from_child_{std::exchange(from.from_child_, -1)} {}

ChildProcess& ChildProcess::operator=(ChildProcess&& from) noexcept {
    if (this != &from) {
        finish(kPatience);
        pid_ = std::exchange(from.pid_, -1);
        to_child_ = std::exchange(from.to_child_, -1);
        from_child_ = std::exchange(from.from_child_, -1);
    }
    return *this;
}

ChildProcess::~ChildProcess() {
    finish(kPatience);
}

ChildEnd ChildProcess::finish(std::chrono::milliseconds patience) {
    if (to_child_ >= 0) close(to_child_);
    if (from_child_ >= 0) close(from_child_);
    to_child_ = from_child_ = -1;
    const pid_t pid = std::exchange(pid_, -1);
    if (pid <= 0) return {};
    int status = 0;
    const auto deadline = Clock::now() + patience;
    while (true) {
        const pid_t ended = waitpid(pid, &status, WNOHANG);
        if (ended == pid && WIFSIGNALED(status)) return {ChildEnd::How::Signalled, WTERMSIG(status)};
        if (ended != 0) return {ChildEnd::How::Exited, ended == pid ? WEXITSTATUS(status) : -1};
        if (Clock::now() >= deadline) break;
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    return {ChildEnd::How::Stopped, SIGKILL};
}

Status ChildProcess::send(std::span<const std::uint8_t> frame) {
    return write_frame(to_child_, frame);
}

Result<std::vector<std::uint8_t>> ChildProcess::receive(std::chrono::milliseconds timeout) {
    return read_frame(from_child_, static_cast<int>(timeout.count()));
}

}  // namespace compere::core
