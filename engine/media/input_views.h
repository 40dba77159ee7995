#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "media/live_input.h"
#include "media/picture_scaler.h"

using GstSample = struct _GstSample;
using GstVideoFrame = struct _GstVideoFrame;

namespace compere::media {

// Turns what GStreamer decoded into pictures at the sizes that layers want, in its own memory. One thread.
class InputViews {
public:
    InputViews(std::vector<InputWish::Box> boxes, bool as_bgra);

    static std::string caps();  // what it can read
    // One per box, each with a new content. Nothing for a picture that cannot be read; with a failure where none of its kind ever will be.
    std::optional<std::vector<signal::LayerPicturePtr>> make(GstSample& sample, std::string& failure);

private:
    struct View {
        InputWish::Box box;
        int width_px = 0, height_px = 0;  // of the scaler
        std::optional<PictureScaler> scaler{};
        std::vector<std::shared_ptr<signal::LayerPicture>> pool{};
        std::size_t least_free = SIZE_MAX;  // of the pool, in this stretch of watching
        int watched = 0;                    // pictures
        void free_what_nobody_needs();
    };
    bool fill_frame(GstVideoFrame& mapped, std::string& failure);
    signal::LayerPicturePtr make_view(View& view, double shape);

    std::vector<View> views_;
    bool as_bgra_;
    FramePtr frame_{av_frame_alloc()};
    std::uint64_t contents_ = 0;
};

}  // namespace compere::media
