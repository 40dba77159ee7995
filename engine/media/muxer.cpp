#include "media/muxer.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "media/av_handles.h"
#include "media/resolve.h"

namespace compere::media {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kNetworkTimeout = std::chrono::seconds{5};

// FFmpeg asks this whenever it would block.
struct Interrupt {
    const std::atomic<bool>* cancelled = nullptr;
    Clock::time_point deadline = Clock::time_point::max();

    static int ask(void* self) {
        const auto& it = *static_cast<Interrupt*>(self);
        return (it.cancelled != nullptr && it.cancelled->load()) || Clock::now() > it.deadline ? 1 : 0;
    }
};

// x264 fills up to the constant rate with NAL units of type 12; a file does not need them.
std::vector<std::uint8_t> without_filler(const std::vector<std::uint8_t>& annex_b) {
    std::vector<std::uint8_t> out;
    out.reserve(annex_b.size());
    const auto start_at = [&](std::size_t from) {
        for (std::size_t i = from; i + 3 <= annex_b.size(); ++i) {
            if (annex_b[i] == 0 && annex_b[i + 1] == 0 && annex_b[i + 2] == 1) return i > from && annex_b[i - 1] == 0 ? i - 1 : i;
        }
        return annex_b.size();
    };
    for (std::size_t at = start_at(0); at < annex_b.size();) {
        const std::size_t head = annex_b[at + 2] == 1 ? 3 : 4;
        const std::size_t end = start_at(at + head);
        if (at + head < annex_b.size() && (annex_b[at + head] & 31) != 12) {
            out.insert(out.end(), annex_b.begin() + static_cast<std::ptrdiff_t>(at), annex_b.begin() + static_cast<std::ptrdiff_t>(end));
        }
        at = end;
    }
    return out;
}

AVStream* add_stream(AVFormatContext* format, AVMediaType type, AVCodecID id, const std::vector<std::uint8_t>& extradata, std::int64_t bitrate_bps) {
    AVStream* stream = avformat_new_stream(format, nullptr);
    AVCodecParameters& codec = *stream->codecpar;
    codec.codec_type = type;
    codec.codec_id = id;
    codec.bit_rate = bitrate_bps;
    codec.extradata = static_cast<std::uint8_t*>(av_mallocz(extradata.size() + AV_INPUT_BUFFER_PADDING_SIZE));
    codec.extradata_size = static_cast<int>(extradata.size());
    std::copy(extradata.begin(), extradata.end(), codec.extradata);
    return stream;
}

void add_streams(AVFormatContext* format, const StreamInfo& info) {
    AVStream* video = add_stream(format, AVMEDIA_TYPE_VIDEO, AV_CODEC_ID_H264, info.video_extradata, info.video.bitrate_bps);
    video->time_base = AVRational{info.video.rate.den, info.video.rate.num};
    video->avg_frame_rate = video->r_frame_rate = AVRational{info.video.rate.num, info.video.rate.den};
    AVCodecParameters& v = *video->codecpar;
    v.width = info.video.width_px;
    v.height = info.video.height_px;
    v.format = AV_PIX_FMT_YUV420P;
    v.sample_aspect_ratio = AVRational{1, 1};
    v.color_range = AVCOL_RANGE_MPEG;
    v.color_space = AVCOL_SPC_BT709;
    v.color_primaries = AVCOL_PRI_BT709;
    v.color_trc = AVCOL_TRC_BT709;
    v.chroma_location = AVCHROMA_LOC_LEFT;
    v.profile = FF_PROFILE_H264_HIGH;
    AVStream* audio = add_stream(format, AVMEDIA_TYPE_AUDIO, AV_CODEC_ID_AAC, info.audio_extradata, info.audio.bitrate_bps);
    audio->time_base = AVRational{1, core::kSampleRateHz};
    AVCodecParameters& a = *audio->codecpar;
    a.sample_rate = core::kSampleRateHz;
    a.frame_size = 1024;
    a.initial_padding = 1024;
    a.format = AV_SAMPLE_FMT_FLTP;
    a.profile = FF_PROFILE_AAC_LOW;
    av_channel_layout_default(&a.ch_layout, 2);
    av_dict_set(&format->metadata, "AIGC", info.aigc.c_str(), 0);
    av_dict_set(&format->metadata, "encoder", "Compere", 0);
}

}  // namespace

struct Muxer::State {
    AVFormatContext* format = nullptr;
    AvPacketPtr packet{av_packet_alloc()};
    Interrupt interrupt;
    core::FrameRate rate;
    core::Tick first_tick = 0;  // at the time 0 of what is written
    std::int64_t first_sample = 0;
    bool has_begun = false;
    std::vector<std::uint8_t> repeated_at_keys;  // where nothing else carries the parameter sets
    bool is_file = false;
    bool is_open = false;
    bool has_failed = false;
    bool is_finished = false;  // orderly: a connection may say goodbye within the time that it has left
    std::int64_t whole_bytes = 0;  // of a file: up to the end of its last fragment
    std::string name;

