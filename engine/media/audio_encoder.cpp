#include "media/audio_encoder.h"

#include <algorithm>

#include "core/time.h"
#include "media/av_handles.h"

namespace compere::media {

namespace {

core::Result<CodecPtr> open_codec(const AudioSettings& settings) {
    const AVCodec* aac = avcodec_find_encoder_by_name("aac");
    if (aac == nullptr) return core::fail("this FFmpeg has no AAC encoder");
    CodecPtr out{avcodec_alloc_context3(aac)};
    AVCodecContext& codec = *out;
    codec.sample_rate = core::kSampleRateHz;
    codec.sample_fmt = AV_SAMPLE_FMT_FLTP;
    av_channel_layout_default(&codec.ch_layout, 2);
    codec.bit_rate = settings.bitrate_bps;
    codec.time_base = AVRational{1, core::kSampleRateHz};
    codec.flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    // The fast coder: the search of the two-loop one is CPU that a room without a GPU does not have. Not yet compared by ear.
    av_opt_set(codec.priv_data, "aac_coder", "fast", 0);
    if (const int code = avcodec_open2(&codec, aac, nullptr); code < 0) return core::fail("the AAC encoder does not open: {}", av_message(code));
    return out;
}

}  // namespace

struct AudioEncoder::State {
    AudioSettings settings;
    CodecPtr codec;
    FramePtr frame;
    AvPacketPtr packet;
    std::int64_t next_sample = 0;  // of the frame being filled
    int filled = 0;
    std::int64_t next_packet = 0;  // stamp of the next one that is wanted; the first comes a priming earlier
    bool has_given = false;
    std::int64_t restarts = 0;

    core::Status send(std::vector<PacketPtr>& out);
    core::Status begin_again(std::vector<PacketPtr>& out);
    core::Status drain(std::vector<PacketPtr>& out);
};

core::Status AudioEncoder::State::drain(std::vector<PacketPtr>& out) {
    for (;;) {
        const int code = avcodec_receive_packet(codec.get(), packet.get());
        if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return {};
        if (code < 0) return core::fail("the AAC encoder failed: {}", av_message(code));
        auto ready = std::make_shared<Packet>();
        ready->track = Track::Audio;
        ready->is_key = true;
        ready->pts = ready->dts = packet->pts;
        ready->duration = packet->duration;
        ready->bytes.assign(packet->data, packet->data + packet->size);
        next_packet = ready->pts + ready->duration;
        has_given = true;
        out.push_back(std::move(ready));
        av_packet_unref(packet.get());
    }
}

core::Status AudioEncoder::State::send(std::vector<PacketPtr>& out) {
    frame->nb_samples = filled;
    frame->pts = next_sample;
    next_sample += filled;
    filled = 0;
    const bool is_sent = avcodec_send_frame(codec.get(), frame.get()) >= 0;
    if (const int code = av_frame_make_writable(frame.get()); code < 0) return core::fail("no memory for sound: {}", av_message(code));
    return is_sent && drain(out) ? core::Status{} : begin_again(out);
}

// A fresh codec gives its first packet with its second frame, a priming before the first one's stamp: silent frames lead up to here from where
// the packets of the one that failed end.
core::Status AudioEncoder::State::begin_again(std::vector<PacketPtr>& out) {
    ++restarts;
    auto fresh = open_codec(settings);
    if (!fresh) return fresh.error();
    codec = std::move(*fresh);
    const int size = codec->frame_size;
    for (std::int64_t from = has_given ? next_packet + size : 0; from < next_sample; from += size) {
        av_samples_set_silence(frame->data, 0, size, 2, AV_SAMPLE_FMT_FLTP);
        frame->nb_samples = size;
        frame->pts = from;
        if (const int code = avcodec_send_frame(codec.get(), frame.get()); code < 0) return core::fail("the AAC encoder failed: {}", av_message(code));
        if (const int code = av_frame_make_writable(frame.get()); code < 0) return core::fail("no memory for sound: {}", av_message(code));
        if (core::Status done = drain(out); !done) return done;
    }
    return {};
}

core::Result<AudioEncoder> AudioEncoder::create(const AudioSettings& settings) {
    auto opened = open_codec(settings);
    if (!opened) return opened.error();
    auto state = std::make_unique<State>();
    state->settings = settings;
    state->codec = std::move(*opened);
    const AVCodecContext& codec = *state->codec;
    state->frame = FramePtr{av_frame_alloc()};
    state->packet = AvPacketPtr{av_packet_alloc()};
    AVFrame& frame = *state->frame;
    frame.format = codec.sample_fmt;
    frame.nb_samples = codec.frame_size;
    frame.sample_rate = codec.sample_rate;
    av_channel_layout_copy(&frame.ch_layout, &codec.ch_layout);
    if (const int code = av_frame_get_buffer(&frame, 0); code < 0) return core::fail("no memory for sound: {}", av_message(code));
    return AudioEncoder{std::move(state)};
}

AudioEncoder::AudioEncoder(std::unique_ptr<State> state) : state_{std::move(state)} {}
AudioEncoder::AudioEncoder(AudioEncoder&&) noexcept = default;
AudioEncoder& AudioEncoder::operator=(AudioEncoder&&) noexcept = default;
AudioEncoder::~AudioEncoder() = default;

std::vector<std::uint8_t> AudioEncoder::extradata() const {
    const AVCodecContext& codec = *state_->codec;
    return {codec.extradata, codec.extradata + codec.extradata_size};
}

core::Status AudioEncoder::encode(std::span<const float> stereo, std::vector<PacketPtr>& out) {
    State& s = *state_;
    const int frame_size = s.codec->frame_size;
    for (std::size_t at = 0; at + 1 < stereo.size(); at += 2) {
        reinterpret_cast<float*>(s.frame->data[0])[s.filled] = stereo[at];
        reinterpret_cast<float*>(s.frame->data[1])[s.filled] = stereo[at + 1];
        if (++s.filled == frame_size) {
            if (core::Status sent = s.send(out); !sent) return sent;
        }
    }
    return {};
}

std::int64_t AudioEncoder::restarts() const {
    return state_->restarts;
}

core::Status AudioEncoder::finish(std::vector<PacketPtr>& out) {
    State& s = *state_;
    if (s.filled > 0) {
        if (core::Status sent = s.send(out); !sent) return sent;
    }
    // The last frames are coded only now.
    if (avcodec_send_frame(s.codec.get(), nullptr) >= 0 && s.drain(out)) return {};
    if (core::Status begun = s.begin_again(out); !begun) return begun;
    avcodec_send_frame(s.codec.get(), nullptr);
    return s.drain(out);
}

}  // namespace compere::media
