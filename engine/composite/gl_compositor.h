#pragma once

#include <vector>

#include "composite/compositor.h"
#include "gfx/target.h"

namespace compere::composite {

class GlCompositor final : public Compositor {
public:
    static core::Result<std::unique_ptr<GlCompositor>> create(int width_px, int height_px, const std::string& label);

    const gfx::Target& picture() const { return picture_; }  // the stage is drawn into it first
    void begin();

private:
    GlCompositor(gfx::Target picture, gfx::ProgramName plain, gfx::ProgramName faded, const std::string& label);
    void blend(const Layer& layer, float opacity) override;
    void read(signal::VideoFrame& out) override;

    gfx::Target picture_;
    gfx::ProgramName plain_, faded_;
    gfx::VertexArrayName empty_;
    std::vector<std::uint8_t> bgra_;
};

}  // namespace compere::composite
