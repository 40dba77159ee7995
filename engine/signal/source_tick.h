#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace compere::signal {

// A picture of a clip or a live input at the size at which a layer shows it, in the one form that the room's executor blends.
struct LayerPicture {
    int width_px = 0, height_px = 0;  // even
    // NV12 as in VideoFrame, premultiplied by its alpha (code values times alpha / 255), and that alpha: luma rows, then chroma rows with
    // the value twice, for Cb and Cr. No alpha: opaque.
    std::vector<std::uint8_t> nv12, alpha;
    std::vector<std::uint8_t> bgra;  // instead: premultiplied, sRGB-coded
    std::uint64_t content = 0;       // another for every picture of its source; from 1
};
using LayerPicturePtr = std::shared_ptr<const LayerPicture>;

// What a clip or a live input gives to one tick.
struct SourceTick {
    std::vector<LayerPicturePtr> pictures;  // one per view that was asked for; null: nothing to show
    std::vector<float> stereo;              // exactly the tick's samples, 48 kHz interleaved; empty: silence
};

}  // namespace compere::signal
