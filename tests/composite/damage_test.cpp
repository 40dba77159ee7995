#include "composite/damage.h"

#include <gtest/gtest.h>

#include "composite/cpu_compositor.h"
#include "core/random.h"

namespace compere::composite {
namespace {

std::vector<gfx::Box> boxes(const Damage& damage) {
    std::vector<gfx::Box> out;
    damage.for_boxes([&](const gfx::Box& box) { out.push_back(box); });
    return out;
}

TEST(Damage, IsWidenedClippedAndHoldsNothingTwice) {
    Damage damage{20, 12};
    EXPECT_TRUE(boxes(damage).empty());
    damage.add({3, 3, 4, 2});  // rows 3 and 4, columns 3…6
    damage.add({-5, 8, 7, 40});
    damage.add({30, 0, 4, 4});
    EXPECT_EQ(boxes(damage), (std::vector<gfx::Box>{{2, 2, 6, 4}, {0, 8, 2, 4}}));
    damage.add({10, 4, 2, 2});
    EXPECT_EQ(boxes(damage), (std::vector<gfx::Box>{{2, 2, 6, 2}, {2, 4, 10, 2}, {0, 8, 2, 4}}));
    damage.add_all();
    EXPECT_EQ(boxes(damage), (std::vector<gfx::Box>{{0, 0, 20, 12}}));
    damage.clear();
    EXPECT_TRUE(boxes(damage).empty());
}

constexpr int kPlanWidth = 180, kPlanHeight = 320;

Artwork plate(int x, int y, int width, int height, std::uint8_t shade) {
    Artwork out{x, y, width, height, {}};
    for (int i = 0; i < width * height; ++i) {
        out.bgra.insert(out.bgra.end(), {shade, static_cast<std::uint8_t>(shade / 2), static_cast<std::uint8_t>(i % 90), 200});
    }
    return out;
}

std::vector<std::uint8_t> ground() {
    std::vector<std::uint8_t> out;
    for (int i = 0; i < kPlanWidth * kPlanHeight; ++i) {
        out.insert(out.end(), {static_cast<std::uint8_t>(i % 251), static_cast<std::uint8_t>(i / kPlanWidth), static_cast<std::uint8_t>(i % 7 * 30), 255});
    }
    return out;
}

struct Scene {
    std::vector<int> layers;  // which of eight, in order
    int opacity = 4;          // of the first, in quarters
    int moving_x = -1;        // below 0: nothing moves
};

void show(CpuCompositor& c, const Scene& scene, std::span<const std::uint32_t> moving) {
    c.begin();
    if (scene.moving_x >= 0) c.draw_moving(moving, 40, {scene.moving_x, 100, 40, 60});
    for (std::size_t i = 0; i < scene.layers.size(); ++i) {
        const int n = scene.layers[i];
        c.draw(c.cache().get(std::to_string(n), [&] { return plate(15 * n - 9, 37 * n - 11, 61, 77, static_cast<std::uint8_t>(25 * n + 30)); }), i == 0 ? 0.25f * static_cast<float>(scene.opacity) : 1.0f);
    }
    c.draw_label();
}

// Whatever lay in a frame's memory before, the picture is the one that a new compositor draws into a new frame.
TEST(CpuCompositor, RedrawsJustWhatChangedAndGivesTheSamePicture) {
    std::vector<std::uint32_t> moving;
    for (unsigned i = 0; i < 40 * 60; ++i) {
        moving.push_back(i % 40 < 5 || i % 40 >= 36 ? 0u : 0x80402010u + (i % 16));
    }
    CpuCompositor compositor{kPlanWidth, kPlanHeight, "AI"};
    compositor.set_still(ground());
    std::vector<signal::VideoFrame> pool(5);
    std::uint64_t asked = 0;
    const auto chance = [&] { return core::random_unit(7, 1, asked++); };
    std::int64_t full = 0;
    for (int tick = 0; tick < 120; ++tick) {
        Scene scene;
        for (int n = 0; n < 8; ++n) {
            if (chance() < 0.5) scene.layers.push_back(n);
        }
        scene.opacity = 1 + static_cast<int>(chance() * 4);
        if (tick % 3 != 0) scene.moving_x = static_cast<int>(chance() * 60) * 2;
        signal::VideoFrame& frame = pool[static_cast<std::size_t>(chance() * 5)];
        show(compositor, scene, moving);
        compositor.compose(frame);

        CpuCompositor fresh{kPlanWidth, kPlanHeight, "AI"};
        fresh.set_still(ground());
        signal::VideoFrame expected;
        show(fresh, scene, moving);
        fresh.compose(expected);
        ASSERT_EQ(frame.nv12, expected.nv12) << "tick " << tick;
        full += fresh.redrawn_pixels();
    }
    EXPECT_LT(compositor.redrawn_pixels(), full);
}

TEST(CpuCompositor, AStillTickRedrawsNothing) {
    const std::vector<std::uint32_t> moving(40 * 60, 0xff203040u);
    CpuCompositor compositor{kPlanWidth, kPlanHeight, "AI"};
    compositor.set_still(ground());
    signal::VideoFrame frame;
    const Scene still{{1, 3}, 4, -1}, other{{1, 4}, 4, -1}, moves{{1, 3}, 4, 20};
    show(compositor, still, moving);
    EXPECT_FALSE(compositor.is_unchanged());
    compositor.compose(frame);
    EXPECT_EQ(compositor.redrawn_pixels(), kPlanWidth * kPlanHeight);

    show(compositor, still, moving);
    EXPECT_TRUE(compositor.is_unchanged());
    compositor.compose(frame);  // even when asked for: not a pixel
    EXPECT_EQ(compositor.redrawn_pixels(), kPlanWidth * kPlanHeight);

    show(compositor, other, moving);
    EXPECT_FALSE(compositor.is_unchanged());
    compositor.compose(frame);
    EXPECT_LT(compositor.redrawn_pixels(), kPlanWidth * kPlanHeight * 3 / 2);

    show(compositor, moves, moving);
    EXPECT_FALSE(compositor.is_unchanged());
    compositor.compose(frame);
    show(compositor, moves, moving);
    EXPECT_FALSE(compositor.is_unchanged());  // what moves is another every tick
    compositor.compose(frame);
    show(compositor, {{1, 3}, 4, -1}, moving);
    EXPECT_FALSE(compositor.is_unchanged());  // what moved is gone
    compositor.compose(frame);
    show(compositor, {{1, 3}, 4, -1}, moving);
    EXPECT_TRUE(compositor.is_unchanged());
    compositor.set_still(ground());
    show(compositor, {{1, 3}, 4, -1}, moving);
    EXPECT_FALSE(compositor.is_unchanged());
}

TEST(CpuCompositor, CountsWhatEachLayerTakes) {
    CpuCompositor compositor{kPlanWidth, kPlanHeight, "AI"};
    signal::VideoFrame frame;
    compositor.count_from_now(true);
    for (int tick = 0; tick < 3; ++tick) {
        compositor.begin();
        compositor.draw(compositor.cache().get("a", [] { return plate(10, 200, 40, 20, 90); }), tick == 2 ? 0.5f : 1.0f, Compositor::kFirstSlot + 2);
        compositor.draw_label();
        compositor.compose(frame);
    }
    const std::vector<LayerCost>& costs = compositor.costs();
    ASSERT_EQ(costs.size(), static_cast<std::size_t>(Compositor::kFirstSlot) + 3);
    const LayerCost& layer = costs.back();
    EXPECT_EQ(layer.pixels, 2 * 42 * 20);  // drawn, still, faded; widened to even columns for its chroma
    EXPECT_GT(layer.ns, 0);
    EXPECT_EQ(costs[Compositor::kStill].pixels, kPlanWidth * kPlanHeight + 42 * 20);
    EXPECT_EQ(costs[Compositor::kMoving].pixels, 0);
}

}  // namespace
}  // namespace compere::composite
