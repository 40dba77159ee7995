#pragma once

#include <memory>
#include <optional>

#include "core/error.h"
#include "media/av_handles.h"
#include "signal/source_tick.h"

struct SwsContext;

namespace compere::media {

// Pictures of clips and live inputs that are larger are refused.
constexpr int kLargestSide_px = 8192;

// Quarter turns clockwise that bring a stored picture upright.
enum class Turn { None, Right, Half, Left };

enum class LayerForm { Nv12, Bgra };

// Brings decoded pictures to the size and form of a layer: bilinear, BT.709 limited range, premultiplied. A source that changes its
// size, format or matrix midway is followed. One thread at a time; inside this module only.
class PictureScaler {
public:
    PictureScaler(int width_px, int height_px, LayerForm form, Turn turn) : width_px_{width_px}, height_px_{height_px}, form_{form}, turn_{turn} {}

    // Fills `out` but its content. Fails on a format that swscale cannot read.
    core::Status scale(const AVFrame& frame, signal::LayerPicture& out);

private:
    struct FreeSws {
        void operator()(SwsContext* context) const;
    };
    core::Status prepare(const AVFrame& frame, int width_px, int height_px, int to_format);

    int width_px_, height_px_;
    LayerForm form_;
    Turn turn_;
    std::unique_ptr<SwsContext, FreeSws> sws_;
    FramePtr scaled_;
    std::vector<std::uint8_t> chroma_;  // Cb, then Cr, upright
    struct Source {
        int width_px = 0, height_px = 0, format = -1, matrix = -1, range = -1;
        bool operator==(const Source&) const = default;
    };
    Source source_;  // what sws_ takes
};

}  // namespace compere::media
