#include "media/clip_source.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string_view>

#include <fmt/format.h>

#include "media/playable_sound.h"

extern "C" {
#include <libavutil/display.h>
#include <libavutil/pixdesc.h>
#include <libswresample/swresample.h>
}

namespace compere::media {
namespace {

constexpr std::int64_t kMostWaiting = 64 << 20;  // bytes of one stream that wait for the other: more only in a file whose streams lie apart
constexpr int kMostFaultsInARow = 2000;
constexpr std::int64_t kMostPixels = 8192 * 4320;  // 8K
constexpr int kLowestRate_hz = 1000, kHighestRate_hz = 768'000;

bool is_playable_rate(int rate_hz) {
    return rate_hz >= kLowestRate_hz && rate_hz <= kHighestRate_hz;
}

// Decoders must not make what is refused anyway, nor take the cores of a room, while FFmpeg looks into the streams.
int find_streams(AVFormatContext& format) {
    std::vector<AVDictionary*> options(std::max(1u, format.nb_streams));
    for (AVDictionary*& of_stream : options) {
        av_dict_set(&of_stream, "max_pixels", std::to_string(kMostPixels).c_str(), 0);
        av_dict_set(&of_stream, "threads", "1", 0);
    }
    const int code = avformat_find_stream_info(&format, options.data());
    for (AVDictionary*& of_stream : options) {
        av_dict_free(&of_stream);
    }
    return code;
}

// FFmpeg's own VP8 and VP9 drop alpha.
const AVCodec* decoder_of(const AVStream& stream) {
    const AVDictionaryEntry* alpha = av_dict_get(stream.metadata, "alpha_mode", nullptr, 0);
    const bool has_alpha = alpha != nullptr && std::atoi(alpha->value) == 1;
    if (has_alpha && stream.codecpar->codec_id == AV_CODEC_ID_VP9) return avcodec_find_decoder_by_name("libvpx-vp9");
    if (has_alpha && stream.codecpar->codec_id == AV_CODEC_ID_VP8) return avcodec_find_decoder_by_name("libvpx");
    return avcodec_find_decoder(stream.codecpar->codec_id);
}

Turn turn_of(const AVStream& stream) {
// Later releases offer another place for it and call this one old.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    const std::uint8_t* matrix = av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, nullptr);
#pragma GCC diagnostic pop
    if (matrix == nullptr) return Turn::None;
    const double clockwise_deg = -av_display_rotation_get(reinterpret_cast<const std::int32_t*>(matrix));
    if (!std::isfinite(clockwise_deg)) return Turn::None;
    static constexpr Turn kTurns[] = {Turn::None, Turn::Right, Turn::Half, Turn::Left};
    return kTurns[(static_cast<int>(std::lround(clockwise_deg / 90)) % 4 + 4) % 4];
}

bool shows_alpha(int format) {
    const AVPixFmtDescriptor* description = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(format));
    return description != nullptr && (description->flags & AV_PIX_FMT_FLAG_ALPHA) != 0;
}

}  // namespace

void FreeSwr::operator()(SwrContext* context) const {
    swr_free(&context);
}

core::Result<ClipSource> ClipSource::open(const std::filesystem::path& file) {
    ClipSource out;
    std::error_code error;
    const auto is = std::filesystem::status(file, error);
    if (std::filesystem::exists(is) && !std::filesystem::is_regular_file(is)) return core::fail("{}: not a file", file.string());  // a pipe would be waited for
    AVDictionary* options = nullptr;
    av_dict_set(&options, "protocol_whitelist", "file", 0);  // a playlist may not send us elsewhere
    AVFormatContext* format = nullptr;
    const int code = avformat_open_input(&format, ("file:" + file.string()).c_str(), nullptr, &options);
    av_dict_free(&options);
    if (code < 0) return core::fail("{}: not a clip that can be read: {}", file.string(), av_message(code));
    out.format_.reset(format);
    if (out.format_->pb != nullptr) out.opened_bytes_ = avio_size(out.format_->pb);
    if (core::Status opened = out.open_streams(file.string()); !opened) return opened.error();

    // What the file really holds: decoders that open may still give nothing.
    const auto picture = out.video_.exists() ? out.next_picture() : std::nullopt;
    if (!picture) out.video_.index = -1;
    if (picture) {
        out.origin_s_ += picture->from_s;
        out.info_.has_alpha = shows_alpha(picture->frame->format);
    }
    const auto sound = out.audio_.exists() ? out.next_sound() : std::nullopt;
    if (!sound) out.audio_.index = -1;
    if (!picture && !sound) return core::fail("{}: a clip without a picture or sound that can be decoded", file.string());
    if (!picture) out.origin_s_ += static_cast<double>(sound->first_sample) / core::kSampleRateHz;
    if (!out.failure_.empty()) return core::fail("{}: {}", file.string(), out.failure_);
    out.describe();
    out.seek(0);
    out.faults_ = 0;
    return out;
}

