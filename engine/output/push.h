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
// with headers and a key picture, and stamps go on rising. While there is no connection packets are dropped and counted. A connection that
// lives for `renew_after` is ended at a key picture and made anew at once: FLV's stamps would end some days later (see media::Muxer).
class Push final : public Sink {
public:
    static constexpr std::chrono::seconds kRenewAfter = std::chrono::hours{10 * 24};
    Push(media::PushAddress address, media::StreamInfo info, std::chrono::seconds renew_after = kRenewAfter);

    void run(PacketQueue& packets) override;
    void cancel() override { cancelled_ = true; }
    const std::string& name() const override { return name_; }

private:
    void drop(const media::Packet& packet);
    void drop_for(PacketQueue& packets, std::chrono::milliseconds time);
    struct End {
        enum class Why { Drained, Worn, Lost } why = Why::Drained;
        core::Error error;  // of a lost one
    };
    // Writes until the queue, or the connection, or its time ends.
    End stream(PacketQueue& packets, media::Muxer& muxer);

    media::PushAddress address_;
    std::string name_;
    media::StreamInfo info_;
    core::Tick renew_after_;
    media::PacketPtr pending_;  // the key picture with which a renewed connection begins
    std::atomic<bool> cancelled_{false};
    std::int64_t last_video_dts_ = -1;
    std::int64_t last_audio_dts_ = -1;
};

}  // namespace compere::output
