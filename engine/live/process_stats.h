#pragma once

#include <cstdint>

namespace compere::live {

std::int64_t resident_bytes();
std::int64_t peak_resident_bytes();

// Watches /proc/stat second by second: in which seconds the host took more than 5 % of this machine's time away.
class StealWatch {
public:
    // Call about once a second at least; true while the last full second was stolen from.
    bool sample(double now_s);
    bool is_stolen() const { return stolen_; }

private:
    double last_s_ = -1;
    std::int64_t last_steal_ = 0, last_total_ = 0;
    bool stolen_ = false;
};

}  // namespace compere::live
