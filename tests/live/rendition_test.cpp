#include "live/rendition.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "command.h"
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
    out.audio = {tick * 1600, std::vector<float>(3200)};
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

}  // namespace
}  // namespace compere::live
