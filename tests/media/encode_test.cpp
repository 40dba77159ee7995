#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

extern "C" {
#include <libavutil/video_enc_params.h>
}

#include "media/aigc.h"
#include "media/audio_encoder.h"
#include "media/av_handles.h"
#include "media/muxer.h"
#include "media/video_encoder.h"

namespace compere::media {
namespace {

constexpr int kWidth = 128, kHeight = 72;

class File {
public:
    explicit File(const std::string& name) : path_{std::filesystem::temp_directory_path() / ("compere-" + std::to_string(getpid()) + "-" + name)} {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() { std::filesystem::remove(path_); }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

nlohmann::json probe(const std::filesystem::path& file) {
    const std::string command = "ffprobe -v error -of json -show_format -show_streams -show_packets '" + file.string() + "'";
    std::FILE* pipe = popen(command.c_str(), "r");
    std::string text;
    char part[4096];
    for (std::size_t n = 0; (n = std::fread(part, 1, sizeof part, pipe)) > 0;)
        text.append(part, n);
    pclose(pipe);
    return nlohmann::json::parse(text, nullptr, false);
}

signal::VideoFrame picture(core::Tick tick) {
    signal::VideoFrame frame{kWidth, kHeight, {}};
    frame.nv12.assign(frame.luma_bytes() * 3 / 2, 128);
    for (std::size_t i = 0; i < frame.luma_bytes(); ++i)
        frame.nv12[i] = static_cast<std::uint8_t>(40 + (i + static_cast<std::size_t>(tick) * 3) % 120);
    return frame;
}

// Holds the example of the module's README, word for word.
core::Status example(const std::filesystem::path& file, core::FrameRate rate, core::Tick ticks) {
    VideoSettings settings;
    settings.width_px = kWidth;
    settings.height_px = kHeight;
    settings.rate = rate;
    auto video = VideoEncoder::create(settings);
    auto audio = AudioEncoder::create({});
    if (!video) return video.error();
    if (!audio) return audio.error();
    auto muxer = Muxer::record(file, {settings, {}, video->extradata(), audio->extradata(), aigc_label("Wang", "1")});
    if (!muxer) return muxer.error();
    std::vector<PacketPtr> packets;
    for (core::Tick tick = 0; tick < ticks; ++tick) {
        const std::vector<float> silence(static_cast<std::size_t>(2 * rate.samples_in(tick)));
        if (const auto done = audio->encode(silence, packets); !done) return done.error();
        if (const auto done = video->encode(picture(tick), tick, packets); !done) return done.error();
    }
    if (const auto done = audio->finish(packets); !done) return done.error();
    if (const auto done = video->finish(packets); !done) return done.error();
    for (const PacketPtr& packet : packets)
        if (const auto done = muxer->write(*packet); !done) return done.error();
    if (const auto done = muxer->finish(); !done) return done.error();
    return verify_aigc(file, aigc_label("Wang", "1"));
}

class Recorded : public testing::TestWithParam<core::FrameRate> {};

TEST_P(Recorded, StampsKeysAndLabelAreExact) {
    const core::FrameRate rate = GetParam();
    const core::Tick ticks = rate.tick_at(3) + 1;
    const File file{"recorded.mp4"};
    const auto done = example(file.path(), rate, ticks);
    ASSERT_TRUE(done) << done.error().message;
    const auto json = probe(file.path());
    ASSERT_TRUE(json.is_object()) << "ffprobe cannot read it";
    const auto& video = json["streams"][0];
    EXPECT_EQ(video["codec_name"], "h264");
    EXPECT_EQ(video["color_space"], "bt709");
    EXPECT_EQ(video["color_range"], "tv");
    EXPECT_EQ(video["r_frame_rate"], std::to_string(rate.num) + "/" + std::to_string(rate.den));
    EXPECT_EQ(json["streams"][1]["sample_rate"], "48000");
    const std::string base = video["time_base"];
    const std::int64_t base_num = std::stoll(base), base_den = std::stoll(base.substr(base.find('/') + 1));
    core::Tick tick = 0;
    std::int64_t sample = 0;
    for (const auto& packet : json["packets"]) {
        const std::int64_t pts = packet["pts"];
        if (packet["codec_type"] == "video") {
            EXPECT_EQ(pts * base_num * rate.num, tick * rate.den * base_den) << tick;  // exactly tick periods
            EXPECT_EQ(packet["dts"], pts);
            EXPECT_EQ(packet["flags"].get<std::string>()[0] == 'K', tick % rate.ticks_per_key() == 0) << tick;
            ++tick;
        } else {
            EXPECT_EQ(pts, 1024 * (sample - 1)) << sample;  // the priming first
            ++sample;
        }
    }
    EXPECT_EQ(tick, ticks);
    EXPECT_NEAR(static_cast<double>(sample), std::ceil(static_cast<double>(rate.first_sample(ticks)) / 1024) + 1, 1);
    EXPECT_NEAR(std::stod(json["format"]["duration"].get<std::string>()), rate.seconds(ticks), 0.05);
    // A table of all fragments would have been held in memory until now.
    std::ifstream in{file.path(), std::ios::binary};
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>{in}, {}).find("mfra"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Rates, Recorded, testing::Values(core::FrameRate{30, 1}, core::FrameRate{30000, 1001}, core::FrameRate{25, 1}),
                         [](const auto& rate) { return "Num" + std::to_string(rate.param.num); });

// FFmpeg's encoder refuses what is no number, and its stamps would be short of that frame from then on.
TEST(AudioEncoder, SoundThatItRefusesIsSilentAndMovesNothing) {
    const File file{"nan.mp4"};
    VideoSettings settings;
    settings.width_px = kWidth;
    settings.height_px = kHeight;
    auto video = VideoEncoder::create(settings);
    auto audio = AudioEncoder::create({});
    ASSERT_TRUE(video && audio);
    auto muxer = Muxer::record(file.path(), {settings, {}, video->extradata(), audio->extradata(), aigc_label("Wang", "1")});
    ASSERT_TRUE(muxer);
    std::vector<PacketPtr> packets;
    constexpr core::Tick kTicks = 150;
    for (core::Tick tick = 0; tick < kTicks; ++tick) {
        std::vector<float> stereo(2 * 1600);
        for (std::size_t i = 0; tick % 30 == 0 && i < 48; ++i) {
            stereo[2 * i] = stereo[2 * i + 1] = 0.7f * std::sin(2 * 3.14159265f * static_cast<float>(i) / 48);
        }
        if (tick == 0 || tick == 40 || tick == 41 || tick == 100 || tick == kTicks - 1) stereo[1000] = std::numeric_limits<float>::quiet_NaN();
        if (tick == kTicks - 1) stereo[3000] = std::numeric_limits<float>::quiet_NaN();  // in the part of a frame that is left
        if (tick == 110) stereo[500] = std::numeric_limits<float>::infinity();
        ASSERT_TRUE(audio->encode(stereo, packets));
        ASSERT_TRUE(video->encode(picture(tick), tick, packets));
    }
    const std::int64_t restarts = audio->restarts();
    EXPECT_GE(restarts, 4);
    ASSERT_TRUE(audio->finish(packets));
    EXPECT_GT(audio->restarts(), restarts);
    ASSERT_TRUE(video->finish(packets));
    std::int64_t next = -1024;
    for (const PacketPtr& packet : packets) {
        if (packet->track == Track::Audio) {
            EXPECT_EQ(packet->pts, next);
            next = packet->pts + 1024;
        }
        ASSERT_TRUE(muxer->write(*packet));
    }
    EXPECT_GE(next, 1600 * kTicks);
    ASSERT_TRUE(muxer->finish());
    // The click of each second that was not silenced stands where it was. The priming is cut off by the filter: FFmpeg 5's command decodes it too, 7's does not.
    const std::string raw = file.path().string() + ".f32";
    ASSERT_EQ(std::system(("ffmpeg -v error -y -copyts -i '" + file.path().string() + "' -map 0:a -af atrim=start=0 -ac 1 -f f32le '" + raw + "'").c_str()), 0);
    std::ifstream in{raw, std::ios::binary};
    std::vector<float> heard(1600 * kTicks);
    in.read(reinterpret_cast<char*>(heard.data()), static_cast<std::streamsize>(heard.size() * sizeof(float)));
    std::filesystem::remove(raw);
    for (const int second : {1, 2, 3, 4}) {
        double at = 0, weight = 0;
        for (int i = 48000 * second - 480; i < 48000 * second + 528; ++i) {
            const double value = heard[static_cast<std::size_t>(i)], energy = value * value;
            at += energy * (i - 48000 * second);
            weight += energy;
        }
        ASSERT_GT(weight, 1) << second;
        EXPECT_NEAR(at / weight, 23.5, 3) << second;
    }
}

TEST(VideoEncoder, OnePacketATickAndNoneReordered) {
    VideoSettings settings;
    settings.width_px = kWidth;
    settings.height_px = kHeight;
    auto video = VideoEncoder::create(settings);
    ASSERT_TRUE(video) << video.error().message;
    EXPECT_FALSE(video->extradata().empty());
    std::vector<PacketPtr> packets;
    for (core::Tick tick = 0; tick < 121; ++tick)
        ASSERT_TRUE(video->encode(picture(tick), tick, packets));
    ASSERT_TRUE(video->finish(packets));
    ASSERT_EQ(packets.size(), 121u);
    for (std::size_t i = 0; i < packets.size(); ++i) {
        EXPECT_EQ(packets[i]->pts, static_cast<std::int64_t>(i));
        EXPECT_EQ(packets[i]->dts, packets[i]->pts);
        EXPECT_EQ(packets[i]->is_key, i % 60 == 0);
    }
}

TEST(VideoEncoder, TheSamePicturesGiveTheSameBytes) {
    VideoSettings settings;
    settings.width_px = kWidth;
    settings.height_px = kHeight;
    std::vector<PacketPtr> first, second;
    for (auto* packets : {&first, &second}) {
        auto video = VideoEncoder::create(settings);
        ASSERT_TRUE(video);
        for (core::Tick tick = 0; tick < 10; ++tick)
            ASSERT_TRUE(video->encode(picture(tick), tick, *packets));
        ASSERT_TRUE(video->finish(*packets));
    }
    ASSERT_EQ(first.size(), second.size());
    for (std::size_t i = 0; i < first.size(); ++i)
        EXPECT_EQ(first[i]->bytes, second[i]->bytes);
}

// The finest quantiser of a macroblock in these packets, as a decoder reads it.
int finest_quantiser(const std::vector<PacketPtr>& packets, const std::vector<std::uint8_t>& extradata) {
    const CodecPtr codec{avcodec_alloc_context3(avcodec_find_decoder(AV_CODEC_ID_H264))};
    codec->export_side_data = AV_CODEC_EXPORT_DATA_VIDEO_ENC_PARAMS;
    codec->extradata = static_cast<std::uint8_t*>(av_mallocz(extradata.size() + AV_INPUT_BUFFER_PADDING_SIZE));
    codec->extradata_size = static_cast<int>(extradata.size());
    std::copy(extradata.begin(), extradata.end(), codec->extradata);
    EXPECT_GE(avcodec_open2(codec.get(), nullptr, nullptr), 0);
    const FramePtr frame{av_frame_alloc()};
    const AvPacketPtr sent{av_packet_alloc()};
    int finest = 1000;
    std::size_t frames = 0;
    const auto read = [&] {
        while (avcodec_receive_frame(codec.get(), frame.get()) >= 0) {
            const AVFrameSideData* data = av_frame_get_side_data(frame.get(), AV_FRAME_DATA_VIDEO_ENC_PARAMS);
            if (data == nullptr) continue;
            ++frames;
            auto* const params = reinterpret_cast<AVVideoEncParams*>(data->data);
            for (unsigned i = 0; i < params->nb_blocks; ++i) {
                finest = std::min(finest, params->qp + av_video_enc_params_block(params, i)->delta_qp);
            }
        }
    };
    for (const PacketPtr& packet : packets) {
        EXPECT_GE(av_new_packet(sent.get(), static_cast<int>(packet->bytes.size())), 0);
        std::copy(packet->bytes.begin(), packet->bytes.end(), sent->data);
        EXPECT_GE(avcodec_send_packet(codec.get(), sent.get()), 0);
        av_packet_unref(sent.get());
        read();
    }
    avcodec_send_packet(codec.get(), nullptr);
    read();
    EXPECT_EQ(frames, packets.size());
    return finest;
}

// At far more bits than so small a picture needs: the rest is filler, not fineness that nobody sees.
TEST(VideoEncoder, BitsThatACalmPictureLeavesOverAreNotSpent) {
    VideoSettings settings;
    settings.width_px = kWidth;
    settings.height_px = kHeight;
    auto encoder = VideoEncoder::create(settings);
    ASSERT_TRUE(encoder) << encoder.error().message;
    std::vector<PacketPtr> packets;
    std::size_t bytes = 0;
    for (core::Tick tick = 0; tick < 90; ++tick) {
        ASSERT_TRUE(encoder->encode(picture(tick / 30), tick, packets));
    }
    ASSERT_TRUE(encoder->finish(packets));
    for (const PacketPtr& packet : packets) {
        bytes += packet->bytes.size();
    }
    EXPECT_GE(finest_quantiser(packets, encoder->extradata()), 16);
    EXPECT_NEAR(static_cast<double>(bytes) * 8 / 3, static_cast<double>(settings.bitrate_bps), static_cast<double>(settings.bitrate_bps) * 0.1);
}

TEST(AudioEncoder, StampsCountSamplesFromThePriming) {
    auto audio = AudioEncoder::create({});
    ASSERT_TRUE(audio) << audio.error().message;
    std::vector<PacketPtr> packets;
    const std::size_t pieces[]{1, 1600, 47, 1024, 1025, 3000};  // any number at a time: 6697 samples
    for (const std::size_t count : pieces)
        ASSERT_TRUE(audio->encode(std::vector<float>(2 * count, 0.1f), packets));
    ASSERT_TRUE(audio->encode({}, packets));
    ASSERT_TRUE(audio->finish(packets));
    ASSERT_GE(packets.size(), 7u);
    for (std::size_t i = 0; i < packets.size(); ++i) {
        EXPECT_EQ(packets[i]->track, Track::Audio);
        EXPECT_EQ(packets[i]->pts, -1024 + 1024 * static_cast<std::int64_t>(i));
    }
    EXPECT_GE(packets.back()->pts + 1024, 6697);
}

TEST(Recording, AnUnwritablePlaceIsNamed) {
    const auto muxer = Muxer::record("/nowhere/show.mp4", {});
    ASSERT_FALSE(muxer);
    EXPECT_THAT(muxer.error().message, testing::StartsWith("/nowhere/show.mp4: cannot be written"));
}

TEST(Aigc, AMissingOrDifferentTagIsFound) {
    const File file{"tagged.mp4"};
    ASSERT_TRUE(example(file.path(), {30, 1}, 5));
    EXPECT_TRUE(verify_aigc(file.path(), aigc_label("Wang", "1")));
    EXPECT_FALSE(verify_aigc(file.path(), aigc_label("Wang", "2")));
    EXPECT_FALSE(verify_aigc("/nowhere/show.mp4", "x"));
}

TEST(Recording, WithoutATrailerTheFileStillPlays) {
    const File file{"killed.mp4"};
    {
        VideoSettings settings;
        settings.width_px = kWidth;
        settings.height_px = kHeight;
        auto video = VideoEncoder::create(settings);
        auto audio = AudioEncoder::create({});
        ASSERT_TRUE(video && audio);
        auto muxer = Muxer::record(file.path(), {settings, {}, video->extradata(), audio->extradata(), "{}"});
        ASSERT_TRUE(muxer);
        for (core::Tick tick = 0; tick < 150; ++tick) {
            std::vector<PacketPtr> packets;
            ASSERT_TRUE(audio->encode(std::vector<float>(3200), packets));
            ASSERT_TRUE(video->encode(picture(tick), tick, packets));
            for (const PacketPtr& packet : packets)
                ASSERT_TRUE(muxer->write(*packet));
        }
    }
    int pictures = 0;
    const auto json = probe(file.path());
    for (const auto& packet : json["packets"])
        pictures += packet["codec_type"] == "video" ? 1 : 0;
    EXPECT_GE(pictures, 120);  // at most the last fragment is lost
}

}  // namespace
}  // namespace compere::media
