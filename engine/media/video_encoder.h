#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/error.h"
#include "media/packet.h"
#include "media/stream_info.h"
#include "signal/video_frame.h"

namespace compere::media {

const char* name(EncoderKind kind);  // FFmpeg's

// H.264 by libx264, or by NVENC or VA-API where choose_encoder() found that they work: CBR with filler, one-second buffer, no B-frames, closed groups whose key pictures fall on exact ticks.
// One thread at a time.
class VideoEncoder {
public:
    static core::Result<VideoEncoder> create(const VideoSettings& settings);
    VideoEncoder(VideoEncoder&&) noexcept;
    VideoEncoder& operator=(VideoEncoder&&) noexcept;
    ~VideoEncoder();

    // Ticks rise by one from 0. The packets that became ready are appended to `out`. After an error it is closed: every later call fails.
    core::Status encode(const signal::VideoFrame& picture, core::Tick tick, std::vector<PacketPtr>& out);
    core::Status finish(std::vector<PacketPtr>& out);
    std::vector<std::uint8_t> extradata() const;

private:
    struct State;
    explicit VideoEncoder(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace compere::media
