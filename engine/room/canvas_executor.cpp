#include "room/canvas_executor.h"

#include "composite/cpu_compositor.h"
#include "composite/gl_compositor.h"
#include "render/cpu_view.h"
#include "render/view.h"

namespace compere::room {
namespace {

class GlCanvas final : public CanvasExecutor {
public:
    static core::Result<std::unique_ptr<CanvasExecutor>> create(const render::Camera& camera, int width_px, int height_px, const std::string& label) {
        auto compositor = composite::GlCompositor::create(width_px, height_px, label);
        if (!compositor) return compositor.error();
        auto view = render::View::create(camera, (*compositor)->picture());
        if (!view) return view.error();
        return std::unique_ptr<CanvasExecutor>{new GlCanvas{std::move(*compositor), std::move(*view)}};
    }
    core::Status draw_stage(render::Stage& stage) override {
        has_stage_ = true;
        return view_.draw(stage);
    }
    void begin() override { compositor_->begin(has_stage_ ? composite::Ground::Stage : composite::Ground::Plain); }
    void set_effort(const render::Effort& effort) override { view_.set_effort(effort); }
    composite::Compositor& compositor() override { return *compositor_; }

private:
    GlCanvas(std::unique_ptr<composite::GlCompositor> compositor, render::View view) : compositor_{std::move(compositor)}, view_{std::move(view)} {}
    std::unique_ptr<composite::GlCompositor> compositor_;
    render::View view_;
    bool has_stage_ = false;
};

class CpuCanvas final : public CanvasExecutor {
public:
    CpuCanvas(const render::Camera& camera, int width_px, int height_px, const std::string& label) : compositor_{width_px, height_px, label}, view_{camera, width_px, height_px} {
        std::vector<std::uint8_t> plain;
        for (int i = 0; i < width_px * height_px; ++i) {
            plain.insert(plain.end(), {26, 20, 18, 255});
        }
        compositor_.set_still(plain);
    }
    core::Status draw_stage(render::Stage& stage) override {
        const bool is_first = view_.still_bgra().empty();
        if (core::Status drawn = view_.draw(stage); !drawn) return drawn.error();
        if (is_first) compositor_.set_still(view_.still_bgra());
        return {};
    }
    void begin() override {
        compositor_.begin();
        const raster::Area area = view_.area();
        for (const raster::Area& patch : view_.patches()) {
            const auto first = static_cast<std::size_t>((patch.y - area.y) * area.width + patch.x - area.x);
            compositor_.draw_moving(view_.figures().subspan(first), area.width, {patch.x, patch.y, patch.width, patch.height});
        }
    }
    void set_effort(const render::Effort& effort) override { view_.set_effort(effort); }
    composite::Compositor& compositor() override { return compositor_; }

private:
    composite::CpuCompositor compositor_;
    render::CpuView view_;
};

}  // namespace

core::Result<std::unique_ptr<CanvasExecutor>> CanvasExecutor::create(gfx::Executor executor, const render::Camera& camera, int width_px, int height_px, const std::string& label) {
    if (executor == gfx::Executor::Gl) return GlCanvas::create(camera, width_px, height_px, label);
    return std::unique_ptr<CanvasExecutor>{new CpuCanvas{camera, width_px, height_px, label}};
}

}  // namespace compere::room
