#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace compere::signal {

// Exactly the samples of one tick: stereo interleaved, 48 kHz, -1…1.
struct AudioBlock {
    std::int64_t first_sample = 0;
    std::vector<float> stereo;
};

// Shared by the encoders of all canvases; nobody writes to it any more.
using AudioBlockPtr = std::shared_ptr<const AudioBlock>;

}  // namespace compere::signal
