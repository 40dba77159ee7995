#include "room/room.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "gfx/gl_context.h"
#include "image/picture.h"
#include "show/load_show.h"

namespace compere::room {
namespace {

core::Result<show::Show> demo() {
    auto show = show::load_show(std::filesystem::path{COMPERE_SOURCE_DIR} / "assets/shows/tea-house/show.yaml");
    if (!show) return show.error();
    show->canvases[0].width_px = 90;
    show->canvases[0].height_px = 160;
    return show;
}

// The example of the module's README, word for word.
core::Result<signal::VideoFramePtr> example(show::Show show, core::Tick last) {
    auto room = Room::create(std::move(show));
    if (!room) return room.error();
    std::vector<Performance> performances;  // none arrives: the host waits
    for (core::Tick tick = 0;; ++tick) {
        const TickOutput& out = (*room)->step({tick, performances, tick == last ? Draw::Yes : Draw::No, nullptr});
        if (tick == last) return out.pictures.front();
    }
}

TEST(Room, APictureDoesNotDependOnThoseBefore) {
    test::gl();
    auto show = demo();
    ASSERT_TRUE(show) << show.error().message;
    const auto alone = example(*show, 20);
    ASSERT_TRUE(alone) << alone.error().message;
    ASSERT_NE(*alone, nullptr);
    EXPECT_EQ((*alone)->nv12.size(), 90u * 160 * 3 / 2);
    auto room = Room::create(*show);
    ASSERT_TRUE(room) << room.error().message;
    signal::VideoFramePtr picture;
    for (core::Tick tick = 0; tick <= 20; ++tick) {
        const TickOutput& out = (*room)->step({tick, {}, Draw::Yes, nullptr});
        picture = out.pictures.front();
        EXPECT_EQ(out.audio.stereo.size(), 3200u);
    }
    EXPECT_EQ(picture->nv12, (*alone)->nv12);
    EXPECT_EQ((*room)->label_ticks(), 21);
    EXPECT_EQ(test::gl().take_errors(), 0);
}

// Cards and captions drawn ahead, by somebody else, are those that the tick would have drawn; none is asked for twice.
TEST(Room, ArtworkDrawnAheadGivesTheSamePictures) {
    test::gl();
    auto show = demo();
    ASSERT_TRUE(show) << show.error().message;
    show->rundown.erase(show->rundown.begin());  // the first product's segment is the first
    auto ahead = Room::create(*show), late = Room::create(*show), marked = Room::create(*show);
    ASSERT_TRUE(ahead && late && marked);
    std::vector<Performance> performances;
    for (const show::SpeechRequest& request : (*ahead)->first_requests()) {
        auto line = std::make_shared<signal::SpokenLine>();
        line->text = request.text;
        line->samples.assign(48000, 0.1f);
        performances.push_back({request.id, line, nullptr});
    }
    (void)(*late)->first_requests();
    (void)(*marked)->first_requests();
    std::vector<DrawnArtwork> drawn, wrong;
    std::vector<std::string> asked;
    bool has_card = false;
    for (core::Tick tick = 0; tick < 80; ++tick) {
        const std::span<const Performance> arrived = tick == 0 ? std::span<const Performance>{performances} : std::span<const Performance>{};
        const Draw draw = tick % 9 == 8 ? Draw::Yes : Draw::No;
        const TickOutput& one = (*ahead)->step({tick, arrived, draw, nullptr, {}, drawn});
        const TickOutput& other = (*late)->step({tick, arrived, draw, nullptr});
        const TickOutput& third = (*marked)->step({tick, arrived, draw, nullptr, {}, wrong});
        if (tick == 35) {
            EXPECT_NE(third.pictures[0]->nv12, other.pictures[0]->nv12) << "what is handed back is shown";
        }
        drawn.clear();
        wrong.clear();
        for (const ArtworkJob& job : one.artworks) {
            EXPECT_EQ(std::count(asked.begin(), asked.end(), std::to_string(job.canvas) + job.key), 0) << job.key;
            asked.push_back(std::to_string(job.canvas) + job.key);
            drawn.push_back({job.canvas, job.key, job.draw()});
            wrong.push_back(drawn.back());
            std::fill(wrong.back().artwork.bgra.begin(), wrong.back().artwork.bgra.end(), std::uint8_t{255});
        }
        has_card = has_card || one.has_card;
        for (std::size_t canvas = 0; draw == Draw::Yes && canvas < one.pictures.size(); ++canvas) {
            EXPECT_EQ(one.pictures[canvas]->nv12, other.pictures[canvas]->nv12) << tick << " " << canvas;
        }
    }
    EXPECT_TRUE(has_card);
    EXPECT_GE(asked.size(), 2 * 4u);  // on both canvases the card and three lines
    EXPECT_EQ(test::gl().take_errors(), 0);
}

// What a room gives up when it falls behind is fineness alone, and it comes back.
TEST(Room, EveryStepOfATierShowsTheSame) {
    test::gl();
    auto show = demo();
    ASSERT_TRUE(show) << show.error().message;
    show->canvases[0].width_px = 360;
    show->canvases[0].height_px = 640;
    for (const show::Tier tier : {show::Tier::Software, show::Tier::High}) {
        auto room = Room::create(*show, tier);
        ASSERT_TRUE(room) << room.error().message;
        ASSERT_TRUE((*room)->warm_up());
        const auto picture = [&](std::size_t step) {
            (*room)->set_step(step);
            EXPECT_TRUE((*room)->rehearse());
            return (*room)->canvases()[0].read()->nv12;
        };
        const auto full = picture(0);
        for (std::size_t step = 1; step < (*room)->steps().size(); ++step) {
            const auto less = picture(step);
            double sum = 0;
            for (std::size_t i = 0; i < 360u * 640; ++i) {
                sum += std::abs(full[i] - less[i]);
            }
            const double mean = sum / (360 * 640);
            std::printf("%s, %s: luma mean %.3f\n", show::name(tier), (*room)->steps()[step].name, mean);
            EXPECT_GT(mean, 0) << (*room)->steps()[step].name;
            EXPECT_LT(mean, 1) << (*room)->steps()[step].name;
        }
        EXPECT_EQ(picture(0), full);
    }
    EXPECT_EQ(test::gl().take_errors(), 0);
}

TEST(Room, AModelThatIsNotThereIsNamed) {
    test::gl();
    auto show = demo();
    ASSERT_TRUE(show);
    show->anchors[0].model = "/nowhere/host.vrm";
    const auto room = Room::create(*show);
    ASSERT_FALSE(room);
    EXPECT_THAT(room.error().message, testing::HasSubstr("/nowhere/host.vrm"));
}

TEST(Room, ImagesThatTakeTooMuchMemoryAreNamed) {
    test::gl();
    auto show = demo();
    ASSERT_TRUE(show);
    const auto folder = std::filesystem::temp_directory_path() / ("compere-stills-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    ASSERT_TRUE(image::write_png(folder / "0.png", 4096, 4096, std::vector<std::uint8_t>(4096u * 4096 * 4, 90), ""));
    for (int i = 0; i < 5; ++i) {  // four are just as much as there may be
        show::Layer layer;
        layer.kind = show::Layer::Kind::Image;
        layer.value = (folder / (std::to_string(i) + ".png")).string();
        layer.mark = {7, i + 1};
        if (i > 0) std::filesystem::copy_file(folder / "0.png", layer.value);
        show->layouts["selling"].push_back(layer);
    }
    const auto room = Room::create(*show);
    std::filesystem::remove_all(folder);
    ASSERT_FALSE(room);
    EXPECT_THAT(room.error().message, testing::HasSubstr("show.yaml:7:5: with "));
    EXPECT_THAT(room.error().message, testing::HasSubstr("4.png the images of the layout selling hold over 67 million pixels"));
}

TEST(Room, ADamagedRecordingIsToldBeforeGoingLive) {
    test::gl();
    auto show = demo();
    ASSERT_TRUE(show);
    const auto wav = std::filesystem::temp_directory_path() / "compere-damaged-line.wav";
    std::ofstream{wav, std::ios::binary} << "RIFF\x24\0\0\0WAVEfmt ";
    show->rundown[0].lines[0].sound = wav;
    const auto room = Room::create(*show);
    std::filesystem::remove(wav);
    ASSERT_FALSE(room);
    EXPECT_THAT(room.error().message, testing::HasSubstr("show.yaml:"));
    EXPECT_THAT(room.error().message, testing::HasSubstr("compere-damaged-line.wav"));
}

}  // namespace
}  // namespace compere::room
