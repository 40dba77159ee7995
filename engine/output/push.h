#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "media/muxer.h"
#include "output/sink.h"

namespace compere::output {

// How long to wait before attempt n (0 is the first retry): 1, 2, 4, 8, 16, 30, 30 … seconds.
std::chrono::seconds back_off(int failures);

// Pushes to an RTMP, RTMPS or SRT server and repairs itself: a lost or refused connection is tried again after back_off(); the next one starts
// with headers and a key picture, and stamps go on rising. While there is no connection packets are dropped and counted.
class Push final : public Sink {
public:
    Push(media::PushAddress address, media::StreamInfo info);

    void run(PacketQueue& packets) override;
    void cancel() override { cancelled_ = true; }
    const std::string& name() const override { return name_; }

private:
    void drop_for(PacketQueue& packets, std::chrono::milliseconds time);
    // Writes until the queue ends (nothing is returned) or the connection does (why).
    std::optional<core::Error> stream(PacketQueue& packets, media::Muxer& muxer);

    media::PushAddress address_;
    std::string name_;
    media::StreamInfo info_;
    std::atomic<bool> cancelled_{false};
    std::int64_t last_video_dts_ = -1;
    std::int64_t last_audio_dts_ = -1;
};

}  // namespace compere::output
