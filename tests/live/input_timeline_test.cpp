#include "live/input_timeline.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <random>

namespace compere::live {
namespace {

signal::SourceTick taken(InputTimeline& timeline, core::Tick tick) {
    signal::SourceTick out;
    timeline.take(tick, out);
    return out;
}

constexpr core::FrameRate k30{30, 1};

// A sender with a clock of its own that flashes and clicks together every second, and a network between.
class Sender {
public:
    explicit Sender(double clock_ratio = 1, double offset_s = 1000) : ratio_{clock_ratio}, offset_s_{offset_s} {}

    // What arrives until room time `now_s`, each `lag_s` after it happened.
    void send(double now_s, double lag_s, InputTimeline& to) {
        const double until_s = (now_s - lag_s) * ratio_;
        for (; static_cast<double>(picture_) / 25 <= until_s; ++picture_) {
            if (!has_picture) continue;
            auto view = std::make_shared<signal::LayerPicture>();
            view->content = picture_ % 25 == 0 ? 2 : 1;  // 2: the flash
            to.add(media::InputPicture{offset_s_ + static_cast<double>(picture_) / 25, {view}});
        }
        for (; static_cast<double>(block_ + 1) * kBlock / 48000 <= until_s; ++block_) {
            std::vector<float> stereo(2 * kBlock, 0.0f);
            for (int i = 0; i < kBlock; ++i) {
                const std::int64_t in_second = (block_ * kBlock + i) % 48000;
                if (in_second < 48) stereo[2 * static_cast<std::size_t>(i)] = static_cast<float>(0.7 * std::sin(2 * std::numbers::pi * static_cast<double>(in_second) / 48));
            }
            to.add(media::InputSound{offset_s_ + static_cast<double>(block_) * kBlock / 48000, std::move(stereo)});
        }
    }
    bool has_picture = true;
    void skip_to(double now_s) {  // what was sent until then is lost
        picture_ = static_cast<std::int64_t>(now_s * ratio_ * 25) + 1;
        block_ = static_cast<std::int64_t>(now_s * ratio_ * 48000 / kBlock) + 1;
    }

private:
    static constexpr int kBlock = 1024;
    double ratio_, offset_s_;
    std::int64_t picture_ = 0, block_ = 0;
};

// Where flashes began and clicks began in what the room got, seconds of room time.
struct Heard {
    std::vector<double> flashes_s, clicks_s;
    bool is_flash = false;
    double last_click_s = -1;

