// A steady tick allocates nothing of ours: what a driver or a codec takes by malloc is its own affair.
#include <gtest/gtest.h>

#include <filesystem>

#include "allocation_watch.h"
#include "gfx/gl_context.h"
#include "room/room.h"
#include "show/load_show.h"

namespace compere::room {
namespace {

// Two canvases with a card, words and a caption; one line that sounds longer than the test lasts.
core::Result<show::Show> talking_show() {
    auto show = show::load_show(std::filesystem::path{COMPERE_SOURCE_DIR} / "assets/shows/tea-house/show.yaml");
    if (!show) return show.error();
    show->canvases[0].width_px = 180;
    show->canvases[0].height_px = 320;
    show->canvases[1].width_px = 320;
    show->canvases[1].height_px = 180;
    show::Layer words;
    words.kind = show::Layer::Kind::Text;
    words.value = "words that are longer than what a string keeps inside";
    for (auto& [name, layers] : show->layouts) layers.push_back(words);
    show->rundown.erase(show->rundown.begin());  // the first product's segment is the first
    show->rundown[0].lines.resize(1);
    show->rundown[0].lines[0].mood = "happy";
    return show;
}

// Fifteen shapes by turns, so that the mouth never rests.
Performance long_line(const show::SpeechRequest& request) {
    auto line = std::make_shared<signal::SpokenLine>();
    line->text = request.text;
    line->samples.assign(48000 * 60, 0.25f);
    for (std::int64_t at = 0; at + 4800 <= 48000 * 60; at += 4800) {
        line->phonemes.push_back({at / 4800 % 2 == 0 ? "a" : "m", at, at + 4800});
    }
    return {request.id, line, std::make_shared<const lips::VisemeTrack>(lips::VisemeTrack::from_phonemes(line->phonemes, 60))};
}

class SteadyTicks : public testing::TestWithParam<show::Tier> {};

TEST_P(SteadyTicks, AllocateNothingOfOurs) {
#ifdef COMPERE_SANITIZED
    GTEST_SKIP() << "the sanitizer's own operator new is in the way";
#endif
    test::gl();
    auto show = talking_show();
    ASSERT_TRUE(show) << show.error().message;
    auto room = Room::create(std::move(*show), GetParam());
    ASSERT_TRUE(room) << room.error().message;
    ASSERT_TRUE((*room)->warm_up());
    std::vector<Performance> performances;
    for (const show::SpeechRequest& request : (*room)->first_requests()) {
        performances.push_back(long_line(request));
    }
    constexpr core::Tick kFirst = 120, kTicks = 300;
    bool has_card = false, has_sound = false;
    test::allocations = {};
    for (core::Tick tick = 0; tick < kFirst + kTicks; ++tick) {
        const TickInput input{tick, tick == 0 ? std::span<const Performance>{performances} : std::span<const Performance>{}, Draw::Yes, nullptr};
        test::allocations.is_on = tick >= kFirst;
        const TickOutput& out = (*room)->begin(input);
        for (std::size_t canvas = 0; canvas < (*room)->canvases().size(); ++canvas) {
            (*room)->draw(canvas);
        }
        test::allocations.is_on = false;
        has_card = out.has_card;
        has_sound = out.audio.stereo[0] != 0;
    }
    EXPECT_TRUE(has_card);
    EXPECT_TRUE(has_sound);
    EXPECT_EQ(test::allocations.count, 0) << "in " << kTicks << " ticks; see the calls on standard error (addr2line -Cfie room_test …)";
    test::print_allocations();
}

INSTANTIATE_TEST_SUITE_P(Tiers, SteadyTicks, testing::Values(show::Tier::Software, show::Tier::Standard, show::Tier::High), [](const auto& tier) { return std::string{show::name(tier.param)}; });

}  // namespace
}  // namespace compere::room
