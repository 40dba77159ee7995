#include "media/live_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "media/intake_pace.h"
#include "scratch_folder.h"

namespace compere::media {
namespace {

using namespace std::chrono_literals;

std::size_t resident_bytes() {
    std::size_t pages = 0;
    std::ifstream{"/proc/self/statm"} >> pages >> pages;
    return pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

// Everything that comes within a time, or until `enough` pictures are there.
struct Received {
    std::vector<InputPicture> pictures;
    std::vector<InputSound> sounds;
};
Received receive(LiveInput& input, std::chrono::seconds limit, std::size_t enough) {
    Received out;
    const auto end = std::chrono::steady_clock::now() + limit;
    while (std::chrono::steady_clock::now() < end && out.pictures.size() < enough && input.failure().empty()) {
        auto event = input.next(100ms);
        if (!event) continue;
        if (auto* picture = std::get_if<InputPicture>(&*event)) out.pictures.push_back(std::move(*picture));
        if (auto* sound = std::get_if<InputSound>(&*event)) out.sounds.push_back(std::move(*sound));
    }
    return out;
}

TEST(LiveInput, ReceivesPictureAndSoundOfATestSource) {
    auto input = LiveInput::open({"testbin://video,pattern=white,caps=[video/x-raw,width=320,height=240,framerate=30/1]+audio,wave=sine", {{160, 160}}, false, 200ms});
    ASSERT_TRUE(input) << input.error().message;
    const Received got = receive(*input, 20s, 20);
    ASSERT_GE(got.pictures.size(), 20u) << input->failure();
    const signal::LayerPicture& last = *got.pictures.back().views.at(0);
    EXPECT_EQ(last.width_px, 160);  // 4:3 inside the square
    EXPECT_EQ(last.height_px, 120);
    EXPECT_NEAR(last.nv12[60 * 160 + 80], 235, 1);
    EXPECT_NEAR(got.pictures.back().at_s - got.pictures.front().at_s, 19 / 30.0, 0.2);
    double peak = 0;
    for (const InputSound& sound : got.sounds) {
        for (const float v : sound.stereo) {
            peak = std::max(peak, static_cast<double>(std::abs(v)));
        }
    }
    EXPECT_GT(peak, 0.2);
}

TEST(LiveInput, ATransportStreamOverSrtArrivesInSync) {
    const test::ScratchFolder folder;
    const std::string port = std::to_string(30000 + getpid() % 20000);
    // A white picture and a click together each second, sent by the ffmpeg command in real time.
    const std::string sender = "timeout 30 ffmpeg -v error -re -f lavfi -i \"color=black:size=160x90:rate=30,format=yuv420p,geq=lum='if(eq(mod(N,30),0),235,16)':cb=128:cr=128\" -f lavfi -i "
                               "\"aevalsrc='0.8*lt(mod(n,48000),48)*sin(2*PI*1000*t)':s=48000\" -c:v libx264 -preset ultrafast -tune zerolatency -g 30 -c:a aac -t 20 -f mpegts 'srt://127.0.0.1:" +
                               port + "?mode=listener' >/dev/null 2>&1 &";
    ASSERT_EQ(std::system(sender.c_str()), 0);
    Received got;
    for (int attempt = 0; attempt < 20 && got.pictures.size() < 100; ++attempt) {
        auto input = LiveInput::open({"srt://127.0.0.1:" + port + "?mode=caller", {{160, 90}}, false, 200ms});
        if (input) got = receive(*input, 10s, 100);
    }
    ASSERT_GE(got.pictures.size(), 100u);
    std::vector<double> flashes, clicks;
    for (const InputPicture& picture : got.pictures) {
        if (picture.views[0]->nv12.at(45 * 160 + 80) > 180) flashes.push_back(picture.at_s);
    }
    for (const InputSound& sound : got.sounds) {
        for (std::size_t i = 0; i < sound.stereo.size(); i += 2) {
            const double at_s = sound.at_s + static_cast<double>(i / 2) / 48000;
            if (std::abs(sound.stereo[i]) > 0.3f && (clicks.empty() || at_s - clicks.back() > 0.5)) clicks.push_back(at_s);
        }
    }
    ASSERT_GE(flashes.size(), 2u);
    int met = 0;
    for (const double flash : flashes) {
        for (const double click : clicks) {
            met += std::abs(click - flash) < 0.005;
        }
    }
    EXPECT_GE(met, 2);
}

// A sender chooses how large its pictures are; 60 of these are 550 MB.
TEST(LiveInput, WhatWaitsIsBoundedInBytes) {
    const std::string port = std::to_string(30000 + (getpid() + 7) % 20000);
    const std::string sender = "timeout 30 ffmpeg -v error -re -f lavfi -i color=red:size=3072x2048:rate=30 -c:v libx264 -preset ultrafast -tune zerolatency -g 15 -t 12 "
                               "-f mpegts 'srt://127.0.0.1:" + port + "?mode=listener' >/dev/null 2>&1 &";
    ASSERT_EQ(std::system(sender.c_str()), 0);
    for (int attempt = 0; attempt < 20; ++attempt) {
        auto input = LiveInput::open({"srt://127.0.0.1:" + port + "?mode=caller", {{160, 90}}, false, 200ms});
        ASSERT_TRUE(input) << input.error().message;
        if (receive(*input, 10s, 1).pictures.empty()) continue;
        const std::size_t before = resident_bytes();
        std::this_thread::sleep_for(4s);
        EXPECT_LT(resident_bytes(), before + (400u << 20));
        EXPECT_GE(receive(*input, 10s, 4).pictures.size(), 4u) << input->failure();  // and it goes on
        return;
    }
    FAIL() << "no picture came";
}

// The same for what comes in its own time, which waits in the sink itself.
TEST(LiveInput, WhatWaitsOfAFileIsBoundedInBytes) {
    const test::ScratchFolder folder;
    const auto file = folder.path() / "large.mp4";
    ASSERT_EQ(std::system(("ffmpeg -v error -f lavfi -i color=red:size=3072x2048:rate=30 -frames:v 240 -c:v libx264 -preset ultrafast -pix_fmt yuv420p '" + file.string() + "'").c_str()), 0);
    auto input = LiveInput::open({"file://" + file.string(), {{160, 90}}, false, 200ms});
    ASSERT_TRUE(input) << input.error().message;
    ASSERT_EQ(receive(*input, 10s, 1).pictures.size(), 1u) << input->failure();
    const std::size_t before = resident_bytes();
    std::this_thread::sleep_for(4s);
    EXPECT_LT(resident_bytes(), before + (300u << 20));
    EXPECT_GE(receive(*input, 10s, 4).pictures.size(), 4u) << input->failure();  // and it goes on
}

TEST(LiveInput, PicturesThatNobodyHoldsAreFreed) {
    auto input = LiveInput::open({"testbin://video,caps=[video/x-raw,width=64,height=48,framerate=200/1]", {{64, 48}}, false, 200ms});
    ASSERT_TRUE(input) << input.error().message;
    std::vector<std::weak_ptr<const signal::LayerPicture>> seen;
    {
        const Received held = receive(*input, 20s, 60);
        ASSERT_EQ(held.pictures.size(), 60u) << input->failure();
        for (const InputPicture& picture : held.pictures) {
            seen.push_back(picture.views[0]);
        }
    }
    for (int i = 0; i < 300; ++i) {  // one at a time
        ASSERT_EQ(receive(*input, 20s, 1).pictures.size(), 1u) << input->failure();
    }
    EXPECT_LE(std::count_if(seen.begin(), seen.end(), [](const auto& picture) { return !picture.expired(); }), 6);
}

TEST(LiveInput, WhatIsSentWithoutPaceIsHeldBack) {
    const std::string port = std::to_string(30000 + (getpid() + 11) % 20000);
    const std::string sender = "timeout 20 ffmpeg -v error -f lavfi -i color=red:size=64x48:rate=30 -c:v libx264 -preset ultrafast -tune zerolatency -g 30 -t 9000 "
                               "-f mpegts 'srt://127.0.0.1:" + port + "?mode=listener' >/dev/null 2>&1 &";
    ASSERT_EQ(std::system(sender.c_str()), 0);
    for (int attempt = 0; attempt < 20; ++attempt) {
        auto input = LiveInput::open({"srt://127.0.0.1:" + port + "?mode=caller", {{64, 48}}, false, 200ms});
        ASSERT_TRUE(input) << input.error().message;
        if (receive(*input, 5s, 1).pictures.empty()) continue;
        const std::size_t pictures = receive(*input, 5s, 1u << 30).pictures.size();
        EXPECT_GE(pictures, 150u);
        EXPECT_LE(pictures, 30 * (IntakePace::kBurstSpeed * 5 + 5));
        return;
    }
    FAIL() << "no picture came";
}

TEST(LiveInput, SaysThatItsPicturesAreTooLarge) {
    auto input = LiveInput::open({"testbin://video,caps=[video/x-raw,width=8320,height=64,framerate=30/1]", {{64, 64}}, false, 200ms});
    ASSERT_TRUE(input) << input.error().message;
    EXPECT_TRUE(receive(*input, 5s, 1).pictures.empty());
    EXPECT_EQ(input->failure(), "its pictures of 8320x64 are larger than 8192 pixels a side");
}

TEST(LiveInput, SaysWhyNothingComes) {
    auto refused = LiveInput::open({"rtmp://127.0.0.1:9/live/key?token=secret", {{64, 64}}, false, 200ms});
    if (refused) {
        receive(*refused, 10s, 1);
        EXPECT_FALSE(refused->failure().empty());
        EXPECT_THAT(refused->failure(), testing::Not(testing::HasSubstr("secret")));
    }
    auto absent = LiveInput::open({"file:///there/is/no/such/file.mp4", {{64, 64}}, false, 200ms});
    if (absent) {
        receive(*absent, 10s, 1);
        EXPECT_FALSE(absent->failure().empty());
    } else {
        EXPECT_FALSE(absent.error().message.empty());
    }
}

TEST(LiveInput, AFileThatEndsSaysSo) {
    const test::ScratchFolder folder;
    const auto file = folder.path() / "short.mp4";
    ASSERT_EQ(std::system(("ffmpeg -v error -f lavfi -i testsrc=size=64x48:rate=30 -frames:v 10 -c:v libx264 -pix_fmt yuv420p '" + file.string() + "'").c_str()), 0);
    auto input = LiveInput::open({"file://" + file.string(), {{64, 48}}, true, 200ms});
    ASSERT_TRUE(input) << input.error().message;
    const Received got = receive(*input, 10s, 100);
    EXPECT_EQ(input->failure(), "the source ended");
    ASSERT_GE(got.pictures.size(), 5u);
    EXPECT_EQ(got.pictures[0].views[0]->bgra.size(), 64u * 48 * 4);
}

TEST(PublicName, LeavesOutWhatMayBeSecret) {
    EXPECT_EQ(public_name("rtsp://admin:hunter2@10.0.0.7:554/ch1?token=x"), "rtsp://10.0.0.7:554/ch1");
    EXPECT_EQ(public_name("srt://127.0.0.1:9000?passphrase=abc"), "srt://127.0.0.1:9000");
    EXPECT_EQ(public_name("rtmp://host/live/a-key?token=x"), "rtmp://host/live");
    EXPECT_EQ(public_name("rtmp://host/live"), "rtmp://host/live");
    EXPECT_EQ(public_name("v4l2:///dev/video0"), "v4l2:///dev/video0");
    EXPECT_EQ(public_name("file:///a@b/c.mp4"), "file:///a@b/c.mp4");
}

}  // namespace
}  // namespace compere::media
