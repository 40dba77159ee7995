#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

#include "media/aigc.h"
#include "media/audio_encoder.h"
#include "media/video_encoder.h"
#include "output/recording.h"

namespace compere::output {
namespace {

constexpr core::FrameRate kRate{30, 1};
constexpr core::Tick kTicks = 30 * 9, kSplit = 30 * 3;

struct Encoded {
    media::StreamInfo info;
    std::vector<media::PacketPtr> packets;
};

// A picture that grows lighter and a tone that rises: every moment is unlike every other.
Encoded encoded_film(std::int64_t bitrate_bps = 200'000) {
    media::VideoSettings settings{64, 64, kRate};
    settings.bitrate_bps = bitrate_bps;
    auto video = media::VideoEncoder::create(settings);
    auto audio = media::AudioEncoder::create({});
    EXPECT_TRUE(video && audio);
    Encoded out{{settings, {}, video->extradata(), audio->extradata(), media::aigc_label("Wang", "split")}, {}};
    signal::VideoFrame frame;
    frame.resize(64, 64);
    std::int64_t sample = 0;
    for (core::Tick tick = 0; tick < kTicks; ++tick) {
        std::vector<float> stereo;
        for (; sample < kRate.first_sample(tick + 1); ++sample) {
            const double t = static_cast<double>(sample) / 48000;
            stereo.push_back(static_cast<float>(0.4 * std::sin(2 * M_PI * (200 + 150 * t) * t)));
            stereo.push_back(static_cast<float>(0.3 * std::sin(2 * M_PI * (300 + 90 * t) * t)));
        }
        std::fill(frame.nv12.begin(), frame.nv12.begin() + 64 * 64, static_cast<std::uint8_t>(16 + tick % 200));
        EXPECT_TRUE(audio->encode(stereo, out.packets));
        EXPECT_TRUE(video->encode(frame, tick, out.packets));
    }
    EXPECT_TRUE(audio->finish(out.packets));
    EXPECT_TRUE(video->finish(out.packets));
    return out;
}

void record(const Encoded& encoded, const std::filesystem::path& file, core::Tick split) {
    auto recording = Recording::create(file, encoded.info, split);
    ASSERT_TRUE(recording) << recording.error().message;
    PacketQueue packets{10'000};
    for (const media::PacketPtr& packet : encoded.packets) {
        packets.push(media::PacketPtr{packet});
    }
    packets.close();
    (*recording)->run(packets);
    EXPECT_FALSE((*recording)->failure()) << (*recording)->failure()->message;
    EXPECT_EQ((*recording)->status().packets.load(), static_cast<std::int64_t>(encoded.packets.size()));
}

// As any player decodes it: signed 16-bit stereo, or 8-bit luma.
std::vector<char> decoded(const std::filesystem::path& file, const std::string& what) {
    const std::string command = "ffmpeg -loglevel error -nostdin -i '" + file.string() + "' " + what + " -";
    std::vector<char> out;
    FILE* const pipe = popen(command.c_str(), "r");
    char block[65536];
    for (std::size_t got; (got = fread(block, 1, sizeof block, pipe)) > 0;) {
        out.insert(out.end(), block, block + got);
    }
    EXPECT_EQ(pclose(pipe), 0) << command;
    return out;
}

TEST(Split, EachFileBeginsExactlyWhereTheLastOneEnds) {
    const auto folder = std::filesystem::temp_directory_path() / ("compere-split-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    const Encoded whole = encoded_film();
    record(whole, folder / "whole.mp4", 0);
    record(whole, folder / "tea.mp4", kSplit);
    const std::vector<std::filesystem::path> parts{folder / "tea-part001.mp4", folder / "tea-part002.mp4", folder / "tea-part003.mp4"};
    // A key picture every two seconds, so parts of three end at four: 4 + 4 + 1.
    const std::vector<core::Tick> ticks{120, 120, 30};

    // Times as they stand in the file, from 0 on.
    const std::string kSound = "-copyts -map 0:a -af atrim=start=0 -f s16le", kLuma = "-map 0:v -pix_fmt gray -f rawvideo -fps_mode passthrough";
    const std::vector<char> sound = decoded(folder / "whole.mp4", kSound), luma = decoded(folder / "whole.mp4", kLuma);
    ASSERT_EQ(luma.size(), static_cast<std::size_t>(kTicks) * 64 * 64);
    std::size_t sound_at = 0, luma_at = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        ASSERT_TRUE(std::filesystem::exists(parts[i])) << parts[i];
        const std::vector<char> pictures = decoded(parts[i], kLuma), samples = decoded(parts[i], kSound);
        const auto bytes = static_cast<std::size_t>(ticks[i]) * 1600 * 4;  // of the part's own time
        ASSERT_EQ(pictures.size(), static_cast<std::size_t>(ticks[i]) * 64 * 64) << parts[i];
        EXPECT_TRUE(std::equal(pictures.begin(), pictures.end(), luma.begin() + static_cast<std::ptrdiff_t>(luma_at))) << parts[i];
        ASSERT_GE(samples.size(), i + 1 < parts.size() ? bytes - 1024 * 4 : bytes - 4 * 1600) << parts[i];
        // The last frame of sound may lie across the cut: up to it every sample is the whole recording's.
        const std::size_t compared = std::min({samples.size(), bytes, sound.size() - sound_at});
        int largest = 0;  // a decoder that begins elsewhere may round otherwise
        for (std::size_t at = 0; at + 1 < compared; at += 2) {
            std::int16_t ours = 0, its = 0;
            std::memcpy(&ours, &samples[at], 2);
            std::memcpy(&its, &sound[sound_at + at], 2);
            largest = std::max(largest, std::abs(ours - its));
        }
        EXPECT_LE(largest, 2) << parts[i];
        sound_at += bytes;
        luma_at += pictures.size();
    }
    EXPECT_FALSE(std::filesystem::exists(folder / "tea-part004.mp4"));
    std::filesystem::remove_all(folder);
}

// As where a hardware encoder gave up and libx264 went on: what came later cannot be decoded with what the file began with.
TEST(Split, AnotherEncoderBeginsAnotherPart) {
    const auto folder = std::filesystem::temp_directory_path() / ("compere-other-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    Encoded first = encoded_film(), second = encoded_film(400'000);
    ASSERT_NE(first.info.video_extradata, second.info.video_extradata);
    std::vector<media::PacketPtr> joined;
    for (const media::PacketPtr& packet : first.packets) {
        if (packet->track == media::Track::Audio || packet->pts < 120) joined.push_back(packet);
    }
    for (const media::PacketPtr& packet : second.packets) {
        if (packet->track == media::Track::Audio || packet->pts < 120) continue;
        auto from = std::make_shared<media::Packet>(*packet);
        if (packet->pts == 120) from->new_extradata = std::make_shared<const std::vector<std::uint8_t>>(second.info.video_extradata);
        joined.push_back(std::move(from));
    }
    std::stable_sort(joined.begin(), joined.end(), [](const media::PacketPtr& a, const media::PacketPtr& b) {
        const auto at = [](const media::Packet& p) { return p.track == media::Track::Video ? p.pts * 1600 : p.pts; };
        return at(*a) < at(*b);
    });
    first.packets = joined;
    record(first, folder / "tea.mp4", 0);
    const std::string kLuma = "-map 0:v -pix_fmt gray -f rawvideo -fps_mode passthrough";
    EXPECT_EQ(decoded(folder / "tea.mp4", kLuma).size(), 120u * 64 * 64);
    EXPECT_EQ(decoded(folder / "tea-part002.mp4", kLuma).size(), 150u * 64 * 64);
    EXPECT_GE(decoded(folder / "tea-part002.mp4", "-copyts -map 0:a -af atrim=start=0 -f s16le").size(), 148u * 1600 * 4);
    std::filesystem::remove_all(folder);
}

TEST(Split, APlaceThatRefusesTheNextFileKeepsTheLastOneGoing) {
    const auto folder = std::filesystem::temp_directory_path() / ("compere-nosplit-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    const Encoded whole = encoded_film();
    auto recording = Recording::create(folder / "tea.mp4", whole.info, kSplit, AfterFailure::TryAgain);
    ASSERT_TRUE(recording) << recording.error().message;
    PacketQueue packets{10'000};
    for (const media::PacketPtr& packet : whole.packets) {
        packets.push(media::PacketPtr{packet});
    }
    packets.close();
    rlimit before{};
    getrlimit(RLIMIT_NOFILE, &before);
    const rlimit none{0, before.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none);  // what is open goes on, nothing new is opened
    (*recording)->run(packets);
    setrlimit(RLIMIT_NOFILE, &before);
    EXPECT_EQ((*recording)->status().packets.load(), static_cast<std::int64_t>(whole.packets.size()));
    EXPECT_EQ(decoded(folder / "tea-part001.mp4", "-map 0:v -pix_fmt gray -f rawvideo -fps_mode passthrough").size(), static_cast<std::size_t>(kTicks) * 64 * 64);
    EXPECT_FALSE(std::filesystem::exists(folder / "tea-part002.mp4"));
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace compere::output
