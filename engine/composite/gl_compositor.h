#pragma once

#include <vector>

#include "composite/compositor.h"
#include "gfx/target.h"

namespace compere::composite {

enum class Ground { Stage, Plain };

class GlCompositor final : public Compositor {
public:
    static core::Result<std::unique_ptr<GlCompositor>> create(int width_px, int height_px, const std::string& label);

    const gfx::Target& picture() const { return picture_; }  // the stage is drawn into it before compose()
    void begin(Ground ground = Ground::Stage);

private:
    GlCompositor(gfx::Target picture, gfx::ProgramName plain, gfx::ProgramName faded, const std::string& label);
    void blend_stack(signal::VideoFrame& out) override;
    void read(signal::VideoFrame& out) override;
    void blend(const Item& item);

    gfx::Target picture_;
    gfx::ProgramName plain_, faded_;
    gfx::VertexArrayName empty_;
    std::vector<std::uint8_t> bgra_;
    Ground ground_ = Ground::Stage;
};

}  // namespace compere::composite
