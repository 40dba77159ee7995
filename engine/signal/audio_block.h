#pragma once

#include <cstdint>
#include <vector>

namespace compere::signal {

// Exactly the samples of one tick: stereo interleaved, 48 kHz, -1…1.
struct AudioBlock {
    std::int64_t first_sample = 0;
    std::vector<float> stereo;
};

}  // namespace compere::signal
