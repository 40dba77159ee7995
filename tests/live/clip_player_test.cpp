#include "live/clip_player.h"

#include <gtest/gtest.h>

#include "live/long_clip.h"

namespace compere::live {
namespace {

constexpr core::FrameRate kClipRate{30, 1};

// The first tick from `from` on that is silent, or is not.
core::Tick find_tick(ClipPlayer& player, core::Tick from, bool is_silent) {
    core::Tick tick = from;
    while (tick < from + 10'000 && player.next(tick).stereo.empty() != is_silent) {
        ++tick;
    }
    return tick;
}

// Tries are 1, 2, 4 … 30 s apart.
TEST(ClipPlayer, TriesAgainEverMoreSlowly) {
    const test::ScratchFolder folder;
    const test::LongClip clip{folder};
    auto opened = media::Clip::open(clip.spec.value, {kClipRate, clip.spec.views, false, true});
    ASSERT_TRUE(opened);
    ClipPlayer player{"clip", kClipRate, std::move(*opened)};
    player.next(0);
    clip.cut();
    const core::Tick lost = find_tick(player, 1, true);
    ASSERT_LT(lost, 90);
    for (core::Tick tick = lost + 1; tick <= lost + 62 * 30; ++tick) {
        ASSERT_TRUE(player.next(tick).stereo.empty()) << tick;  // 1, 3, 7, 15, 31, 61 s after it was lost
    }
    clip.mend();
    const core::Tick back = find_tick(player, lost + 62 * 30 + 1, false);
    EXPECT_EQ(back, lost + 91 * 30);
    clip.cut();
    const core::Tick again = find_tick(player, back + 1, true);  // within ten seconds: as slowly as before
    clip.mend();
    EXPECT_EQ(find_tick(player, again + 1, false), again + 30 * 30);
    EXPECT_EQ(player.faults(), 2);
    for (core::Tick tick = again + 30 * 30 + 1; tick < again + 42 * 30; ++tick) {
        EXPECT_EQ(test::LongClip::number(player.next(tick)), tick % 90);
    }
    clip.cut();
    const core::Tick later = find_tick(player, again + 42 * 30, true);
    clip.mend();
    EXPECT_EQ(find_tick(player, later + 1, false), later + 30);
}

}  // namespace
}  // namespace compere::live
