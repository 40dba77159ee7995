#include "composite/compositor.h"

#include <glad/gl.h>
#include <gtest/gtest.h>

#include "gfx/gl_context.h"

namespace compere::composite {
namespace {

constexpr int kWidth = 180, kHeight = 320;

// A one-coloured picture of 4x4, premultiplied.
Artwork plate(int x, int y, int width, int height, std::array<std::uint8_t, 4> bgra) {
    Artwork out;
    out.x = x;
    out.y = y;
    out.width_px = out.height_px = 4;
    out.shown_width_px = width;
    out.shown_height_px = height;
    for (int i = 0; i < 16; ++i)
        out.bgra.insert(out.bgra.end(), bgra.begin(), bgra.end());
    return out;
}

void clear(const Compositor& compositor, std::array<std::uint8_t, 3> rgb) {
    compositor.picture().bind();
    glClearColor(static_cast<float>(rgb[0]) / 255.0f, static_cast<float>(rgb[1]) / 255.0f, static_cast<float>(rgb[2]) / 255.0f, 1);
    glClear(GL_COLOR_BUFFER_BIT);
}

std::array<int, 3> rgb_at(const Compositor& compositor, int x, int y) {
    const auto* p = &compositor.bgra()[static_cast<std::size_t>((y * kWidth + x) * 4)];
    return {p[2], p[1], p[0]};
}

Compositor made() {
    test::gl();
    auto compositor = Compositor::create(kWidth, kHeight, "AI数字人");
    EXPECT_TRUE(compositor) << compositor.error().message;
    return std::move(*compositor);
}

// The example of the module's README, word for word.
core::Result<signal::VideoFrame> example() {
    auto compositor = Compositor::create(720, 1280, "AI数字人");
    if (!compositor) return compositor.error();
    const Scale scale = compositor->scale();
    compositor->begin();  // over what the stage drew into compositor->picture()
    compositor->draw(compositor->cache().get("caption 大家好", [&] { return draw_caption("大家好", scale, -1, -1); }));
    compositor->draw_label();
    signal::VideoFrame frame;
    compositor->read(frame);
    return frame;
}

TEST(Readme, ExampleGivesAFrame) {
    test::gl();
    const auto frame = example();
    ASSERT_TRUE(frame) << frame.error().message;
    EXPECT_EQ(frame->nv12.size(), 720u * 1280 * 3 / 2);
}

TEST(Compositor, StacksPremultipliedLayersInOrder) {
    Compositor compositor = made();
    clear(compositor, {200, 90, 30});
    compositor.begin();
    compositor.draw(compositor.cache().get("solid", [] { return plate(20, 200, 40, 40, {10, 20, 240, 255}); }));
    compositor.draw(compositor.cache().get("half", [] { return plate(100, 200, 40, 40, {0, 0, 128, 128}); }));
    compositor.draw(compositor.cache().get("over", [] { return plate(40, 220, 40, 40, {250, 1, 2, 255}); }), 0.5f);
    compositor.draw_label();
    signal::VideoFrame frame;
    compositor.read(frame);
    EXPECT_EQ(rgb_at(compositor, 10, 310), (std::array<int, 3>{200, 90, 30}));
    EXPECT_EQ(rgb_at(compositor, 20, 200), (std::array<int, 3>{240, 20, 10}));
    EXPECT_EQ(rgb_at(compositor, 19, 200), (std::array<int, 3>{200, 90, 30}));
    const auto half = rgb_at(compositor, 120, 220);  // 128 + 200·127/255, 90·127/255, 30·127/255
    EXPECT_NEAR(half[0], 227.6, 1);
    EXPECT_NEAR(half[1], 44.8, 1);
    EXPECT_NEAR(half[2], 14.9, 1);
    const auto faded = rgb_at(compositor, 50, 230);  // half of it over the solid one
    EXPECT_NEAR(faded[0], 121, 1);
    EXPECT_NEAR(faded[1], 10.5, 1);
    EXPECT_NEAR(faded[2], 130, 1);
    EXPECT_EQ(frame.nv12.size(), frame.luma_bytes() * 3 / 2);
    EXPECT_NEAR(frame.nv12[310 * kWidth + 10], 109.66, 1);
    EXPECT_EQ(test::gl().take_errors(), 0);
}

TEST(Compositor, TheLabelIsOnThePicture) {
    Compositor compositor = made();
    signal::VideoFrame frame;
    int white = 0;
    clear(compositor, {200, 90, 30});
    compositor.begin();
    EXPECT_FALSE(compositor.is_label_drawn());
    compositor.draw_label();
    EXPECT_TRUE(compositor.is_label_drawn());
    compositor.read(frame);
    int first = kHeight, last = -1;
    for (int y = 0; y < kHeight; ++y) {
        for (int x = 0; x < kWidth; ++x) {
            const auto p = rgb_at(compositor, x, y);
            if (p[0] < 160 || p[1] < 160 || p[2] < 160) continue;
            ++white;
            first = std::min(first, y);
            last = std::max(last, y);
        }
    }
    EXPECT_GT(white, 20);
    EXPECT_GE((last - first + 1) * 20, kWidth);
}

TEST(Compositor, TheClapIsAWhiteBoxInTheMiddle) {
    Compositor compositor = made();
    signal::VideoFrame frame;
    clear(compositor, {0, 0, 0});
    compositor.begin();
    compositor.draw_clap();
    compositor.draw_label();
    compositor.read(frame);
    EXPECT_EQ(rgb_at(compositor, kWidth / 2, kHeight / 2), (std::array<int, 3>{255, 255, 255}));
    EXPECT_EQ(rgb_at(compositor, kWidth - 1, kHeight / 2), (std::array<int, 3>{0, 0, 0}));
    EXPECT_EQ(frame.nv12[static_cast<std::size_t>(kHeight / 2 * kWidth + kWidth / 2)], 235);
}

TEST(LayerCache, DrawsOnce) {
    Compositor compositor = made();
    LayerCache& cache = compositor.cache();
    int drawn = 0;
    const auto get = [&](const std::string& key) -> const Layer& {
        return cache.get(key, [&] {
            ++drawn;
            return plate(3, 5, 7, 11, {1, 2, 3, 255});
        });
    };
    const Layer& first = get("a");
    EXPECT_EQ(first.x, 3);
    EXPECT_EQ(first.width_px, 7);
    const GLuint texture = first.texture.get();
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(get("a").texture.get(), texture);
    EXPECT_EQ(drawn, 1);
    for (int i = 0; i < 31; ++i)
        get("b" + std::to_string(i));
    get("a");  // still there: 32 are kept
    EXPECT_EQ(drawn, 32);
    get("one more");  // pushes out b0, the longest unused
    get("a");
    EXPECT_EQ(drawn, 33);
    get("b0");
    EXPECT_EQ(drawn, 34);
    EXPECT_EQ(cache.drawn(), 34);
}

TEST(CompositorDeathTest, NoPictureLeavesWithoutItsLabelAndNothingCoversIt) {
    testing::FLAGS_gtest_death_test_style = "threadsafe";
    Compositor compositor = made();
    signal::VideoFrame frame;
    compositor.begin();
    EXPECT_DEATH(compositor.read(frame), "label_drawn_");
    compositor.draw_label();
    compositor.read(frame);
    EXPECT_DEATH(compositor.draw_clap(), "label_drawn_");
    compositor.begin();  // the next picture needs its own
    EXPECT_DEATH(compositor.read(frame), "label_drawn_");
}

}  // namespace
}  // namespace compere::composite
