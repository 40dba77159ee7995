#include "live/rendition.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/log.h"
#include "core/thread.h"
#include "live/cpu_meter.h"
#include "live/fault_hook.h"

namespace compere::live {
namespace {

// Thirty seconds of pictures and sound.
std::size_t packets_of_30_s(core::FrameRate rate) {
    return static_cast<std::size_t>(30 * (rate.hz() + core::kSampleRateHz / 1024.0)) + 1;
}

}  // namespace

core::Result<std::unique_ptr<Rendition>> Rendition::create(std::string canvas, const media::VideoSettings& settings, std::string aigc, std::shared_ptr<SharedSound> sound, MakeEncoder make) {
    auto video = make(settings);
    if (!video) return video.error();
    if (!sound) {
        auto own = SharedSound::create({});
        if (!own) return own.error();
        sound = std::move(*own);
    }
    media::StreamInfo info{settings, {}, video->extradata(), sound->extradata(), std::move(aigc)};
    return std::unique_ptr<Rendition>{new Rendition{std::move(canvas), std::move(make), std::move(*video), std::move(sound), std::move(info)}};
}

Rendition::Rendition(std::string canvas, MakeEncoder make, media::VideoEncoder video, std::shared_ptr<SharedSound> sound, media::StreamInfo info)
    : canvas_{std::move(canvas)}, make_{std::move(make)}, video_{std::move(video)}, sound_{std::move(sound)}, sound_reader_{sound_->add_reader()}, info_{std::move(info)} {}

Rendition::~Rendition() {
    if (encoder_.joinable()) (void)finish();
}

void Rendition::add_sink(std::unique_ptr<output::Sink> sink) {
    sinks_.push_back(std::move(sink));
    outlets_.push_back({std::make_unique<output::PacketQueue>(packets_of_30_s(info_.video.rate)), false, 0, std::make_unique<std::atomic<bool>>(false), {}});
}

void Rendition::start() {
    for (std::size_t i = 0; i < sinks_.size(); ++i) {
        outlets_[i].thread = std::jthread{[sink = sinks_[i].get(), queue = outlets_[i].queue.get(), has_ended = outlets_[i].has_ended.get()] {
            core::name_thread("sink");
            sink->run(*queue);
            *has_ended = true;
        }};
    }
    encoder_ = std::jthread{[this] { encode_loop(); }};
}

bool Rendition::offer(EncodeTick&& tick) {
    return ticks_in_.try_push(std::move(tick));
}

bool Rendition::push(EncodeTick&& tick) {
    return ticks_in_.push(std::move(tick));
}

void Rendition::hand_out(const std::vector<media::PacketPtr>& packets) {
    for (std::size_t i = 0; i < outlets_.size(); ++i) {
        Outlet& outlet = outlets_[i];
        for (const media::PacketPtr& packet : packets) {
            const bool key = packet->track == media::Track::Video && packet->is_key;
            const bool was_waiting = outlet.is_waiting_for_key;
            if (!was_waiting || key) outlet.is_waiting_for_key = !outlet.queue->try_push(media::PacketPtr{packet});
            if (outlet.is_waiting_for_key) {
                ++sinks_[i]->status().dropped;
                ++outlet.lost;
            }
            if (!was_waiting && outlet.is_waiting_for_key) core::warn({"output-behind"}, "{} has not taken what is 30 s old; what comes now is lost to it, until it takes again", sinks_[i]->name());
            if (was_waiting && !outlet.is_waiting_for_key) core::info({"output-caught-up"}, "{} goes on with this key picture; it lost {} packets", sinks_[i]->name(), std::exchange(outlet.lost, 0));
        }
    }
}

// An encoder that fails is made anew and given the same picture again: its next packet is a key picture, so whoever decodes goes on there.
// Where that fails too libx264 takes its place, whatever it was; outputs begin anew with its parameter sets. While even that fails it is
// tried once a second, and the ticks between have no picture; their sound and all stamps stay as they are.
void Rendition::encode_picture(const signal::VideoFrame& picture, core::Tick tick, std::vector<media::PacketPtr>& packets) {
    if (tick < next_try_) return;
    const auto encode = [&]() -> core::Status {
        if (core::Status fault = fault_at("encode"); !fault) return fault;
        return video_.encode(picture, tick, packets);
    };
    core::Status done = encode();
    if (!done) {
        if (!is_failing_) core::warn({"encoder-restarted", done.error().message}, "{}: the encoder failed and is made anew: {}", canvas_, done.error().message);
        ++encoder_restarts_;
        const auto make_anew = [&]() -> core::Status {
            auto fresh = make_(info_.video);
            if (!fresh) return fresh.error();
            video_ = std::move(*fresh);
            return encode();
        };
        done = make_anew();
        if (!done && info_.video.encoder != media::EncoderKind::X264) {
            core::warn({"encoder-replaced", done.error().message}, "{}: {} fails again, libx264 goes on in its place: {}", canvas_, media::name(info_.video.encoder), done.error().message);
            info_.video.encoder = media::EncoderKind::X264;
            done = make_anew();
        }
        if (done) mark_new_extradata(packets);
    }
    if (!done) {
        next_try_ = tick + info_.video.rate.tick_at(1);
        if (!is_failing_) core::warn({"encoder-stopped", done.error().message}, "{}: no pictures leave the encoder: {}; next try in 1 s", canvas_, done.error().message);
    } else if (is_failing_) {
        core::info({"encoder-resumed"}, "{}: the encoder works again", canvas_);
    }
    is_failing_ = !done;
}

// Another encoder writes other parameter sets, and a file or a connection has those with which it began.
void Rendition::mark_new_extradata(std::vector<media::PacketPtr>& packets) {
    std::vector<std::uint8_t> fresh = video_.extradata();
    if (fresh == info_.video_extradata) return;
    const auto key = std::find_if(packets.begin(), packets.end(), [](const media::PacketPtr& p) { return p->track == media::Track::Video && p->is_key; });
    if (key == packets.end()) return;
    auto marked = std::make_shared<media::Packet>(**key);
    marked->new_extradata = std::make_shared<const std::vector<std::uint8_t>>(fresh);
    *key = std::move(marked);
    info_.video_extradata = std::move(fresh);
}

void Rendition::encode_loop() {
    core::name_thread("encode");
    signal::VideoFramePtr last;
    std::vector<media::PacketPtr> packets;
    const auto keep = [&](core::Status status) {
        if (!status && !failure_) {
            failure_ = status.error();
            core::warn({"encoder-failed", failure_->message}, "{}", failure_->message);
        }
    };
    while (auto tick = ticks_in_.pop()) {
        const std::int64_t from = thread_cpu_ns();
        if (tick->picture) last = tick->picture;
        packets.clear();
        // Sound first: its packet of a tick is never behind the picture's in the file.
        keep(sound_->encode(sound_reader_, tick->audio->stereo, packets));
        if (last) encode_picture(*last, tick->tick, packets);
        ++ticks_;
        samples_ += static_cast<std::int64_t>(tick->audio->stereo.size() / 2);
        hand_out(packets);
        encode_cpu_ns_ += thread_cpu_ns() - from;
    }
    packets.clear();
    keep(sound_->finish(sound_reader_, packets));
    keep(video_.finish(packets));
    hand_out(packets);
}

core::Status Rendition::finish() {
    ticks_in_.close();
    if (encoder_.joinable()) encoder_.join();
    for (Outlet& outlet : outlets_) {
        outlet.queue->close();
    }
    // A push that cannot send gets two seconds for its rest and its goodbye; a recording always finishes.
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{2};
    for (std::size_t i = 0; i < outlets_.size(); ++i) {
        while (!*outlets_[i].has_ended && std::chrono::steady_clock::now() < patience) {
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        }
        sinks_[i]->cancel();
        if (outlets_[i].thread.joinable()) outlets_[i].thread.join();
    }
    if (failure_) return *failure_;
    return {};
}

}  // namespace compere::live