    ~State() { close(); }
    void close() {
        if (format == nullptr) return;
        if (is_file) interrupt.deadline = Clock::time_point::max();
        if (!is_file && !is_finished) interrupt.deadline = Clock::now();  // closing a stuck connection must not wait
        if (is_open) avio_closep(&format->pb);
        avformat_free_context(format);
        format = nullptr;
        // Half a fragment at the end of a full disk is what players stumble over.
        std::error_code ignored;
        if (is_file && has_failed) std::filesystem::resize_file(name, static_cast<std::uintmax_t>(whole_bytes), ignored);
    }
    // A push after many days counts from here: see push().
    void begin(const Packet& with) {
        constexpr double kLate_s = 12 * 86'400;
        if (is_file || with.track != Track::Video || with.pts < rate.tick_at(kLate_s)) return;
        first_tick = with.pts;
        first_sample = rate.first_sample(first_tick);
    }
    core::Error failed(int code) {
        has_failed = true;
        return core::fail("{}: {}", name, av_reason(code));
    }
    void allow(Clock::duration time) { interrupt.deadline = is_file ? Clock::time_point::max() : Clock::now() + time; }
};

Muxer::Muxer(std::unique_ptr<State> state) : state_{std::move(state)} {}
Muxer::Muxer(Muxer&&) noexcept = default;
Muxer& Muxer::operator=(Muxer&&) noexcept = default;
Muxer::~Muxer() = default;

core::Result<Muxer> Muxer::record(const std::filesystem::path& file, const StreamInfo& info, core::Tick first) {
    auto state = std::make_unique<State>();
    state->is_file = true;
    state->name = file.string();
    state->rate = info.video.rate;
    state->first_tick = first;
    state->first_sample = info.video.rate.first_sample(first);
    avformat_alloc_output_context2(&state->format, nullptr, "mp4", nullptr);
    add_streams(state->format, info);
    if (const int code = avio_open2(&state->format->pb, file.c_str(), AVIO_FLAG_WRITE, nullptr, nullptr); code < 0) {
        return core::fail("{}: cannot be written: {}", state->name, av_message(code));
    }
    state->is_open = true;
    AVDictionary* options = nullptr;
    // skip_trailer: FFmpeg would keep a list of all fragments for a table at the end, which grows for as long as the room is on air. Players
    // then find a place by the fragments' own heads.
    av_dict_set(&options, "movflags", "frag_keyframe+delay_moov+default_base_moof+use_metadata_tags+skip_trailer", 0);
    av_dict_set(&options, "frag_duration", "500000", 0);
    av_dict_set(&options, "flush_packets", "1", 0);
    const int code = avformat_write_header(state->format, &options);
    av_dict_free(&options);
    if (code < 0) return core::fail("{}: cannot be written: {}", state->name, av_message(code));
    return Muxer{std::move(state)};
}

namespace {

void set_rtmp_options(AVDictionary** options, const PushAddress& address) {
    const std::size_t app_at = address.url.find('/', address.url.find("://") + 3);
    // FFmpeg would parse the path (adding mp4:, stripping .flv); the parts are handed over instead.
    av_dict_set(options, "rtmp_app", app_at == std::string::npos ? "" : address.url.c_str() + app_at + 1, 0);
    av_dict_set(options, "rtmp_playpath", address.key.c_str(), 0);
    av_dict_set(options, "rtmp_live", "live", 0);
    av_dict_set(options, "rw_timeout", "4000000", 0);
    av_dict_set(options, "send_buffer_size", "262144", 0);
    av_dict_set(options, "tcp_nodelay", "1", 0);
    if (address.scheme != PushAddress::Scheme::Rtmps) return;
    av_dict_set(options, "tls_verify", "1", 0);  // FFmpeg accepts any certificate otherwise
    const char* const own = std::getenv("COMPERE_CA_FILE");
    av_dict_set(options, "ca_file", own != nullptr ? own : "/etc/ssl/certs/ca-certificates.crt", 0);
}

void set_srt_options(AVDictionary** options, const PushAddress& address) {
    av_dict_set(options, "mode", "caller", 0);
    av_dict_set(options, "transtype", "live", 0);
    av_dict_set(options, "pkt_size", "1316", 0);
    av_dict_set(options, "connect_timeout", "4000", 0);
    av_dict_set(options, "timeout", "4000000", 0);
    if (!address.key.empty()) av_dict_set(options, "passphrase", address.key.c_str(), 0);
}

}  // namespace

