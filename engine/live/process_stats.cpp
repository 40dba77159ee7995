#include "live/process_stats.h"

#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <string>

namespace compere::live {

std::int64_t resident_bytes() {
    std::ifstream in{"/proc/self/statm"};
    std::int64_t total = 0, resident = 0;
    in >> total >> resident;
    return resident * sysconf(_SC_PAGESIZE);
}

std::int64_t peak_resident_bytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss * 1024;
}

bool StealWatch::sample(double now_s) {
    if (last_s_ >= 0 && now_s - last_s_ < 1) return stolen_;
    std::ifstream in{"/proc/stat"};
    std::string cpu;
    std::array<std::int64_t, 8> fields{};
    in >> cpu;
    std::int64_t total = 0;
    for (std::int64_t& field : fields) {
        in >> field;
        total += field;
    }
    stolen_ = last_s_ >= 0 && total > last_total_ && (fields[7] - last_steal_) * 20 > total - last_total_;
    last_s_ = now_s;
    last_steal_ = fields[7];
    last_total_ = total;
    return stolen_;
}

}  // namespace compere::live
