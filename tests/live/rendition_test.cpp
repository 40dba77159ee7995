#include "live/rendition.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "command.h"
#include "live/fault_hook.h"
#include "media/aigc.h"
#include "output/recording.h"

namespace compere::live {
namespace {

EncodeTick grey(core::Tick tick, bool with_picture) {
    EncodeTick out;
    out.tick = tick;
    if (with_picture) {
        auto frame = std::make_shared<signal::VideoFrame>(signal::VideoFrame{128, 72, {}});
        frame->nv12.assign(frame->luma_bytes() * 3 / 2, 128);
        out.picture = std::move(frame);
    }
    out.audio = std::make_shared<signal::AudioBlock>(signal::AudioBlock{tick * 1600, std::vector<float>(3200)});
    return out;
}

// The example of the module's README, word for word.
core::Status example(const std::filesystem::path& file, core::Tick ticks) {
    media::VideoSettings settings{128, 72, {30, 1}};
    auto rendition = Rendition::create("portrait", settings, media::aigc_label("Wang", "1"));
    if (!rendition) return rendition.error();
    auto recording = output::Recording::create(file, (*rendition)->info());
    if (!recording) return recording.error();
    (*rendition)->add_sink(std::move(*recording));
    (*rendition)->start();
    for (core::Tick tick = 0; tick < ticks; ++tick)
        (*rendition)->push(grey(tick, tick % 3 == 0));  // without a picture: the last one again
    return (*rendition)->finish();
}

TEST(Rendition, NinetyTicksAreNinetyFrames) {
    const std::filesystem::path file = std::filesystem::temp_directory_path() / ("compere-rendition-" + std::to_string(getpid()) + ".mp4");
    const auto done = example(file, 90);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_TRUE(media::verify_aigc(file, media::aigc_label("Wang", "1")));
    EXPECT_EQ(test::run("ffprobe -v error -count_frames -select_streams v -show_entries stream=nb_read_frames -of csv=p=0 '" + file.string() + "'").out, "90\n");
    std::filesystem::remove(file);
}

TEST(Rendition, NothingSentIsNothingLost) {
    media::VideoSettings settings{128, 72, {30, 1}};
    auto rendition = Rendition::create("portrait", settings, "{}");
    ASSERT_TRUE(rendition) << rendition.error().message;
    (*rendition)->start();
    EXPECT_TRUE((*rendition)->offer(grey(0, true)));
    EXPECT_TRUE((*rendition)->finish());
    EXPECT_EQ((*rendition)->ticks(), 1);
    EXPECT_EQ((*rendition)->samples(), 1600);
    EXPECT_FALSE((*rendition)->push(grey(1, true)));  // closed
}

// A sink with something to say after the last packet, as a push has: it says it unless it is cancelled.
class Slow final : public output::Sink {
public:
    explicit Slow(std::chrono::milliseconds goodbye) : goodbye_{goodbye} {}
    void run(output::PacketQueue& packets) override {
        while (packets.pop()) {
        }
        const auto until = std::chrono::steady_clock::now() + goodbye_;
        while (!is_cancelled && std::chrono::steady_clock::now() < until) {
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
        was_cut_short = is_cancelled.load();
    }
    void cancel() override { is_cancelled = true; }
    const std::string& name() const override { return name_; }
    std::atomic<bool> is_cancelled{false}, was_cut_short{false};

private:
    std::chrono::milliseconds goodbye_;
    std::string name_ = "slow";
};

TEST(Rendition, ASinkMayFinishButNotForEver) {
    for (const bool is_stuck : {false, true}) {
        auto rendition = Rendition::create("portrait", media::VideoSettings{128, 72, {30, 1}}, "{}");
        ASSERT_TRUE(rendition) << rendition.error().message;
        auto owned = std::make_unique<Slow>(is_stuck ? std::chrono::hours{1} : std::chrono::milliseconds{200});
        const Slow& slow = *owned;
        (*rendition)->add_sink(std::move(owned));
        (*rendition)->start();
        EXPECT_TRUE((*rendition)->offer(grey(0, true)));
        EXPECT_TRUE((*rendition)->finish());
        EXPECT_EQ(slow.was_cut_short, is_stuck);
    }
}

// Takes nothing until it may.
class Gated final : public output::Sink {
public:
    void run(output::PacketQueue& packets) override {
        is_open.wait(false);
        while (const auto packet = packets.pop()) {
            if ((*packet)->track != media::Track::Video) continue;
            pictures.push_back((*packet)->pts);
            keys.push_back((*packet)->is_key);
            newest = (*packet)->pts;
        }
    }
    void cancel() override {}
    const std::string& name() const override { return name_; }
    std::atomic<bool> is_open{false};
    std::atomic<std::int64_t> newest{-1};
    std::vector<std::int64_t> pictures;
    std::vector<bool> keys;

private:
    std::string name_ = "gated";
};

TEST(Rendition, AnOutputThatTakesNothingLosesWhatComesAfter30SecondsAndSaysSo) {
    auto rendition = Rendition::create("portrait", media::VideoSettings{128, 72, {30, 1}}, "{}");
    ASSERT_TRUE(rendition) << rendition.error().message;
    auto owned = std::make_unique<Gated>();
    Gated& gated = *owned;
    (*rendition)->add_sink(std::move(owned));
    (*rendition)->start();
    testing::internal::CaptureStderr();
    const auto send = [&](core::Tick from, core::Tick to) {
        for (core::Tick tick = from; tick < to; ++tick) {
            (*rendition)->push(grey(tick, tick == 0));
        }
        while ((*rendition)->ticks() < to) {
            std::this_thread::sleep_for(std::chrono::milliseconds{1});
        }
    };
    send(0, 890);
    EXPECT_EQ((*rendition)->sinks()[0]->status().dropped, 0);
    send(890, 1000);
    EXPECT_GT((*rendition)->sinks()[0]->status().dropped, 0);
    gated.is_open = true;
    gated.is_open.notify_all();
    while (gated.newest < 889) {  // it has room for all that comes
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    send(1000, 1200);
    EXPECT_TRUE((*rendition)->finish());
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_NE(said.find("gated has not taken what is 30 s old"), std::string::npos) << said;
    EXPECT_NE(said.find(fmt::format("gated goes on with this key picture; it lost {} packets\n", (*rendition)->sinks()[0]->status().dropped.load())), std::string::npos) << said;
    ASSERT_EQ(gated.pictures.size(), gated.keys.size());
    const auto gap = std::adjacent_find(gated.pictures.begin(), gated.pictures.end(), [](std::int64_t a, std::int64_t b) { return b != a + 1; });
    ASSERT_NE(gap, gated.pictures.end());
    EXPECT_GE(*gap, 889);
    EXPECT_TRUE(gated.keys[static_cast<std::size_t>(gap + 1 - gated.pictures.begin())]);
    EXPECT_EQ(gated.pictures.back(), 1199);
}

#ifdef COMPERE_FAULT_HOOKS
// Armed for the life of one of these.
class Armed {
public:
    explicit Armed(const char* faults) {
        setenv("COMPERE_FAULT", faults, 1);
        arm_faults();
    }
    Armed(const Armed&) = delete;
    Armed& operator=(const Armed&) = delete;
    ~Armed() {
        unsetenv("COMPERE_FAULT");
        arm_faults();
    }
};

TEST(FaultHook, StallsAndFailsWhereAndWhenItIsTold) {
    using namespace std::chrono;
    const auto took_ms = [](const char* place, bool is_well) {
        const auto from = steady_clock::now();
        EXPECT_EQ(fault_at(place).has_value(), is_well) << place;
        return duration_cast<milliseconds>(steady_clock::now() - from).count();
    };
    const Armed armed{"encode@0s:stall=150ms,draw@0s:error,speech@0s:error=100ms,frame@1h:error,sink@5s:error"};
    EXPECT_GE(took_ms("encode", true), 150);
    EXPECT_LT(took_ms("encode", true), 100);  // once
    took_ms("draw", false);
    took_ms("draw", true);
    took_ms("frame", true);  // not understood
    took_ms("sink", true);   // not yet
    EXPECT_TRUE(fault_at("speech"));  // its tenth of a second passed in the stall
    const Armed again{"speech@0s:error=10s"};
    took_ms("speech", false);
    took_ms("speech", false);
}

TEST(Rendition, AnEncoderThatFailsIsMadeAnewAndLosesNoPicture) {
    const std::filesystem::path file = std::filesystem::temp_directory_path() / ("compere-encoder-" + std::to_string(getpid()) + ".mp4");
    auto rendition = Rendition::create("portrait", media::VideoSettings{128, 72, {30, 1}}, "{}");
    ASSERT_TRUE(rendition) << rendition.error().message;
    auto recording = output::Recording::create(file, (*rendition)->info());
    ASSERT_TRUE(recording) << recording.error().message;
    (*rendition)->add_sink(std::move(*recording));
    (*rendition)->start();
    for (core::Tick tick = 0; tick < 10; ++tick) {
        (*rendition)->push(grey(tick, true));
    }
    while ((*rendition)->ticks() < 10) {
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    const Armed armed{"encode@0s:error"};
    for (core::Tick tick = 10; tick < 40; ++tick) {
        (*rendition)->push(grey(tick, true));
    }
    EXPECT_TRUE((*rendition)->finish());
    EXPECT_EQ((*rendition)->encoder_restarts(), 1);
    EXPECT_EQ(test::run("ffprobe -v error -count_frames -select_streams v -show_entries stream=nb_read_frames -of csv=p=0 '" + file.string() + "'").out, "40\n");
    std::string keys;
    for (int i = 0; i < 40; ++i) {
        keys += i == 0 || i == 10 ? "K" : "_";
    }
    EXPECT_EQ(test::run("ffprobe -v error -select_streams v -show_entries packet=flags -of csv=p=0 '" + file.string() + "' | cut -c1 | tr -d '\n'").out, keys);
    std::filesystem::remove(file);
}

// No hardware here: what stands for it is x264 of another rate, whose parameter sets differ, and which cannot be made a second time.
TEST(Rendition, LibX264TakesThePlaceOfHardwareThatFailsAgain) {
    const std::filesystem::path folder = std::filesystem::temp_directory_path() / ("compere-replaced-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    int made = 0;
    const auto make = [&](const media::VideoSettings& wanted) -> core::Result<media::VideoEncoder> {
        media::VideoSettings settings = wanted;
        if (wanted.encoder == media::EncoderKind::Nvenc) {
            if (made++ > 0) return core::fail("no device");
            settings.encoder = media::EncoderKind::X264;
            settings.bitrate_bps /= 2;
        }
        return media::VideoEncoder::create(settings);
    };
    media::VideoSettings settings{128, 72, {30, 1}};
    settings.encoder = media::EncoderKind::Nvenc;
    auto rendition = Rendition::create("portrait", settings, media::aigc_label("Wang", "1"), nullptr, make);
    ASSERT_TRUE(rendition) << rendition.error().message;
    const auto before = (*rendition)->info().video_extradata;
    auto recording = output::Recording::create(folder / "room.mp4", (*rendition)->info());
    ASSERT_TRUE(recording) << recording.error().message;
    (*rendition)->add_sink(std::move(*recording));
    testing::internal::CaptureStderr();
    (*rendition)->start();
    for (core::Tick tick = 0; tick < 10; ++tick) {
        (*rendition)->push(grey(tick, true));
    }
    while ((*rendition)->ticks() < 10) {
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    const Armed armed{"encode@0s:error"};
    for (core::Tick tick = 10; tick < 40; ++tick) {
        (*rendition)->push(grey(tick, true));
    }
    EXPECT_TRUE((*rendition)->finish());
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_NE(said.find("h264_nvenc fails again, libx264 goes on in its place: no device"), std::string::npos) << said;
    EXPECT_NE((*rendition)->info().video_extradata, before);
    const auto pictures_of = [&](const char* name) { return test::run("ffprobe -v error -count_frames -select_streams v -show_entries stream=nb_read_frames -of csv=p=0 '" + (folder / name).string() + "'").out; };
    EXPECT_EQ(pictures_of("room.mp4"), "10\n");
    EXPECT_EQ(pictures_of("room-part002.mp4"), "30\n");
    std::filesystem::remove_all(folder);
}

TEST(Rendition, WhileAnEncoderFailsItsTicksKeepTheirSoundAndStamps) {
    const std::filesystem::path file = std::filesystem::temp_directory_path() / ("compere-no-encoder-" + std::to_string(getpid()) + ".mp4");
    auto rendition = Rendition::create("portrait", media::VideoSettings{128, 72, {30, 1}}, "{}");
    ASSERT_TRUE(rendition) << rendition.error().message;
    auto recording = output::Recording::create(file, (*rendition)->info());
    ASSERT_TRUE(recording) << recording.error().message;
    (*rendition)->add_sink(std::move(*recording));
    (*rendition)->start();
    const Armed armed{"encode@0s:error=300ms"};
    (*rendition)->push(grey(0, true));
    std::this_thread::sleep_for(std::chrono::milliseconds{400});
    for (core::Tick tick = 1; tick < 90; ++tick) {
        (*rendition)->push(grey(tick, true));
    }
    EXPECT_TRUE((*rendition)->finish());
    EXPECT_EQ((*rendition)->ticks(), 90);
    // Tried at tick 0 and again a second later: pictures 30 to 89.
    EXPECT_EQ(test::run("ffprobe -v error -count_frames -select_streams v -show_entries stream=nb_read_frames -of csv=p=0 '" + file.string() + "'").out, "60\n");
    EXPECT_EQ(test::run("ffprobe -v error -select_streams v -show_entries packet=pts_time -of csv=p=0 '" + file.string() + "' | head -1 | cut -c1-4").out, "1.00\n");
    std::filesystem::remove(file);
}
#endif

}  // namespace
}  // namespace compere::live
