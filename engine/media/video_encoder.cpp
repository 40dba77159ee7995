#include "media/video_encoder.h"

#include "core/check.h"
#include "media/av_handles.h"

namespace compere::media {

const char* name(EncoderKind kind) {
    switch (kind) {
        case EncoderKind::X264: return "libx264";
        case EncoderKind::Nvenc: return "h264_nvenc";
        case EncoderKind::Vaapi: return "h264_vaapi";
    }
    return "";
}

struct FreeBuffer {
    void operator()(AVBufferRef* buffer) const { av_buffer_unref(&buffer); }
};
using BufferPtr = std::unique_ptr<AVBufferRef, FreeBuffer>;

struct VideoEncoder::State {
    VideoSettings settings;
    BufferPtr surfaces;  // VA-API: where pictures are copied to
    CodecPtr codec;
    FramePtr frame;
    AvPacketPtr packet;
};

namespace {

// Of x264, the finest quantiser. At a constant rate it would spend what a calm picture leaves over on steps that nobody sees (13 and less in
// the demo show, a fifth to a third of its time); now filler takes their place, which recordings do without.
constexpr int kFinest = 16;

void set_up(AVCodecContext& codec, const VideoSettings& s) {
    codec.width = s.width_px;
    codec.height = s.height_px;
    codec.pix_fmt = s.encoder == EncoderKind::Vaapi ? AV_PIX_FMT_VAAPI : AV_PIX_FMT_NV12;
    codec.time_base = AVRational{s.rate.den, s.rate.num};
    codec.framerate = AVRational{s.rate.num, s.rate.den};
    codec.sample_aspect_ratio = AVRational{1, 1};
    codec.gop_size = static_cast<int>(s.rate.ticks_per_key());
    codec.max_b_frames = 0;
    codec.bit_rate = codec.rc_max_rate = s.bitrate_bps;
    codec.rc_buffer_size = static_cast<int>(s.bitrate_bps);  // one second
    codec.flags |= AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_CLOSED_GOP;
    codec.color_range = AVCOL_RANGE_MPEG;
    codec.colorspace = AVCOL_SPC_BT709;
    codec.color_primaries = AVCOL_PRI_BT709;
    codec.color_trc = AVCOL_TRC_BT709;
    codec.chroma_sample_location = AVCHROMA_LOC_LEFT;
    codec.profile = FF_PROFILE_H264_HIGH;
    const auto set = [&](const char* name, const char* value) { av_opt_set(codec.priv_data, name, value, 0); };
    switch (s.encoder) {
        case EncoderKind::X264:
            codec.thread_count = s.threads;
            codec.qmin = kFinest;
            set("preset", s.preset.c_str());
            set("tune", "zerolatency");
            set("nal-hrd", "cbr");
            set("forced-idr", "1");
            set("x264-params", "scenecut=0:open-gop=0");
            return;
        case EncoderKind::Nvenc:
            set("preset", "p4");
            set("tune", "ull");
            set("rc", "cbr");
            set("zerolatency", "1");
            set("delay", "0");
            set("forced-idr", "1");
            set("no-scenecut", "1");
            set("strict_gop", "1");
            return;
        case EncoderKind::Vaapi:
            set("rc_mode", "CBR");
            set("idr_interval", "0");  // every key picture is one
            set("async_depth", "1");
            return;
    }
}

core::Status give_surfaces(AVCodecContext& codec, const VideoSettings& settings, BufferPtr& surfaces) {
    AVBufferRef* opened = nullptr;
    forget_av_complaint();
    const int code = av_hwdevice_ctx_create(&opened, AV_HWDEVICE_TYPE_VAAPI, settings.device.empty() ? nullptr : settings.device.c_str(), nullptr, 0);
    const BufferPtr device{opened};
    if (code < 0) return core::fail("{}: {}", settings.device.empty() ? "no device" : settings.device, av_reason(code));
    surfaces.reset(av_hwframe_ctx_alloc(device.get()));
    if (!surfaces) return core::fail("no memory for surfaces");
    auto& frames = *reinterpret_cast<AVHWFramesContext*>(surfaces->data);
    frames.format = AV_PIX_FMT_VAAPI;
    frames.sw_format = AV_PIX_FMT_NV12;
    frames.width = settings.width_px;
    frames.height = settings.height_px;
    frames.initial_pool_size = 8;
    if (const int made = av_hwframe_ctx_init(surfaces.get()); made < 0) return core::fail("its surfaces: {}", av_message(made));
    codec.hw_frames_ctx = av_buffer_ref(surfaces.get());
    return {};
}

}  // namespace

core::Result<VideoEncoder> VideoEncoder::create(const VideoSettings& settings) {
    const AVCodec* encoder = avcodec_find_encoder_by_name(name(settings.encoder));
    if (encoder == nullptr) return core::fail("this FFmpeg has no {} encoder", name(settings.encoder));
    auto state = std::make_unique<State>();
    state->settings = settings;
    state->codec = CodecPtr{avcodec_alloc_context3(encoder)};
    set_up(*state->codec, settings);
    if (settings.encoder == EncoderKind::Vaapi) {
        if (core::Status given = give_surfaces(*state->codec, settings, state->surfaces); !given) return given.error();
    }
    forget_av_complaint();
    if (const int code = avcodec_open2(state->codec.get(), encoder, nullptr); code < 0) {
        return core::fail("{} does not begin with {}x{}: {}", name(settings.encoder), settings.width_px, settings.height_px, av_reason(code));
    }
    state->frame = FramePtr{av_frame_alloc()};
    state->packet = AvPacketPtr{av_packet_alloc()};
    AVFrame& frame = *state->frame;
    frame.format = AV_PIX_FMT_NV12;
    frame.width = settings.width_px;
    frame.height = settings.height_px;
    return VideoEncoder{std::move(state)};
}

VideoEncoder::VideoEncoder(std::unique_ptr<State> state) : state_{std::move(state)} {}
VideoEncoder::VideoEncoder(VideoEncoder&&) noexcept = default;
VideoEncoder& VideoEncoder::operator=(VideoEncoder&&) noexcept = default;
VideoEncoder::~VideoEncoder() = default;

std::vector<std::uint8_t> VideoEncoder::extradata() const {
    if (!state_->codec) return {};
    const AVCodecContext& codec = *state_->codec;
    return {codec.extradata, codec.extradata + codec.extradata_size};
}

namespace {

core::Status drain(AVCodecContext* codec, AVPacket* packet, std::vector<PacketPtr>& out) {
    for (;;) {
        const int code = avcodec_receive_packet(codec, packet);
        if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return {};
        if (code < 0) return core::fail("the H.264 encoder failed: {}", av_message(code));
        auto ready = std::make_shared<Packet>();
        ready->track = Track::Video;
        ready->is_key = (packet->flags & AV_PKT_FLAG_KEY) != 0;
        ready->pts = packet->pts;
        ready->dts = packet->dts;
        ready->duration = 1;  // libx264 leaves it 0
        ready->bytes.assign(packet->data, packet->data + packet->size);
        out.push_back(std::move(ready));
        av_packet_unref(packet);
    }
}

int send_surface(AVCodecContext& codec, AVBufferRef& surfaces, const AVFrame& picture) {
    const FramePtr surface{av_frame_alloc()};
    if (const int code = av_hwframe_get_buffer(&surfaces, surface.get(), 0); code < 0) return code;
    if (const int code = av_hwframe_transfer_data(surface.get(), &picture, 0); code < 0) return code;
    surface->pts = picture.pts;
    surface->pict_type = picture.pict_type;
    return avcodec_send_frame(&codec, surface.get());
}

}  // namespace

core::Status VideoEncoder::encode(const signal::VideoFrame& picture, core::Tick tick, std::vector<PacketPtr>& out) {
    State& s = *state_;
    if (!s.codec) return core::fail("the H.264 encoder has failed before");
    COMPERE_CHECK(picture.width_px == s.settings.width_px && picture.height_px == s.settings.height_px);
    // The picture is lent, not copied: x264 takes its own copy before the frame is given back.
    AVFrame& frame = *s.frame;
    auto* const bytes = const_cast<std::uint8_t*>(picture.nv12.data());
    frame.buf[0] = av_buffer_create(bytes, picture.nv12.size(), [](void*, std::uint8_t*) {}, nullptr, AV_BUFFER_FLAG_READONLY);
    if (frame.buf[0] == nullptr) return core::fail("no memory for a picture");
    frame.data[0] = bytes;
    frame.data[1] = bytes + picture.luma_bytes();
    frame.linesize[0] = frame.linesize[1] = picture.width_px;
    frame.pts = tick;
    frame.pict_type = tick % s.settings.rate.ticks_per_key() == 0 ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    int code = 0;
    if (s.surfaces) {
        code = send_surface(*s.codec, *s.surfaces, frame);
    } else {
        code = avcodec_send_frame(s.codec.get(), &frame);
    }
    core::Status drained;
    if (code >= 0) drained = drain(s.codec.get(), s.packet.get(), out);
    if (code < 0 || !drained) s.codec.reset();  // one that fails may still hold the picture: NVENC does
    COMPERE_CHECK(av_buffer_get_ref_count(frame.buf[0]) == 1);  // whoever kept it would read the picture of a later tick
    av_buffer_unref(&frame.buf[0]);
    if (code < 0) return core::fail("the H.264 encoder failed: {}", av_message(code));
    return drained;
}

core::Status VideoEncoder::finish(std::vector<PacketPtr>& out) {
    if (!state_->codec) return {};
    avcodec_send_frame(state_->codec.get(), nullptr);
    return drain(state_->codec.get(), state_->packet.get(), out);
}

}  // namespace compere::media
