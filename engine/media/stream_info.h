#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/time.h"

namespace compere::media {

enum class EncoderKind { X264, Nvenc, Vaapi };
enum class EncoderWish { Best, X264, Nvenc, Vaapi };

struct VideoSettings {
    int width_px = 720;
    int height_px = 1280;
    core::FrameRate rate;
    std::int64_t bitrate_bps = 4'000'000;
    std::string preset = "superfast";
    int threads = 1;  // fixed, never automatic: one core or many give the same file
    EncoderKind encoder = EncoderKind::X264;  // `preset` and `threads` are its alone
    std::string device{};                     // VA-API: a render node; empty: libva's own choice
};

struct AudioSettings {
    std::int64_t bitrate_bps = 128'000;
};

// What a muxer must know of a rendition before its first packet.
struct StreamInfo {
    VideoSettings video;
    AudioSettings audio;
    std::vector<std::uint8_t> video_extradata;
    std::vector<std::uint8_t> audio_extradata;
    std::string aigc;  // the implicit label, one line of JSON
};

}  // namespace compere::media
