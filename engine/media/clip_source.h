#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "media/av_handles.h"
#include "media/clip.h"
#include "media/picture_scaler.h"

struct SwrContext;

namespace compere::media {

struct FreeFormat {
    void operator()(AVFormatContext* format) const { avformat_close_input(&format); }
};
struct FreeSwr {
    void operator()(SwrContext* context) const;
};

// The pictures and the sound of a file in their order, from its beginning or a later time, as often as wanted. Times count from the first picture, or
// from the first sample where there is none. One thread at a time; inside this module only.
class ClipSource {
public:
    static core::Result<ClipSource> open(const std::filesystem::path& file);

    struct Picture {
        FramePtr frame;
        double from_s = 0, to_s = 0;
    };
    std::optional<Picture> next_picture();  // none: that was the last

    struct Sound {
        std::int64_t first_sample = 0;
        std::vector<float> stereo;  // 48 kHz interleaved
    };
    std::optional<Sound> next_sound();
    // To its beginning, or as far before a later time as a decoder must begin; what comes then is to be passed over up to it.
    void seek(double at_s);

    // Why nothing more can be read although it did not end. Empty while it can, and after its end.
    const std::string& failure() const { return failure_; }

    const ClipInfo& info() const { return info_; }
    Turn turn() const { return turn_; }
    std::int64_t faults() const { return faults_; }

private:
    struct Stream {
        int index = -1;  // none
        CodecPtr codec;
        std::deque<AvPacketPtr> packets;
        std::int64_t bytes = 0;  // of those packets
        bool is_ended = false;
        bool exists() const { return index >= 0; }
    };

    core::Status open_streams(const std::string& file);
    core::Status open_codec(Stream& stream);
    void describe();
    void read_packet();
    std::string read_failure() const;
    bool seek_beginning();
    FramePtr decode(Stream& stream);
    core::Status prepare_sound(const AVFrame& frame);
    double seconds(const Stream& stream, std::int64_t stamp) const;

    std::unique_ptr<AVFormatContext, FreeFormat> format_;
    Stream video_, audio_;
    std::unique_ptr<SwrContext, FreeSwr> swr_;
    int sound_format_ = -1, sound_rate_hz_ = 0, sound_channels_ = 0;  // what swr_ takes
    std::int64_t next_sample_ = 0;  // of next_sound
    bool has_sounded_ = false;
    double origin_s_ = 0, last_picture_s_ = 0;
    bool is_read_ = false;  // the file to its end
    std::string failure_;
    std::int64_t opened_bytes_ = 0;  // its size when it was opened
    std::int64_t faults_ = 0;
    ClipInfo info_;
    Turn turn_ = Turn::None;
};

}  // namespace compere::media
