#include "text/typeset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace compere::text {
namespace {

using Bytes = std::vector<std::uint8_t>;

Block block(const std::string& words, float size_px = 40, int width_px = 0) {
    Block out;
    out.spans.push_back({words, size_px, 400, srgb(0xFFFFFF)});
    out.width_px = width_px;
    return out;
}

struct Ink {
    int left = 1 << 20, top = 1 << 20, right = -1, bottom = -1;
};

// Where alpha is above a half, in rows [from, to).
Ink ink(const Canvas& canvas, int from = 0, int to = 1 << 20) {
    const Bytes bgra = canvas.premultiplied_bgra();
    Ink out;
    for (int y = from; y < std::min(to, canvas.height_px()); ++y) {
        for (int x = 0; x < canvas.width_px(); ++x) {
            if (bgra[static_cast<std::size_t>((y * canvas.width_px() + x) * 4 + 3)] < 128) continue;
            out = {std::min(out.left, x), std::min(out.top, y), std::max(out.right, x), std::max(out.bottom, y)};
        }
    }
    return out;
}

Bytes pixel(const Canvas& canvas, int x, int y) {
    const Bytes bgra = canvas.premultiplied_bgra();
    const auto at = bgra.begin() + (y * canvas.width_px() + x) * 4;
    return {at, at + 4};
}

// The example of the module's README, word for word.
Bytes example() {
    Block block;
    block.spans.push_back({"¥", 28, 900, srgb(0xD8412F)});
    block.spans.push_back({"19.9", 56, 900, srgb(0xD8412F)});
    block.width_px = 300;
    const Extent size = measure(block);
    Canvas canvas{300, size.height_px};
    canvas.fill_rounded(0, 0, 300, static_cast<float>(size.height_px), 12, srgb(0xFBF4E6, 0.97f));
    canvas.draw(block, 0, 0);
    return canvas.premultiplied_bgra();
}

TEST(Readme, ExampleDraws) {
    const Bytes bgra = example();
    EXPECT_EQ(bgra.size() % (300 * 4), 0u);
    EXPECT_GT(bgra.size(), 0u);
}

// Of a shadow the outline alone is drawn: as wide as the outline, nothing in the glyphs' colour.
TEST(Canvas, AShadowIsTheOutlineAlone) {
    Block outlined = block("茶", 40);
    outlined.outline_px = 5;
    outlined.outline_colour = srgb(0x0000FF);
    Block shadow = outlined;
    shadow.is_shadow = true;
    Canvas both{80, 80}, alone{80, 80};
    both.draw(outlined, 15, 10);
    alone.draw(shadow, 15, 10);
    const Ink a = ink(both), b = ink(alone);
    EXPECT_GT(a.right, a.left + 30);
    EXPECT_NEAR(a.left, b.left, 1);
    EXPECT_NEAR(a.right, b.right, 1);
    EXPECT_NEAR(a.top, b.top, 1);
    EXPECT_NEAR(a.bottom, b.bottom, 1);
    const auto white = [](const Canvas& canvas) {
        const Bytes bgra = canvas.premultiplied_bgra();
        int out = 0;
        for (std::size_t i = 0; i < bgra.size(); i += 4) {
            out += bgra[i + 2] > 128 ? 1 : 0;
        }
        return out;
    };
    EXPECT_GT(white(both), 100);
    EXPECT_EQ(white(alone), 0);
}

TEST(Measure, GrowsWithTextAndSize) {
    EXPECT_EQ(measure(block("")).width_px, 0);
    EXPECT_EQ(measure(block("")).ink_width_px, 0);
    const Extent two = measure(block("春茶")), four = measure(block("春茶春茶")), large = measure(block("春茶", 80));
    EXPECT_NEAR(two.width_px, 80, 1);  // a Han character is one em
    EXPECT_NEAR(four.width_px, 160, 1);
    EXPECT_NEAR(large.width_px, 160, 1);
    EXPECT_GT(two.ink_height_px, 30);
    EXPECT_LE(two.ink_height_px, 42);
}

TEST(Measure, IsWhereTheInkIs) {
    const Block words = block("春茶 Tea", 48);
    const Extent size = measure(words);
    Canvas canvas{size.width_px + 20, size.height_px + 20};
    canvas.draw(words, 10, 10);
    const Ink drawn = ink(canvas);
    EXPECT_NEAR(drawn.top, 10 + size.ink_top_px, 2);
    EXPECT_NEAR(drawn.bottom + 1 - drawn.top, size.ink_height_px, 3);
    EXPECT_NEAR(drawn.left, 10 + size.ink_left_px, 2);
    EXPECT_NEAR(drawn.right + 1 - drawn.left, size.ink_width_px, 3);
}

TEST(Wrap, LinesBreakAtTheWidthAndStopAtTheirNumber) {
    const int one = measure(block("春")).height_px;
    EXPECT_EQ(measure(block("春茶春茶春茶", 40, 130)).height_px, 2 * one);
    Block cut = block("春茶春茶春茶春茶春茶", 40, 130);
    cut.max_lines = 2;
    EXPECT_EQ(measure(cut).height_px, 2 * one);
    EXPECT_LE(measure(cut).width_px, 130);
}

TEST(Wrap, AChineseLineDoesNotStartWithAStop) {
    // Ten characters fill the line exactly; the stop would stand alone on the next.
    const int em = 40, line = measure(block("春")).height_px;
    for (const char* stop : {"。", "，", "！", "”"}) {
        const Block words = block(std::string{"春茶春茶春茶春茶春茶"} + stop, em, 10 * em + 2);
        ASSERT_EQ(measure(words).height_px, 2 * line) << stop;
        Canvas canvas{10 * em + 20, 2 * line};
        canvas.draw(words, 0, 0);
        const Ink second = ink(canvas, line + 2);
        EXPECT_GT(second.right, em) << stop;             // a character went along with it
        EXPECT_LT(second.left, em / 3) << stop;          // and stands first,
        EXPECT_GT(second.bottom - second.top, em / 2) << stop;  // as tall as a character
    }
}

TEST(Wrap, ALatinWordIsNotTornWhileItFits) {
    const Block words = block("fresh green tea", 40, measure(block("fresh gre")).width_px);
    EXPECT_GE(measure(words).height_px, 2 * measure(block("x")).height_px);
    EXPECT_LE(measure(words).width_px, std::max(measure(block("fresh")).width_px, measure(block("green tea")).width_px) + 1);
}

TEST(Canvas, FillsPremultiplied) {
    Canvas canvas{20, 10};
    canvas.fill_rounded(0, 0, 20, 10, 0, srgb(0xC85A1E));
    EXPECT_EQ(pixel(canvas, 10, 5), (Bytes{30, 90, 200, 255}));
    Canvas half{20, 10};
    half.fill_rounded(2, 1, 16, 8, 0, srgb(0xC85A1E, 0.5f));
    const Bytes inside = pixel(half, 10, 5);
    EXPECT_NEAR(inside[0], 15, 1);
    EXPECT_NEAR(inside[1], 45, 1);
    EXPECT_NEAR(inside[2], 100, 1);
    EXPECT_NEAR(inside[3], 128, 1);
    EXPECT_EQ(pixel(half, 1, 5), (Bytes{0, 0, 0, 0}));
    EXPECT_EQ(pixel(half, 10, 0), (Bytes{0, 0, 0, 0}));
}

TEST(Canvas, CornersAreRound) {
    Canvas canvas{40, 40};
    canvas.fill_rounded(0, 0, 40, 40, 20, srgb(0xFFFFFF));
    EXPECT_EQ(pixel(canvas, 0, 0)[3], 0);
    EXPECT_EQ(pixel(canvas, 39, 39)[3], 0);
    EXPECT_EQ(pixel(canvas, 20, 20)[3], 255);
    EXPECT_GT(pixel(canvas, 20, 0)[3], 240);
}

TEST(Canvas, OutlinesAndStruckTextAddInk) {
    const auto alpha = [](const Block& words) {
        Canvas canvas{200, 80};
        canvas.draw(words, 10, 10);
        double sum = 0;
        const Bytes bgra = canvas.premultiplied_bgra();
        for (std::size_t i = 3; i < bgra.size(); i += 4)
            sum += bgra[i];
        return sum;
    };
    Block outlined = block("19.9"), struck = block("19.9");
    outlined.outline_px = 4;
    outlined.outline_colour = srgb(0x000000);
    struck.spans[0].struck = true;
    EXPECT_GT(alpha(outlined), 1.3 * alpha(block("19.9")));
    EXPECT_GT(alpha(struck), 1.03 * alpha(block("19.9")));
}

TEST(Srgb, TakesTheNumberApart) {
    const Srgba colour = srgb(0xC85A1E, 0.25f);
    EXPECT_FLOAT_EQ(colour.r, 200 / 255.0f);
    EXPECT_FLOAT_EQ(colour.g, 90 / 255.0f);
    EXPECT_FLOAT_EQ(colour.b, 30 / 255.0f);
    EXPECT_FLOAT_EQ(colour.a, 0.25f);
}

TEST(MissingGlyphs, EachOnceAndOnlyWhatNoFontHas) {
    EXPECT_TRUE(missing_glyphs("").empty());
    EXPECT_TRUE(missing_glyphs("春茶 Tea ¥19.9\n\t\u200b").empty());
    const std::string unassigned = "\u0378";
    EXPECT_THAT(missing_glyphs("春" + unassigned + "茶" + unassigned), testing::ElementsAre(unassigned));
    EXPECT_LE(missing_glyphs("\xff\xfe").size(), 2u);  // broken text does no harm
}

}  // namespace
}  // namespace compere::text
