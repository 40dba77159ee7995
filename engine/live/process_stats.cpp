#include "live/process_stats.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace compere::live {
namespace {

// The first numbers of a file of /proc, without a stream's buffer: the frame thread reads them. What is not there is 0.
template <std::size_t N>
std::array<std::int64_t, N> numbers_of(const char* file) {
    std::array<std::int64_t, N> out{};
    std::array<char, 512> text{};
    const int fd = ::open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return out;
    [[maybe_unused]] const ssize_t got = ::read(fd, text.data(), text.size() - 1);
    ::close(fd);
    const char* at = text.data();
    while (*at != 0 && (*at < '0' || *at > '9')) {
        ++at;
    }
    for (std::int64_t& number : out) {
        char* end = nullptr;
        number = std::strtoll(at, &end, 10);
        at = end;
    }
    return out;
}

}  // namespace

std::int64_t resident_bytes() {
    return numbers_of<2>("/proc/self/statm")[1] * sysconf(_SC_PAGESIZE);
}

std::int64_t peak_resident_bytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss * 1024;
}

bool StealWatch::sample(double now_s) {
    if (last_s_ >= 0 && now_s >= last_s_ && now_s - last_s_ < 1) return stolen_;
    const std::array<std::int64_t, 8> fields = numbers_of<8>("/proc/stat");  // of all processors
    std::int64_t total = 0;
    for (const std::int64_t field : fields) {
        total += field;
    }
    stolen_ = last_s_ >= 0 && total > last_total_ && (fields[7] - last_steal_) * 20 > total - last_total_;
    last_s_ = now_s;
    last_steal_ = fields[7];
    last_total_ = total;
    return stolen_;
}

}  // namespace compere::live
