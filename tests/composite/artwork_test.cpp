#include "composite/artwork.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace compere::composite {
namespace {

constexpr Scale kScales[]{{720, 1280}, {1080, 1920}, {1280, 720}, {180, 320}};

// Rows from the first to the last that has a nearly white pixel: the plate behind is dark.
int white_height(const Artwork& art) {
    int first = -1, last = -2;
    for (int y = 0; y < art.height_px; ++y) {
        for (int x = 0; x < art.width_px; ++x) {
            const auto* p = &art.bgra[static_cast<std::size_t>((y * art.width_px + x) * 4)];
            if (p[0] < 160 || p[1] < 160 || p[2] < 160) continue;
            if (first < 0) first = y;
            last = y;
        }
    }
    return last - first + 1;
}

TEST(Label, InkIsFivePercentOfTheShorterSide) {
    for (const Scale& scale : kScales) {
        for (const char* words : {"AI数字人", "AI host"}) {
            const Artwork art = draw_label(words, scale);
            const int shorter = std::min(scale.width_px, scale.height_px);
            EXPECT_GE(white_height(art) * 20, shorter) << words << " at " << scale.width_px << "x" << scale.height_px;
            EXPECT_LE(white_height(art) * 10, shorter) << words << " at " << scale.width_px << "x" << scale.height_px;
            EXPECT_GE(art.x, 0);
            EXPECT_GE(art.y, 0);
            EXPECT_LE(art.x + art.width_px, scale.width_px);
            EXPECT_LE(art.y + art.height_px, scale.height_px);
            EXPECT_EQ(art.bgra.size(), static_cast<std::size_t>(art.width_px * art.height_px * 4));
        }
    }
}

signal::CardPlan card() {
    signal::CardPlan out;
    out.sku = "TEA";
    out.title = "明前龙井";
    out.price = "199.5";
    out.unit = "/罐";
    return out;
}

TEST(Card, ABasePriceNeedsItsMeaning) {
    for (const Scale& scale : kScales) {
        signal::CardPlan with = card();
        with.base_price = "258";
        with.base_meaning = "日常价";
        signal::CardPlan without_meaning = with;
        without_meaning.base_meaning.clear();
        const Artwork plain = draw_card(card(), scale, -1, -1, 0);
        EXPECT_NE(draw_card(with, scale, -1, -1, 0).bgra, plain.bgra);
        EXPECT_EQ(draw_card(without_meaning, scale, -1, -1, 0).bgra, plain.bgra);
    }
}

TEST(Card, ScalesAndGoesWhereItIsPut) {
    const Artwork small = draw_card(card(), {540, 960}, 100, 200, 400), large = draw_card(card(), {1080, 1920}, 100, 200, 400);
    EXPECT_NEAR(large.width_px, 2 * small.width_px, 4);
    EXPECT_NEAR(large.height_px, 2 * small.height_px, 8);
    EXPECT_NEAR(large.x, 2 * small.x, 4);
    EXPECT_NEAR(large.y, 2 * small.y, 4);
}

TEST(Card, NothingToShowIsStillACard) {
    const Artwork empty = draw_card({}, {720, 1280}, -1, -1, 0);
    EXPECT_GT(empty.width_px, 0);
    EXPECT_EQ(empty.bgra.size(), static_cast<std::size_t>(empty.width_px * empty.height_px * 4));
}

TEST(Caption, IsCentredAndHasAtMostTwoLines) {
    const Scale scale{1080, 1920};
    const Artwork one = draw_caption("大家好", scale, 500, 1000), two = draw_caption("大家好欢迎来到春茶专场我是小唐今天带来三样", scale, 500, 1000);
    EXPECT_NEAR(one.x + one.width_px / 2, 500, 2);
    EXPECT_NEAR(two.x + two.width_px / 2, 500, 2);
    std::string many;
    for (int i = 0; i < 200; ++i)
        many += "春";
    EXPECT_LE(draw_caption(many, scale, 500, 1000).height_px, two.height_px + 2);
    EXPECT_GT(two.height_px, one.height_px + 50);
}

TEST(Words, AreAsLongAsTheCanvasShows) {
    std::string words;
    for (int i = 0; i < 300; ++i)
        words += "words ";
    for (const Scale& scale : kScales) {
        const Artwork long_art = draw_words(words, 600, scale, 100, 200), far = draw_words(words, 600, scale, 20'000, 20'000);
        EXPECT_LE(long_art.x + long_art.width_px, scale.width_px + 1);
        EXPECT_LE(long_art.y + long_art.height_px, scale.height_px + 1);
        EXPECT_GT(white_height(long_art), 20 * scale.width_px / 1080);
        EXPECT_EQ(far.width_px, 2);
        EXPECT_EQ(far.height_px, 2);
    }
}

TEST(Words, StandAtTheirPlace) {
    const Artwork art = draw_words("限时", 60, {1080, 1920}, 300, 400);
    EXPECT_LE(art.x, 300);
    EXPECT_GT(art.x, 280);
    EXPECT_LE(art.y, 400);
    EXPECT_GT(art.x + art.width_px, 400);
}

}  // namespace
}  // namespace compere::composite
