#pragma once

#include <cstdint>
#include <memory>
#include <cstddef>
#include <vector>

namespace compere::signal {

// A picture as the encoder takes it: NV12, BT.709 limited range, chroma sited left, row 0 at the top, rows packed.
struct VideoFrame {
    int width_px = 0;
    int height_px = 0;
    std::vector<std::uint8_t> nv12;  // width·height luma, then width·height/2 of interleaved Cb Cr
    std::uint64_t content = 0;       // which picture of its compositor lies in it; 0: unknown

    void resize(int width, int height) {
        width_px = width;
        height_px = height;
        nv12.resize(luma_bytes() * 3 / 2);
    }
    std::size_t luma_bytes() const { return static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px); }
};

// Read-only and shared by the encoder, the preview and a repeated tick.
using VideoFramePtr = std::shared_ptr<const VideoFrame>;

}  // namespace compere::signal
