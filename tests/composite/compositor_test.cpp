#include "composite/compositor.h"

#include <glad/gl.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "composite/cpu_compositor.h"
#include "composite/gl_compositor.h"
#include "gfx/gl_context.h"
#include "gfx/nv12.h"

namespace compere::composite {
namespace {

constexpr int kWidth = 180, kHeight = 320;
using Rgb = std::array<int, 3>;

// A one-coloured picture, premultiplied.
Artwork plate(int x, int y, int width, int height, std::array<std::uint8_t, 4> bgra) {
    Artwork out{x, y, width, height, {}};
    for (int i = 0; i < width * height; ++i)
        out.bgra.insert(out.bgra.end(), bgra.begin(), bgra.end());
    return out;
}

std::vector<std::uint8_t> ground(const std::function<Rgb(int, int)>& colour) {
    std::vector<std::uint8_t> out;
    for (int y = 0; y < kHeight; ++y) {
        for (int x = 0; x < kWidth; ++x) {
            const Rgb c = colour(x, y);
            out.insert(out.end(), {static_cast<std::uint8_t>(c[2]), static_cast<std::uint8_t>(c[1]), static_cast<std::uint8_t>(c[0]), 255});
        }
    }
    return out;
}

// What a test draws, over a still ground.
using Plan = std::function<void(Compositor&)>;

signal::VideoFrame by_gl(const std::vector<std::uint8_t>& still, const Plan& plan) {
    auto made = GlCompositor::create(kWidth, kHeight, "AI数字人");
    EXPECT_TRUE(made) << made.error().message;
    GlCompositor& compositor = **made;
    glBindTexture(GL_TEXTURE_2D, compositor.picture().texture());
    glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, kWidth, kHeight, GL_BGRA, GL_UNSIGNED_INT_8_8_8_8_REV, still.data());
    signal::VideoFrame frame;
    compositor.begin();
    plan(compositor);
    compositor.draw_label();
    compositor.compose(frame);
    compositor.finish(frame);
    return frame;
}

signal::VideoFrame by_cpu(const std::vector<std::uint8_t>& still, const Plan& plan) {
    CpuCompositor compositor{kWidth, kHeight, "AI数字人"};
    compositor.set_still(still);
    signal::VideoFrame frame;
    compositor.begin();
    plan(compositor);
    compositor.draw_label();
    compositor.compose(frame);
    compositor.finish(frame);
    return frame;
}

Rgb rgb_at(const signal::VideoFrame& frame, int x, int y) {
    const auto bgra = gfx::bgra_from_nv12(frame.nv12, kWidth, kHeight);
    const auto* p = &bgra[static_cast<std::size_t>((y * kWidth + x) * 4)];
    return {p[2], p[1], p[0]};
}

void expect_near(Rgb a, Rgb b, int tolerance) {
    for (std::size_t c = 0; c < 3; ++c)
        EXPECT_NEAR(a[c], b[c], tolerance) << "channel " << c;
}

class BothExecutors : public testing::TestWithParam<gfx::Executor> {
protected:
    signal::VideoFrame drawn(const std::vector<std::uint8_t>& still, const Plan& plan) const {
        test::gl();
        return GetParam() == gfx::Executor::Gl ? by_gl(still, plan) : by_cpu(still, plan);
    }
};
INSTANTIATE_TEST_SUITE_P(Executors, BothExecutors, testing::Values(gfx::Executor::Gl, gfx::Executor::Cpu), [](const auto& executor) { return executor.param == gfx::Executor::Gl ? "Gl" : "Cpu"; });

// The example of the module's README, word for word.
signal::VideoFrame example() {
    CpuCompositor compositor{720, 1280, "AI数字人"};
    const Scale scale = compositor.scale();
    signal::VideoFrame frame;
    compositor.begin();  // over the still picture of set_still()
    compositor.draw(compositor.cache().get("caption 大家好", [&] { return draw_caption("大家好", scale, -1, -1); }));
    compositor.draw_label();
    compositor.compose(frame);
    compositor.finish(frame);
    return frame;
}

TEST(Readme, ExampleGivesAFrame) {
    const signal::VideoFrame frame = example();
    EXPECT_EQ(frame.nv12.size(), 720u * 1280 * 3 / 2);
    EXPECT_GT(std::count(frame.nv12.begin(), frame.nv12.begin() + 720 * 1280, 235), 500);  // white ink
}

TEST_P(BothExecutors, StackPremultipliedLayersInOrder) {
    const auto frame = drawn(ground([](int, int) { return Rgb{200, 90, 30}; }), [](Compositor& c) {
        c.draw(c.cache().get("solid", [] { return plate(20, 200, 40, 40, {10, 20, 240, 255}); }));
        c.draw(c.cache().get("half", [] { return plate(100, 200, 40, 40, {0, 0, 128, 128}); }));
        c.draw(c.cache().get("over", [] { return plate(40, 220, 40, 40, {250, 1, 2, 255}); }), 0.5f);
        c.draw(c.cache().get("none", [] { return plate(0, 0, 180, 320, {255, 255, 255, 255}); }), 0.0f);
    });
    expect_near(rgb_at(frame, 10, 310), {200, 90, 30}, 3);
    expect_near(rgb_at(frame, 24, 204), {240, 20, 10}, 3);
    expect_near(rgb_at(frame, 18, 200), {200, 90, 30}, 30);  // its chroma is shared with the layer's first column
    EXPECT_NEAR(frame.nv12[310 * kWidth + 10], 109.66, 1);
    expect_near(rgb_at(frame, 120, 220), {228, 45, 15}, 3);  // 128 + 200·127/255, 90·127/255, 30·127/255
    expect_near(rgb_at(frame, 50, 230), {121, 10, 130}, 3);  // half of it over the solid one
    EXPECT_EQ(test::gl().take_errors(), 0);
}

TEST_P(BothExecutors, DrawTheLabel) {
    int white = 0, first = kHeight, last = -1;
    const auto frame = drawn(ground([](int, int) { return Rgb{200, 90, 30}; }), [](Compositor& c) { EXPECT_FALSE(c.is_label_drawn()); });
    for (int y = 0; y < kHeight; ++y) {
        for (int x = 0; x < kWidth; ++x) {
            if (frame.nv12[static_cast<std::size_t>(y * kWidth + x)] < 150) continue;
            ++white;
            first = std::min(first, y);
            last = std::max(last, y);
        }
    }
    EXPECT_GT(white, 20);
    EXPECT_GE((last - first + 1) * 20, kWidth);
}

TEST_P(BothExecutors, DrawTheClapInTheMiddle) {
    const auto frame = drawn(ground([](int, int) { return Rgb{0, 0, 0}; }), [](Compositor& c) { c.draw_clap(); });
    EXPECT_EQ(rgb_at(frame, kWidth / 2, kHeight / 2), (Rgb{255, 255, 255}));
    EXPECT_EQ(rgb_at(frame, kWidth - 1, kHeight / 2), (Rgb{0, 0, 0}));
    EXPECT_EQ(frame.nv12[static_cast<std::size_t>(kHeight / 2 * kWidth + kWidth / 2)], 235);
}

TEST_P(BothExecutors, ClipWhatHangsOver) {
    const auto frame = drawn(ground([](int, int) { return Rgb{0, 0, 0}; }), [](Compositor& c) {
        c.draw(c.cache().get("corner", [] { return plate(kWidth - 11, kHeight - 7, 40, 40, {30, 90, 200, 255}); }));
        c.draw(c.cache().get("away", [] { return plate(kWidth + 5, 3, 40, 40, {255, 255, 255, 255}); }));
    });
    expect_near(rgb_at(frame, kWidth - 2, kHeight - 2), {200, 90, 30}, 3);
    expect_near(rgb_at(frame, kWidth - 14, kHeight - 2), {0, 0, 0}, 1);
}

struct Difference {
    double mean = 0;
    int largest = 0;
};

Difference difference(const signal::VideoFrame& a, const signal::VideoFrame& b, std::size_t from, std::size_t to) {
    Difference out;
    for (std::size_t i = from; i < to; ++i) {
        const int d = std::abs(a.nv12[i] - b.nv12[i]);
        out.mean += d;
        out.largest = std::max(out.largest, d);
    }
    out.mean /= static_cast<double>(to - from);
    return out;
}

// Where what a plan draws begins and ends: the chroma samples within 2 pixels of a place whose opacity changes. What a white and a black
// ground leave apart is what shows through.
std::vector<bool> alpha_edges(const Plan& plan) {
    const auto white = by_cpu(ground([](int, int) { return Rgb{255, 255, 255}; }), plan), black = by_cpu(ground([](int, int) { return Rgb{0, 0, 0}; }), plan);
    const auto shows_through = [&](int x, int y) {
        const auto at = static_cast<std::size_t>(std::clamp(y, 0, kHeight - 1) * kWidth + std::clamp(x, 0, kWidth - 1));
        return white.nv12[at] - black.nv12[at];
    };
    std::vector<bool> out;
    for (int y = 0; y < kHeight; y += 2) {
        for (int x = 0; x < kWidth; x += 2) {
            int least = 255, most = 0;
            for (int v = y - 2; v < y + 4; ++v) {
                for (int u = x - 2; u < x + 4; ++u) {
                    least = std::min(least, shows_through(u, v));
                    most = std::max(most, shows_through(u, v));
                }
            }
            out.insert(out.end(), 2, most - least > 4);  // Cb and Cr
        }
    }
    return out;
}

// A smooth picture as a clip hands it over, in the form of the compositor's executor. From edge to edge: the chroma of a decoded picture
// does not reach over its side, as that of a drawn layer does.
const Layer& of_a_source(Compositor& compositor, int alpha) {
    constexpr int kHigh = 64;
    static std::vector<std::unique_ptr<Layer>> kept;  // a layer lives until its picture is composed
    std::vector<std::uint8_t> straight, premultiplied;
    for (int y = 0; y < kHigh; ++y) {
        for (int x = 0; x < kWidth; ++x) {
            for (const int value : {x, 200 - y, 60 + x}) {
                straight.push_back(static_cast<std::uint8_t>(value));
                premultiplied.push_back(static_cast<std::uint8_t>((value * alpha + 127) / 255));
            }
            straight.push_back(255);
            premultiplied.push_back(static_cast<std::uint8_t>(alpha));
        }
    }
    auto picture = std::make_shared<signal::LayerPicture>();
    picture->width_px = kWidth;
    picture->height_px = kHigh;
    picture->content = 1;
    if (dynamic_cast<GlCompositor*>(&compositor) != nullptr) {
        picture->bgra = premultiplied;
    } else {
        picture->nv12.resize(static_cast<std::size_t>(kWidth * kHigh * 3 / 2));
        gfx::bgra_to_nv12(straight, kWidth, kHigh, gfx::Dither::No, picture->nv12);
        if (alpha < 255) {
            picture->alpha.assign(picture->nv12.size(), static_cast<std::uint8_t>(alpha));
            for (std::uint8_t& value : picture->nv12) {
                value = static_cast<std::uint8_t>((value * alpha + 127) / 255);
            }
        }
    }
    kept.push_back(std::make_unique<Layer>());
    compositor.cache().put(picture, 0, 120, *kept.back());
    return *kept.back();
}

// Every kind of layer that there is, over a busy ground, odd places among them.
TEST(Executors, AgreeOverEveryLayerKindAndBlend) {
    test::gl();
    // Busy: ramps up and down of up to 10 code values a pixel.
    const auto wave = [](int v) { return std::abs(v % 510 - 255); };
    const auto still = ground([&](int x, int y) { return Rgb{wave(x * 7 + y * 3), wave(x * x / 17 + y), wave(y * 5 - x * 4 + 2000)}; });
    signal::CardPlan card;
    card.title = "明前龙井 250g";
    card.price = "¥128.00";
    card.stock = "仅剩 3 件";
    const std::vector<std::pair<const char*, Plan>> plans{
        {"image", [](Compositor& c) { c.draw(c.cache().get("i", [] { return plate(21, 33, 61, 47, {40, 90, 200, 255}); })); }},
        {"half", [](Compositor& c) { c.draw(c.cache().get("h", [] { return plate(31, 50, 60, 40, {20, 40, 90, 100}); })); }},
        {"faded", [](Compositor& c) { c.draw(c.cache().get("f", [] { return plate(31, 50, 60, 41, {200, 40, 90, 255}); }), 0.37f); }},
        {"text", [](Compositor& c) { c.draw(c.cache().get("t", [&] { return draw_words("春茶专场", 48, c.scale(), 300, 900); })); }},
        {"caption", [](Compositor& c) { c.draw(c.cache().get("c", [&] { return draw_caption("大家好，欢迎来到春茶专场", c.scale(), -1, -1); })); }},
        {"card", [&](Compositor& c) { c.draw(c.cache().get("k", [&] { return draw_card(card, c.scale(), 60, 640, 420); }), 0.8f); }},
        {"clap", [](Compositor& c) { c.draw_clap(); }},
        {"clip", [](Compositor& c) { c.draw(of_a_source(c, 255)); }},
        {"alpha", [](Compositor& c) { c.draw(of_a_source(c, 120), 0.8f); }},
        {"stack", [](Compositor& c) {
             for (int i = 0; i < 4; ++i)
                 c.draw(c.cache().get(std::to_string(i), [&] { return plate(20 + 9 * i, 100 + 7 * i, 50, 50, {static_cast<std::uint8_t>(i * 20), 60, 30, 120}); }));
         }},
    };
    for (const auto& [name, plan] : plans) {
        const auto gl = by_gl(still, plan), cpu = by_cpu(still, plan);
        const std::size_t luma = gl.luma_bytes();
        const Difference y = difference(gl, cpu, 0, luma), c = difference(gl, cpu, luma, gl.nv12.size());
        const std::vector<bool> at_edge = alpha_edges(plan);
        int away = 0;
        for (std::size_t i = 0; i < at_edge.size(); ++i) {
            if (!at_edge[i]) away = std::max(away, std::abs(gl.nv12[luma + i] - cpu.nv12[luma + i]));
        }
        std::printf("%-8s luma mean %.3f largest %d, chroma mean %.3f largest %d, away from edges %d\n", name, y.mean, y.largest, c.mean, c.largest, away);
        EXPECT_LE(y.mean, 0.5) << name;
        EXPECT_LE(y.largest, (std::string{name} == "stack" ? 5 : 2) + 1) << name;  // one per stacked layer (and the label) plus one
        EXPECT_LE(c.mean, 0.5) << name;
        EXPECT_LE(away, 3) << name;
        EXPECT_LE(c.largest, 12) << name;
        EXPECT_GT(std::count(at_edge.begin(), at_edge.end(), false), kWidth * kHeight / 8) << name;  // a quarter of all is away from edges
    }
}

TEST(CompositorDeathTest, NoPictureLeavesWithoutItsLabelAndNothingCoversIt) {
    testing::FLAGS_gtest_death_test_style = "threadsafe";
    CpuCompositor compositor{kWidth, kHeight, "AI数字人"};
    signal::VideoFrame frame;
    compositor.begin();
    EXPECT_DEATH(compositor.compose(frame), "label_drawn_");
    EXPECT_DEATH(compositor.finish(frame), "is_composed_");
    compositor.draw_label();
    EXPECT_DEATH(compositor.finish(frame), "is_composed_");
    compositor.compose(frame);
    compositor.finish(frame);
    EXPECT_DEATH(compositor.draw_clap(), "label_drawn_");
    EXPECT_DEATH(compositor.draw_moving({}, 2, {0, 0, 2, 2}), "is_label_drawn");
    compositor.begin();  // the next picture needs its own
    EXPECT_DEATH(compositor.compose(frame), "label_drawn_");
    EXPECT_DEATH(compositor.finish(frame), "is_composed_");
}

}  // namespace
}  // namespace compere::composite