core::Result<Muxer> Muxer::push(const PushAddress& address, const StreamInfo& info, const std::atomic<bool>& cancelled) {
    if (core::Status found = resolve(address.host(), kNetworkTimeout, cancelled); !found) return core::fail("{}: {}", address.name(), found.error().message);
    const bool is_srt = address.scheme == PushAddress::Scheme::Srt;
    auto state = std::make_unique<State>();
    state->name = address.name();
    state->rate = info.video.rate;
    state->interrupt.cancelled = &cancelled;
    state->allow(kNetworkTimeout);
    if (is_srt) state->repeated_at_keys = info.video_extradata;
    avformat_alloc_output_context2(&state->format, nullptr, is_srt ? "mpegts" : "flv", nullptr);
    state->format->interrupt_callback = AVIOInterruptCB{&Interrupt::ask, &state->interrupt};
    state->format->max_interleave_delta = 500'000;  // without pictures the sound goes on by itself, and not ten seconds late
    add_streams(state->format, info);
    forget_av_complaint();
    AVDictionary* options = nullptr;
    if (is_srt) {
        set_srt_options(&options, address);
    } else {
        set_rtmp_options(&options, address);
    }
    int code = avio_open2(&state->format->pb, address.url.c_str(), AVIO_FLAG_WRITE, &state->format->interrupt_callback, &options);
    av_dict_free(&options);
    if (code < 0) return core::fail("{}: {}", state->name, av_reason(code));
    state->is_open = true;
    av_dict_set(&options, "flvflags", "no_duration_filesize", 0);
    state->allow(kNetworkTimeout);
    code = avformat_write_header(state->format, &options);
    av_dict_free(&options);
    if (code < 0) return core::fail("{}: {}", state->name, av_reason(code));
    return Muxer{std::move(state)};
}

core::Status Muxer::write(const Packet& packet) {
    State& s = *state_;
    const bool video = packet.track == Track::Video;
    const AVStream& stream = *s.format->streams[video ? 0 : 1];
    const AVRational base = video ? AVRational{s.rate.den, s.rate.num} : AVRational{1, core::kSampleRateHz};
    if (!std::exchange(s.has_begun, true)) s.begin(packet);
    const std::vector<std::uint8_t> stripped = s.is_file && video ? without_filler(packet.bytes) : std::vector<std::uint8_t>{};
    const std::vector<std::uint8_t>& bytes = s.is_file && video ? stripped : packet.bytes;
    const std::size_t head = video && packet.is_key ? s.repeated_at_keys.size() : 0;
    AVPacket& out = *s.packet;
    if (const int code = av_new_packet(&out, static_cast<int>(head + bytes.size())); code < 0) return core::fail("{}: {}", s.name, av_message(code));
    std::copy_n(s.repeated_at_keys.data(), head, out.data);
    std::copy(bytes.begin(), bytes.end(), out.data + head);
    // FLV and MPEG-TS cannot carry the sound's negative start: both streams move by the priming, each rounded on its own from exact counts.
    const AVRational sample{1, core::kSampleRateHz};
    const auto stamp = [&](std::int64_t at) {
        at -= video ? s.first_tick : s.first_sample;
        if (s.is_file) return av_rescale_q(at, base, stream.time_base);
        const std::int64_t shifted = video ? av_rescale_q(at, base, AVRational{1, 1'000'000}) + 21333 : av_rescale_q(at + 1024, sample, AVRational{1, 1'000'000});
        return av_rescale_q(shifted, AVRational{1, 1'000'000}, stream.time_base);
    };
    out.pts = stamp(packet.pts);
    out.dts = stamp(packet.dts);
    out.duration = av_rescale_q(packet.duration, base, stream.time_base);
    out.stream_index = stream.index;
    if (packet.is_key) out.flags |= AV_PKT_FLAG_KEY;
    s.allow(kNetworkTimeout);
    forget_av_complaint();
    const int code = av_interleaved_write_frame(s.format, &out);
    if (code < 0) return s.failed(code);
    if (!s.is_file) avio_flush(s.format->pb);
    if (s.format->pb->error < 0) return s.failed(s.format->pb->error);
    s.whole_bytes = avio_tell(s.format->pb);
    return {};
}

core::Status Muxer::finish() {
    State& s = *state_;
    s.allow(std::chrono::seconds{2});
    const int code = av_write_trailer(s.format);
    const std::string name = s.name;
    s.has_failed = code < 0;
    s.is_finished = code >= 0;
    s.close();
    if (code < 0) return core::fail("{}: could not be finished: {}", name, av_message(code));
    return {};
}

}  // namespace compere::media
