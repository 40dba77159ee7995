#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <filesystem>

#include "composite/cpu_compositor.h"
#include "gfx/gl_context.h"
#include "render/cpu_view.h"
#include "room/performer_anchor.h"
#include "show/load_show.h"

namespace compere::room {
namespace {

constexpr int kWidth = 360, kHeight = 640;
constexpr int kBand = 4;

render::StageSource light() {
    render::StageSource out;
    out.colour_srgb = {0.95f, 0.92f, 0.88f};
    return out;
}

render::StageSource dark() {
    render::StageSource out;
    out.colour_srgb = {0.06f, 0.08f, 0.05f};
    return out;
}

// Stripes, ramps and specks.
render::StageSource busy() {
    render::StageSource out;
    out.image = image::Picture{kWidth, kHeight, {}};
    for (int y = 0; y < kHeight; ++y) {
        for (int x = 0; x < kWidth; ++x) {
            const auto byte = [](int v) { return static_cast<std::uint8_t>(v & 255); };
            out.image->rgba.insert(out.image->rgba.end(), {byte(x * 9 + y), byte((x / 7 + y / 5) % 2 * 200 + x % 13), byte(x * y / 3), 255});
        }
    }
    return out;
}

// The largest mean difference from the plate of any row or column in the band around the box, inside it only where nothing is covered.
double seam(const signal::VideoFrame& frame, const signal::VideoFrame& plate, const render::CpuView& view) {
    const raster::Area area = view.area();
    const auto is_covered = [&](int x, int y) {
        const bool is_inside = x >= area.x && y >= area.y && x < area.x + area.width && y < area.y + area.height;
        return is_inside && view.figures()[static_cast<std::size_t>((y - area.y) * area.width + x - area.x)] != 0;
    };
    double worst = 0;
    const auto try_line = [&](int x, int y, int dx, int dy, int length) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < length; ++i, x += dx, y += dy) {
            if (x < 0 || y < 0 || x >= kWidth || y >= kHeight || is_covered(x, y)) continue;
            const auto at = static_cast<std::size_t>(y * kWidth + x), chroma = frame.luma_bytes() + static_cast<std::size_t>(y / 2 * kWidth + (x & ~1));
            sum += std::abs(frame.nv12[at] - plate.nv12[at]);
            // Chroma that a covered neighbour shares is not plate.
            if (!is_covered(x & ~1, y) && !is_covered(x | 1, y) && !is_covered((x & ~1) - 1, y) && !is_covered(x, y ^ 1) && !is_covered(x ^ 1, y ^ 1) && !is_covered((x & ~1) - 1, y ^ 1)) {
                sum += std::abs(frame.nv12[chroma] - plate.nv12[chroma]) + std::abs(frame.nv12[chroma + 1] - plate.nv12[chroma + 1]);
            }
            ++count;
        }
        if (count > 0) worst = std::max(worst, sum / count);
    };
    for (int d = -kBand; d < kBand; ++d) {
        try_line(area.x + d, area.y - kBand, 0, 1, area.height + 2 * kBand);
        try_line(area.x + area.width + d, area.y - kBand, 0, 1, area.height + 2 * kBand);
        try_line(area.x - kBand, area.y + d, 1, 0, area.width + 2 * kBand);
        try_line(area.x - kBand, area.y + area.height + d, 1, 0, area.width + 2 * kBand);
    }
    return worst;
}

TEST(Seam, NoneAroundTheHostsBoxOnLightDarkAndBusyPlates) {
    test::gl();
    const auto show = show::load_show(std::filesystem::path{COMPERE_SOURCE_DIR} / "assets/shows/tea-house/show.yaml");
    ASSERT_TRUE(show) << show.error().message;
    const render::Camera camera{{-0.1f, 0.98f, 3.55f}, {-0.1f, 0.8f, 0}, 32.4f};
    const std::pair<const char*, render::StageSource> plates[] = {{"light", light()}, {"dark", dark()}, {"busy", busy()}};
    for (const auto& [name, source] : plates) {
        auto performer = PerformerAnchor::create(show->anchors[0], 1);
        ASSERT_TRUE(performer) << performer.error().message;
        auto stage = render::Stage::create(source, {{performer->model(), performer->place()}}, gfx::Executor::Cpu);
        ASSERT_TRUE(stage) << stage.error().message;
        render::CpuView view{camera, kWidth, kHeight};
        composite::CpuCompositor compositor{kWidth, kHeight, "AI"}, still{kWidth, kHeight, "AI"};
        signal::VideoFrame frame, plate;
        double worst = 0;
        int boxes = 0;
        raster::Area before;
        for (core::Tick tick = 0; tick < 90; tick += 6) {
            signal::AnchorPlan plan;
            if (tick >= 30) plan.gesture = "greet", plan.gesture_started = 30;
            stage->set_pose(0, performer->pose(plan, tick, {30, 1}, nullptr, camera.at));
            ASSERT_TRUE(view.draw(*stage));
            if (tick == 0) {
                compositor.set_still(view.still_bgra());
                still.set_still(view.still_bgra());
                still.begin();
                still.draw_label();
                still.compose(plate);
            }
            compositor.begin();
            const raster::Area area = view.area();
            for (const raster::Area& patch : view.patches()) {
                compositor.draw_moving(view.figures().subspan(static_cast<std::size_t>((patch.y - area.y) * area.width + patch.x - area.x)), area.width, {patch.x, patch.y, patch.width, patch.height});
            }
            compositor.draw_label();
            compositor.compose(frame);
            worst = std::max(worst, seam(frame, plate, view));
            if (area.width != before.width || area.height != before.height) ++boxes;
            before = area;
        }
        std::printf("%-6s worst row or column %.3f codes over %d boxes\n", name, worst, boxes);
        EXPECT_GT(boxes, 3) << "the host does not move";
        EXPECT_LE(worst, 2) << name;
    }
}

}  // namespace
}  // namespace compere::room