core::Status ClipSource::open_streams(const std::string& file) {
    format_->max_analyze_duration = 5 * AV_TIME_BASE;
    if (const int code = find_streams(*format_); code < 0) return core::fail("{}: its streams cannot be read: {}", file, av_message(code));
    video_.index = av_find_best_stream(format_.get(), AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
    audio_.index = av_find_best_stream(format_.get(), AVMEDIA_TYPE_AUDIO, -1, video_.index, nullptr, 0);
    if (!video_.exists() && !audio_.exists()) return core::fail("{}: a clip without a picture or sound", file);
    if (video_.exists()) {
        const AVCodecParameters& codec = *format_->streams[video_.index]->codecpar;
        if (codec.width > kLargestSide_px || codec.height > kLargestSide_px || std::int64_t{codec.width} * codec.height > kMostPixels) {
            return core::fail("{}: its pictures of {}x{} are larger than 8K", file, codec.width, codec.height);
        }
    }
    if (audio_.exists()) {
        const int rate_hz = format_->streams[audio_.index]->codecpar->sample_rate;
        if (!is_playable_rate(rate_hz)) return core::fail("{}: its sound of {} Hz is not between {} and {}", file, rate_hz, kLowestRate_hz, kHighestRate_hz);
    }
    for (Stream* stream : {&video_, &audio_}) {
        if (!stream->exists()) continue;
        if (core::Status opened = open_codec(*stream); !opened) return core::fail("{}: {}", file, opened.error().message);
    }
    for (unsigned i = 0; i < format_->nb_streams; ++i) {
        const int index = static_cast<int>(i);
        if (index != video_.index && index != audio_.index) format_->streams[i]->discard = AVDISCARD_ALL;
    }
    return {};
}

core::Status ClipSource::open_codec(Stream& stream) {
    const AVStream& in = *format_->streams[stream.index];
    const AVCodec* decoder = decoder_of(in);
    if (decoder == nullptr) return core::fail("there is no decoder for its {}", avcodec_get_name(in.codecpar->codec_id));
    stream.codec = CodecPtr{avcodec_alloc_context3(decoder)};
    avcodec_parameters_to_context(stream.codec.get(), in.codecpar);
    stream.codec->pkt_timebase = in.time_base;
    stream.codec->thread_count = 1;  // a clip must not take the cores of the room
    stream.codec->max_pixels = kMostPixels;
    if (const int code = avcodec_open2(stream.codec.get(), decoder, nullptr); code < 0) return core::fail("the decoder of its {} does not open: {}", decoder->name, av_message(code));
    return {};
}

void ClipSource::describe() {
    if (video_.exists()) {
        const AVStream& in = *format_->streams[video_.index];
        turn_ = turn_of(in);
        const AVRational shape = av_guess_sample_aspect_ratio(format_.get(), format_->streams[video_.index], nullptr);
        const double stretch = shape.num > 0 && shape.den > 0 ? std::clamp(av_q2d(shape), 0.1, 10.0) : 1;
        info_.width_px = static_cast<int>(std::lround(video_.codec->width * stretch));
        info_.height_px = video_.codec->height;
        if (turn_ == Turn::Right || turn_ == Turn::Left) std::swap(info_.width_px, info_.height_px);
        info_.codecs = avcodec_get_name(in.codecpar->codec_id);
    }
    info_.has_sound = audio_.exists();
    if (audio_.exists()) info_.codecs += (info_.codecs.empty() ? "" : " ") + std::string{avcodec_get_name(audio_.codec->codec_id)};
    if (format_->duration > 0) info_.duration_s = static_cast<double>(format_->duration) / AV_TIME_BASE;
}

double ClipSource::seconds(const Stream& stream, std::int64_t stamp) const {
    return static_cast<double>(stamp) * av_q2d(format_->streams[stream.index]->time_base) - origin_s_;
}

void ClipSource::read_packet() {
    AvPacketPtr packet{av_packet_alloc()};
    if (av_read_frame(format_.get(), packet.get()) < 0) {  // its end, a place from which on nothing can be read, or the disk
        is_read_ = true;
        failure_ = read_failure();
        return;
    }
    Stream* const stream = packet->stream_index == video_.index ? &video_ : packet->stream_index == audio_.index ? &audio_ : nullptr;
    if (stream == nullptr || stream->is_ended) return;
    stream->bytes += packet->size;
    stream->packets.push_back(std::move(packet));
    while (stream->bytes > kMostWaiting) {
        stream->bytes -= stream->packets.front()->size;
        stream->packets.pop_front();
        ++faults_;
    }
}

// Readers call many things the end, and a failed read too. What the disk said is kept beside; and a file that was cut has no error at all.
std::string ClipSource::read_failure() const {
    AVIOContext* const disk = format_->pb;
    if (disk == nullptr) return {};
    if (disk->error < 0 && disk->error != AVERROR_EOF) return "it cannot be read: " + av_message(disk->error);
    const std::int64_t bytes = avio_size(disk);
    if (bytes >= 0 && bytes < opened_bytes_) return fmt::format("it became shorter, {} bytes of {}", bytes, opened_bytes_);
    return {};
}

FramePtr ClipSource::decode(Stream& stream) {
    FramePtr frame{av_frame_alloc()};
    for (int faults = 0; !stream.is_ended && faults < kMostFaultsInARow;) {
        const int code = avcodec_receive_frame(stream.codec.get(), frame.get());
        if (code == 0) return frame;
        if (code == AVERROR_EOF) break;
        if (code != AVERROR(EAGAIN)) {
            ++faults, ++faults_;
            continue;
        }
        while (stream.packets.empty() && !is_read_) {
            read_packet();
        }
        AvPacketPtr packet;
        if (!stream.packets.empty()) {
            packet = std::move(stream.packets.front());
            stream.packets.pop_front();
            stream.bytes -= packet->size;
        }
        if (avcodec_send_packet(stream.codec.get(), packet.get()) < 0) ++faults, ++faults_;  // null: no more to come
    }
    stream.is_ended = true;
    return nullptr;
}

std::optional<ClipSource::Picture> ClipSource::next_picture() {
    FramePtr frame = video_.exists() ? decode(video_) : nullptr;
    if (!frame) return std::nullopt;
    const AVRational per_second = av_guess_frame_rate(format_.get(), format_->streams[video_.index], frame.get());
    const double usual_s = per_second.num > 0 && per_second.den > 0 ? std::clamp(1 / av_q2d(per_second), 0.001, 10.0) : 0.04;
    const double from_s = frame->best_effort_timestamp != AV_NOPTS_VALUE ? seconds(video_, frame->best_effort_timestamp) : last_picture_s_ + usual_s;
    last_picture_s_ = from_s;
    return Picture{std::move(frame), from_s, from_s + usual_s};
}

core::Status ClipSource::prepare_sound(const AVFrame& frame) {
    if (swr_ && frame.format == sound_format_ && frame.sample_rate == sound_rate_hz_ && frame.ch_layout.nb_channels == sound_channels_) return {};
    if (!is_playable_rate(frame.sample_rate)) return core::fail("its sound cannot be played at {} Hz", frame.sample_rate);
    AVChannelLayout stereo = AV_CHANNEL_LAYOUT_STEREO, in = {};
    if (frame.ch_layout.order == AV_CHANNEL_ORDER_UNSPEC) {
        av_channel_layout_default(&in, frame.ch_layout.nb_channels);
    } else {
        av_channel_layout_copy(&in, &frame.ch_layout);
    }
    SwrContext* made = nullptr;
    const int code = swr_alloc_set_opts2(&made, &stereo, AV_SAMPLE_FMT_FLT, core::kSampleRateHz, &in, static_cast<AVSampleFormat>(frame.format), frame.sample_rate, 0, nullptr);
    av_channel_layout_uninit(&in);
    swr_.reset(made);
    if (code < 0 || swr_init(made) < 0) return core::fail("its sound cannot be resampled");
    sound_format_ = frame.format;
    sound_rate_hz_ = frame.sample_rate;
    sound_channels_ = frame.ch_layout.nb_channels;
    return {};
}

std::optional<ClipSource::Sound> ClipSource::next_sound() {
    while (audio_.exists()) {
        const FramePtr frame = decode(audio_);
        if (!frame && !swr_) return std::nullopt;
        if (frame && !prepare_sound(*frame)) {
            ++faults_;
            continue;
        }
        const int inside = static_cast<int>(swr_get_delay(swr_.get(), core::kSampleRateHz));
        // Not the best-effort stamp: that of a frame whose beginning was cut as padding still counts what was cut.
        const std::int64_t stamp = !frame ? AV_NOPTS_VALUE : frame->pts != AV_NOPTS_VALUE ? frame->pts : frame->best_effort_timestamp;
        if (stamp != AV_NOPTS_VALUE) {
            // Sound runs on without a seam unless the file says that there is a gap: stamps of many files are rounded.
            const std::int64_t stamped = std::llround(seconds(audio_, stamp) * core::kSampleRateHz) - inside;
            if (!has_sounded_ || std::abs(stamped - next_sample_) > core::kSampleRateHz / 25) next_sample_ = stamped;
        }
        const int room = inside + 64 + (frame ? static_cast<int>(av_rescale_rnd(frame->nb_samples, core::kSampleRateHz, frame->sample_rate, AV_ROUND_UP)) : 0);
        Sound out{next_sample_, std::vector<float>(static_cast<std::size_t>(room) * 2)};
        auto* to = reinterpret_cast<std::uint8_t*>(out.stereo.data());
        const int made = swr_convert(swr_.get(), &to, room, frame ? const_cast<const std::uint8_t**>(frame->extended_data) : nullptr, frame ? frame->nb_samples : 0);
        if (!frame) swr_.reset();  // that was what it still held
        if (made < 0) ++faults_;
        if (made <= 0) continue;
        out.stereo.resize(static_cast<std::size_t>(made) * 2);
        make_playable(out.stereo);
        next_sample_ += made;
        has_sounded_ = true;
        return out;
    }
    return std::nullopt;
}

bool ClipSource::seek_beginning() {
    const std::int64_t start = format_->start_time != AV_NOPTS_VALUE ? format_->start_time : 0;
    // Of MP4 and its kin the reader finds the place of one stream and then what lies at its time in the others. By a picture at 0 it would
    // pass over the packet of sound before 0, without which the decoder is silent for the next one.
    const bool by_sound = audio_.exists() && std::string_view{format_->iformat->name}.find("mp4") != std::string_view::npos;
    return (by_sound && avformat_seek_file(format_.get(), audio_.index, INT64_MIN, -format_->streams[audio_.index]->time_base.den, INT64_MAX, 0) >= 0) ||
           avformat_seek_file(format_.get(), -1, INT64_MIN, start, start, 0) >= 0;
}

void ClipSource::seek(double at_s) {
    if (format_->pb != nullptr) format_->pb->error = 0;
    const bool has_times = (format_->iformat->flags & AVFMT_NOTIMESTAMPS) == 0;
    const std::int64_t stamp = std::llround((origin_s_ + at_s) * AV_TIME_BASE);
    const bool is_there = at_s > 0 && has_times && avformat_seek_file(format_.get(), -1, INT64_MIN, stamp, stamp, 0) >= 0;
    if (!is_there && !seek_beginning()) av_seek_frame(format_.get(), -1, 0, AVSEEK_FLAG_BYTE);  // bare streams know no times
    is_read_ = false;
    failure_.clear();
    for (Stream* stream : {&video_, &audio_}) {
        stream->packets.clear();
        stream->bytes = 0;
        stream->is_ended = false;
        if (stream->codec) avcodec_flush_buffers(stream->codec.get());
    }
    swr_.reset();
    has_sounded_ = false;
    last_picture_s_ = is_there ? at_s : 0;
}

}  // namespace compere::media