    void take(core::Tick tick, const signal::SourceTick& part) {
        const bool flash = part.pictures.at(0) && part.pictures[0]->content == 2;
        if (flash && !is_flash) flashes_s.push_back(k30.seconds(tick));
        is_flash = flash;
        for (std::size_t i = 0; i < part.stereo.size(); i += 2) {
            const double at_s = k30.seconds(tick) + static_cast<double>(i / 2) / 48000;
            if (std::abs(part.stereo[i]) < 0.35f || at_s - last_click_s < 0.1) continue;
            last_click_s = at_s;
            clicks_s.push_back(at_s);
        }
    }
    double worst_offset_s(double from_s) const {
        double worst = 0;
        for (const double flash : flashes_s) {
            double nearest = 1e9;
            for (const double click : clicks_s) {
                if (std::abs(click - flash) < std::abs(nearest)) nearest = click - flash;
            }
            if (flash > from_s) worst = std::max(worst, std::abs(nearest));
        }
        return worst;
    }
};

TEST(InputTimeline, FlashAndClickStayTogetherWhileClocksDrift) {
    for (const double ppm : {0.0, 300.0, -300.0, 1500.0}) {
        InputTimeline timeline{k30, 1, 0.3};
        Sender sender{1 + ppm * 1e-6};
        Heard heard;
        std::mt19937 random{7};
        double most_ready_s = 0;
        for (core::Tick tick = 0; tick < 30 * 240; ++tick) {
            sender.send(k30.seconds(tick), 0.05 + 0.06 * static_cast<double>(random()) / 4294967296.0, timeline);
            heard.take(tick, taken(timeline, tick));
            if (tick > 300) most_ready_s = std::max(most_ready_s, timeline.ready_s());
        }
        EXPECT_GE(heard.flashes_s.size(), 235u) << ppm;
        EXPECT_LE(heard.worst_offset_s(2), 0.5 / 30 + 0.001) << ppm;  // half a period of the room
        EXPECT_EQ(timeline.starved_ticks(), 0) << ppm;
        EXPECT_EQ(timeline.jumps(), 0) << ppm;
        EXPECT_LT(most_ready_s, 0.6) << ppm;
        EXPECT_NEAR(timeline.speed(), 1 + ppm * 1e-6, 0.0015) << ppm;
    }
}

// A camera whose picture dies while its microphone lives.
TEST(InputTimeline, APictureThatStopsIsLetGoWhileItsSoundGoesOn) {
    InputTimeline timeline{k30, 1, 0.3};
    Sender sender;
    for (core::Tick tick = 0; tick < 30 * 40; ++tick) {
        const double now_s = k30.seconds(tick);
        sender.has_picture = now_s < 10 || now_s > 30;
        sender.send(now_s, 0.05, timeline);
        const signal::SourceTick part = taken(timeline, tick);
        if ((now_s > 1 && now_s < 12.9) || now_s > 31) {
            EXPECT_NE(part.pictures.at(0), nullptr) << now_s;
        }
        if (now_s > 15.5 && now_s < 30) {  // its sound waited two seconds for it
            EXPECT_EQ(part.pictures.at(0), nullptr) << now_s;
        }
        if (now_s > 14) {
            EXPECT_FALSE(part.stereo.empty()) << now_s;
        }
    }
}

// An encoder that looks far ahead: its pictures are stamped long before the sound that comes with them.
TEST(InputTimeline, PictureAndSoundStampedFarApartDoNotEraseEachOther) {
    InputTimeline timeline{k30, 1, 0.3};
    int pictures = 0, sounds = 0;
    for (core::Tick tick = 0; tick < 30 * 20; ++tick) {
        timeline.add(media::InputPicture{1000 + k30.seconds(tick), {std::make_shared<signal::LayerPicture>()}});
        timeline.add(media::InputSound{1008 + k30.seconds(tick), std::vector<float>(2 * 1600, 0.1f)});
        const signal::SourceTick part = taken(timeline, tick);
        pictures += part.pictures.at(0) != nullptr;
        sounds += !part.stereo.empty();
    }
    EXPECT_GT(pictures, 30 * 15);
    EXPECT_GT(sounds, 30 * 5);
}

TEST(InputTimeline, SlidesThatComeEveryFewSecondsStay) {
    for (const int pitch_s : {4, 7}) {
        for (const bool has_sound : {true, false}) {
            InputTimeline timeline{k30, 1, 0.3};
            Sender sender;
            sender.has_picture = false;
            for (core::Tick tick = 0; tick < 30 * 60; ++tick) {
                const double now_s = k30.seconds(tick);
                if (has_sound) sender.send(now_s, 0.05, timeline);
                const int slide = static_cast<int>(now_s) / pitch_s;
                if (tick % (30 * pitch_s) == 0) {
                    auto view = std::make_shared<signal::LayerPicture>();
                    view->content = static_cast<std::uint64_t>(slide + 1);
                    timeline.add(media::InputPicture{1000 + now_s, {view}});
                }
                const signal::SourceTick part = taken(timeline, tick);
                if (now_s < 3 * pitch_s) continue;  // until it is known how slow they are
                ASSERT_NE(part.pictures.at(0), nullptr) << pitch_s << " " << now_s;
                const double since_s = now_s - slide * pitch_s;
                EXPECT_EQ(part.pictures[0]->content, static_cast<std::uint64_t>(since_s > 0.6 ? slide + 1 : since_s < 0.2 ? slide : part.pictures[0]->content)) << pitch_s << has_sound << " " << now_s;
                EXPECT_EQ(part.stereo.empty(), !has_sound) << pitch_s << " " << now_s;
            }
        }
    }
}

TEST(InputTimeline, HoldsThroughAStallAndIsTogetherAgainAfterIt) {
    InputTimeline timeline{k30, 1, 0.3};
    Sender sender;
    Heard heard;
    for (core::Tick tick = 0; tick < 30 * 60; ++tick) {
        const double now_s = k30.seconds(tick);
        if (now_s < 20 || now_s > 22) sender.send(now_s, 0.05, timeline);  // what was sent meanwhile comes in one burst
        const signal::SourceTick part = taken(timeline, tick);
        if (now_s > 1) {
            ASSERT_NE(part.pictures.at(0), nullptr) << now_s;
        }
        if (now_s > 20.5 && now_s < 21.9) {
            EXPECT_TRUE(part.stereo.empty());
        }
        heard.take(tick, part);
    }
    EXPECT_GT(timeline.starved_ticks(), 40);
    EXPECT_LE(heard.worst_offset_s(25), 0.5 / 30 + 0.001);
    EXPECT_LT(timeline.ready_s(), 0.7);  // the two seconds have not stayed
}

TEST(InputTimeline, IsLostAfterThreeSecondsAndReturnsByItself) {
    InputTimeline timeline{k30, 1, 0.3};
    Sender first, second{1, 5};  // another connection, another clock
    Heard heard;
    for (core::Tick tick = 0; tick < 30 * 40; ++tick) {
        const double now_s = k30.seconds(tick);
        if (now_s < 10) first.send(now_s, 0.05, timeline);
        if (tick == 20 * 30) {
            timeline.restart();
            second.skip_to(now_s);
        }
        if (now_s > 20) second.send(now_s, 0.05, timeline);
        const signal::SourceTick part = taken(timeline, tick);
        heard.take(tick, part);
        if (now_s > 2 && now_s < 12.9) {
            EXPECT_NE(part.pictures.at(0), nullptr) << now_s;
        }
        if (now_s > 13.6 && now_s < 20) {
            EXPECT_EQ(part.pictures.at(0), nullptr) << now_s;
        }
        if (now_s > 21) {
            EXPECT_NE(part.pictures.at(0), nullptr) << now_s;
        }
    }
    EXPECT_LE(heard.worst_offset_s(21), 0.5 / 30 + 0.001);
}

TEST(InputTimeline, AnotherClockInTheSameConnectionIsARestart) {
    InputTimeline timeline{k30, 1, 0.2};
    Sender first, second{1, 90000};
    for (core::Tick tick = 0; tick < 30 * 20; ++tick) {
        const double now_s = k30.seconds(tick);
        if (tick == 300) second.skip_to(now_s);
        (now_s < 10 ? first : second).send(now_s, 0.05, timeline);
        const auto part = taken(timeline, tick);
        if (now_s > 1) {
            EXPECT_NE(part.pictures.at(0), nullptr);
        }
    }
    EXPECT_NEAR(timeline.ready_s(), 0.15, 0.15);
}

// A sender that packs 600 ms of sound into one packet, while 300 ms lie ready: after the first stutters it plays through.
TEST(InputTimeline, LearnsHowMuchMustLieReady) {
    InputTimeline timeline{k30, 1, 0.3};
    std::int64_t early = 0;
    for (core::Tick tick = 0; tick < 30 * 60; ++tick) {
        timeline.add(media::InputPicture{k30.seconds(tick), {std::make_shared<signal::LayerPicture>()}});
        if (tick % 18 == 17) timeline.add(media::InputSound{k30.seconds(tick - 17), std::vector<float>(2 * 18 * 1600, 0.1f)});
        taken(timeline, tick);
        if (tick == 300) early = timeline.starved_ticks();
    }
    EXPECT_GT(early, 0);
    EXPECT_EQ(timeline.starved_ticks(), early);
}

// What GStreamer does to the stamps of a transport stream that stood still.
TEST(InputTimeline, SoundWhoseStampsStepBackIsInItsPlaceAtOnce) {
    for (const double step_s : {-0.052, -0.055, -0.058, -0.061}) {
        InputTimeline timeline{k30, 1, 0.3};
        double click_s = -1;
        std::int64_t block = 0;
        for (core::Tick tick = 0; tick < 30 * 12; ++tick) {
            for (; block * 1024 < (tick + 1) * 1600; ++block) {
                std::vector<float> stereo(2048, 0.0f);
                if (block == 430) stereo[0] = 0.9f;  // half a second after the step
                timeline.add(media::InputSound{static_cast<double>(block * 1024) / 48000 + (block < 400 ? 0 : step_s), std::move(stereo)});
            }
            const double at_s = timeline.at_s();
            const signal::SourceTick part = taken(timeline, tick);
            for (std::size_t i = 0; i < part.stereo.size(); i += 2) {
                if (part.stereo[i] > 0.4f) click_s = at_s + static_cast<double>(i / 2) / 48000;
            }
        }
        EXPECT_NEAR(click_s, 430.0 * 1024 / 48000 + step_s, 0.002) << step_s;
    }
}

// The first block is stamped 18 ms early, as a decoder that begins within a stream does; all others are right, but for jitter.
TEST(InputTimeline, AFirstStampThatIsOffDoesNotStay) {
    for (const double off_s : {-0.018, 0.018}) {
        InputTimeline timeline{k30, 1, 0.3};
        std::mt19937 random{5};
        double click_s = -1;
        for (core::Tick tick = 0; tick < 30 * 20; ++tick) {
            for (int part = 0; part < 2; ++part) {
                const std::int64_t first = (2 * tick + part) * 800;
                std::vector<float> stereo(1600, 0.0f);
                if (first == 2 * 800 * 500) stereo[0] = 0.9f;  // at 16.67 s
                const double jitter_s = 0.001 * (static_cast<double>(random() % 1000) / 500 - 1);
                timeline.add(media::InputSound{static_cast<double>(first) / 48000 + (first == 0 ? off_s : jitter_s), std::move(stereo)});
            }
            const double at_s = timeline.at_s();
            const signal::SourceTick part = taken(timeline, tick);
            for (std::size_t i = 0; i < part.stereo.size(); i += 2) {
                if (part.stereo[i] > 0.4f) click_s = at_s + static_cast<double>(i / 2) / 48000;
            }
        }
        EXPECT_NEAR(click_s, 500.0 / 30, 0.002) << off_s;
    }
}

TEST(InputTimeline, OnlyPicturesOrOnlySoundWillDo) {
    InputTimeline pictures{k30, 1, 0.2}, sound{k30, 1, 0.2};
    int shown = 0, sounded = 0;
    for (core::Tick tick = 0; tick < 300; ++tick) {
        auto view = std::make_shared<signal::LayerPicture>();
        pictures.add(media::InputPicture{k30.seconds(tick), {view}});
        sound.add(media::InputSound{k30.seconds(tick), std::vector<float>(3200, 0.25f)});
        shown += taken(pictures, tick).pictures.at(0) != nullptr;
        sounded += !taken(sound, tick).stereo.empty();
    }
    EXPECT_GT(shown, 285);
    EXPECT_GT(sounded, 285);
    EXPECT_EQ(pictures.starved_ticks() + sound.starved_ticks(), 0);
}

media::InputPicture picture_of(double at_s, std::uint64_t content, std::size_t bytes = 0) {
    auto view = std::make_shared<signal::LayerPicture>();
    view->content = content;
    view->bgra.resize(bytes);
    return {at_s, {view}};
}

TEST(InputTimeline, TheLongestDelayOfAShowIsKept) {
    for (const core::FrameRate rate : {k30, core::FrameRate{60, 1}}) {
        for (const bool has_sound : {false, true}) {
            InputTimeline timeline{rate, 1, 10};
            std::uint64_t last = 0;
            for (core::Tick tick = 0; rate.seconds(tick) < 30; ++tick) {
                timeline.add(picture_of(rate.seconds(tick), static_cast<std::uint64_t>(tick) + 1));
                if (has_sound) timeline.add(media::InputSound{rate.seconds(tick), std::vector<float>(2 * static_cast<std::size_t>(rate.samples_in(tick)), 0.1f)});
                const auto part = taken(timeline, tick);
                if (rate.seconds(tick) < 10.5) continue;
                ASSERT_NE(part.pictures.at(0), nullptr) << rate.seconds(tick);
                if (last > 0) {
                    EXPECT_LE(part.pictures[0]->content - last, 2u) << rate.seconds(tick);  // no jump
                }
                last = part.pictures[0]->content;
            }
            EXPECT_NEAR(timeline.ready_s(), 10, 0.3);
            EXPECT_EQ(timeline.jumps() + timeline.starved_ticks(), 0);
            EXPECT_FALSE(timeline.is_shortened());
        }
    }
}

// Pictures of 8 MB: 64 of them are all that is kept, 2.1 s.
TEST(InputTimeline, WhatWaitsIsBoundedInBytesAndTheDelayShortenedToThat) {
    InputTimeline timeline{k30, 1, 10};
    const auto view = picture_of(0, 1, 8 << 20).views;  // one memory for all
    std::int64_t shown = 0;
    for (core::Tick tick = 0; tick < 30 * 60; ++tick) {
        timeline.add(media::InputPicture{k30.seconds(tick), view});
        timeline.add(media::InputSound{k30.seconds(tick), std::vector<float>(3200, 0.1f)});
        const auto part = taken(timeline, tick);
        ASSERT_LE(timeline.waiting_bytes(), InputTimeline::kMostBytes);
        if (k30.seconds(tick) < 3) continue;
        ASSERT_NE(part.pictures.at(0), nullptr);
        ASSERT_EQ(part.stereo.size(), 3200u);
        ++shown;
    }
    EXPECT_TRUE(timeline.is_shortened());
    EXPECT_NEAR(timeline.delay_s(), 0.75 * 63 / 30, 0.1);
    EXPECT_NEAR(timeline.ready_s(), timeline.delay_s(), 0.3);
    EXPECT_LE(timeline.jumps(), 1);
    EXPECT_EQ(timeline.starved_ticks(), 0);
}

TEST(InputTimeline, ABurstBeyondItsBytesJumpsAndStaysInSync) {
    InputTimeline timeline{k30, 1, 0.3};
    const auto view = picture_of(0, 1, 32 << 20).views;  // 16 of them: 0.5 s
    for (core::Tick tick = 0; tick < 30 * 30; ++tick) {
        const double now_s = k30.seconds(tick);
        if (now_s > 10 && now_s < 12) {
            taken(timeline, tick);
            continue;
        }
        for (core::Tick sent = tick == 360 ? 301 : tick; sent <= tick; ++sent) {
            timeline.add(media::InputPicture{k30.seconds(sent), view});
            ASSERT_LE(timeline.waiting_bytes(), InputTimeline::kMostBytes);
        }
        taken(timeline, tick);
    }
    EXPECT_FALSE(timeline.is_shortened());  // of what the show asked
    EXPECT_NEAR(timeline.ready_s(), 0.3, 0.2);
}

TEST(InputTimeline, AReconnectDoesNotRaiseTheDelay) {
    InputTimeline timeline{k30, 1, 0.2};
    for (core::Tick tick = 0; tick < 30 * 120; ++tick) {
        const core::Tick of_connection = tick % 600;
        if (of_connection == 0) timeline.restart();
        if (of_connection < 450) {
            timeline.add(picture_of(k30.seconds(of_connection), 1));
            timeline.add(media::InputSound{k30.seconds(of_connection), std::vector<float>(3200, 0.1f)});
        }
        const double at_s = timeline.at_s();
        const auto part = taken(timeline, tick);
        if (of_connection >= 465) {
            EXPECT_TRUE(part.stereo.empty()) << tick;  // what was heard is not heard again
        }
        if (of_connection > 60) {
            EXPECT_GE(timeline.at_s(), at_s) << tick;
        }
        if (of_connection == 449) {
            EXPECT_NEAR(timeline.ready_s(), 0.2, 0.1) << tick;
        }
    }
    EXPECT_DOUBLE_EQ(timeline.delay_s(), 0.2);
}

TEST(InputTimeline, ARaisedDelayIsTakenBackInCalmMinutes) {
    InputTimeline timeline{k30, 1, 0.2};
    double raised_s = 0;
    for (core::Tick tick = 0; tick < 30 * 60 * 25; ++tick) {
        const bool stutters = tick > 300 && tick < 600 && tick % 30 < 20;  // 0.67 s without, ten times
        if (!stutters) {
            for (core::Tick sent = tick > 300 && tick < 600 && tick % 30 == 20 ? tick - 20 : tick; sent <= tick; ++sent) {
                timeline.add(picture_of(k30.seconds(sent), 1));
            }
        }
        taken(timeline, tick);
        if (tick == 600) raised_s = timeline.delay_s();
    }
    EXPECT_GT(raised_s, 0.29);
    EXPECT_DOUBLE_EQ(timeline.delay_s(), 0.2);
    EXPECT_NEAR(timeline.ready_s(), 0.2, 0.1);
}

// A sender that paused is no network that stutters.
TEST(InputTimeline, ALongSilenceDoesNotRaiseTheDelay) {
    InputTimeline timeline{k30, 1, 0.2};
    for (core::Tick tick = 0; tick < 30 * 30; ++tick) {
        if (tick % 300 < 200) timeline.add(picture_of(k30.seconds(tick), 1));
        taken(timeline, tick);
    }
    EXPECT_DOUBLE_EQ(timeline.delay_s(), 0.2);
}

TEST(InputTimeline, NonsenseDoesNotGrow) {
    InputTimeline timeline{k30, 1, 0.2};
    std::mt19937 random{3};
    for (core::Tick tick = 0; tick < 3000; ++tick) {
        const double at_s = std::uniform_real_distribution<double>{-1e6, 1e6}(random);
        timeline.add(media::InputPicture{tick % 3 == 0 ? std::nan("") : at_s, {nullptr}});
        timeline.add(media::InputSound{tick % 5 == 0 ? std::numeric_limits<double>::infinity() : at_s, std::vector<float>(static_cast<std::size_t>(random() % 5000), 0.1f)});
        const auto part = taken(timeline, tick);
        EXPECT_LE(part.stereo.size(), 3200u);
    }
}

}  // namespace
}  // namespace compere::live
