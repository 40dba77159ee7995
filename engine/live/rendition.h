#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/error.h"
#include "core/queue.h"
#include "live/shared_sound.h"
#include "media/video_encoder.h"
#include "output/sink.h"
#include "signal/audio_block.h"
#include "signal/video_frame.h"

namespace compere::live {

// One tick on its way to the encoder. A null picture means: the last one again.
struct EncodeTick {
    core::Tick tick = 0;
    signal::VideoFramePtr picture;
    signal::AudioBlockPtr audio;  // never null
};

// One encode of a canvas with its outputs, each on a thread of its own. Towards the encoder: 4 ticks; full: the frame thread keeps
// the samples and sends the last picture again with the next tick that fits (run), or waits (render).
class Rendition {
public:
    using MakeEncoder = std::function<core::Result<media::VideoEncoder>(const media::VideoSettings&)>;
    // `sound` is shared with the other renditions of the room; null: its own. Before any of them starts. `make` also makes what takes the place of
    // an encoder that failed.
    static core::Result<std::unique_ptr<Rendition>> create(std::string canvas, const media::VideoSettings& settings, std::string aigc, std::shared_ptr<SharedSound> sound = nullptr,
                                                           MakeEncoder make = media::VideoEncoder::create);
    ~Rendition();

    const media::StreamInfo& info() const { return info_; }
    const std::string& canvas() const { return canvas_; }
    // Before start(). A live sink's full queue drops to the next key picture; a recording's holds 30 s.
    void add_sink(std::unique_ptr<output::Sink> sink);
    void start();

    bool offer(EncodeTick&& tick);  // false: full; the tick is untouched
    bool push(EncodeTick&& tick);   // waits; false once closed
    // Drains everything and joins: files are complete afterwards. `patience` is what a network sink gets to send its rest.
    core::Status finish();

    const std::vector<std::unique_ptr<output::Sink>>& sinks() const { return sinks_; }
    std::int64_t encode_cpu_ns() const { return encode_cpu_ns_; }
    std::int64_t encoder_restarts() const { return encoder_restarts_; }
    std::int64_t ticks() const { return ticks_; }
    std::int64_t samples() const { return samples_; }

private:
    struct Outlet {
        std::unique_ptr<output::PacketQueue> queue;
        bool is_waiting_for_key = false;
        std::int64_t lost = 0;                         // packets, since it waits
        std::unique_ptr<std::atomic<bool>> has_ended;  // set by its thread, after the last packet and whatever a sink writes behind it
        std::jthread thread;
    };

    Rendition(std::string canvas, MakeEncoder make, media::VideoEncoder video, std::shared_ptr<SharedSound> sound, media::StreamInfo info);
    void encode_loop();
    void encode_picture(const signal::VideoFrame& picture, core::Tick tick, std::vector<media::PacketPtr>& packets);
    void mark_new_extradata(std::vector<media::PacketPtr>& packets);
    void hand_out(const std::vector<media::PacketPtr>& packets);

    std::string canvas_;
    MakeEncoder make_;
    media::VideoEncoder video_;
    std::shared_ptr<SharedSound> sound_;
    std::size_t sound_reader_;
    media::StreamInfo info_;
    std::vector<std::unique_ptr<output::Sink>> sinks_;
    std::vector<Outlet> outlets_;
    core::Queue<EncodeTick> ticks_in_{4};
    std::jthread encoder_;
    std::optional<core::Error> failure_;
    core::Tick next_try_ = 0;  // of an encoder that failed twice
    bool is_failing_ = false;
    std::atomic<std::int64_t> encode_cpu_ns_{0}, encoder_restarts_{0}, ticks_{0}, samples_{0};
};

}  // namespace compere::live
