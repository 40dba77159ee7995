#pragma once

#include <memory>

#include "composite/compositor.h"
#include "render/camera.h"
#include "render/effort.h"
#include "render/stage.h"

namespace compere::room {

// How the stage gets under the layers of one canvas: drawn by GL into the compositor's picture, or drawn and blended on the CPU. The
// plan above does not know which. Frame thread only.
class CanvasExecutor {
public:
    static core::Result<std::unique_ptr<CanvasExecutor>> create(gfx::Executor executor, const render::Camera& camera, int width_px, int height_px, const std::string& label);
    virtual ~CanvasExecutor() = default;

    virtual core::Status draw_stage(render::Stage& stage) = 0;
    // The picture of a tick begins: over the stage as it was drawn last, or plain where the layout has none.
    virtual void begin() = 0;
    virtual void set_effort(const render::Effort& effort) = 0;  // from the next draw on
    virtual composite::Compositor& compositor() = 0;
};

}  // namespace compere::room
