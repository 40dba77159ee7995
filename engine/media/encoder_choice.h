#pragma once

#include <string>

#include "media/stream_info.h"

namespace compere::media {

struct EncoderChoice {
    EncoderKind kind = EncoderKind::X264;
    std::string reason;  // for the log: what was tried and why it was not taken
};

// Where hardware is looked for; tests name a device that fails.
struct EncoderDevices {
    std::string vaapi = "";  // a render node; empty: libva's own choice
};

// The first of NVENC and VA-API that really encodes three pictures of this size, else libx264, which every machine has. `wanted` narrows
// it to one; where that one fails it is libx264 all the same. Takes tens of milliseconds without hardware. Any thread.
EncoderChoice choose_encoder(const VideoSettings& settings, EncoderWish wanted = EncoderWish::Best, const EncoderDevices& devices = {});

}  // namespace compere::media
