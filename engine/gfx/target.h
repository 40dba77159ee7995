#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/error.h"
#include "gfx/box.h"
#include "gfx/gl_name.h"

namespace compere::gfx {

enum class Depth { No, Yes };

// Something to draw into: BGRA8 colour, optionally depth and 4 samples. Row 0 is the top: projections flip y, so no copy does.
// Frame thread only.
class Target {
public:
    static core::Result<Target> create(int width_px, int height_px, Depth depth, int samples = 0);

    // The colour of another target (no samples) under a depth buffer of its own: what needs depth is drawn straight into a picture
    // whose own layers are faster without.
    static core::Result<Target> over(const Target& colour);

    void bind() const;  // framebuffer and viewport
    // Copies (resolves) a box, colour and, where both have it and `depth` says so, depth. Boxes are clipped by the caller.
    void copy_box_to(const Target& to, Box box, Depth depth) const;
    // BGRA bytes of a box, tightly packed, read synchronously in the target's own byte order. No samples.
    void read(Box box, std::span<std::uint8_t> bgra) const;

    // Depth of all of it, 0…1. Only where it has depth and no samples.
    std::vector<float> read_depth() const;

    int width_px() const { return width_px_; }
    int height_px() const { return height_px_; }
    GLuint texture() const { return colour_.get(); }  // 0 when multisampled

private:
    Target() = default;
    int width_px_ = 0, height_px_ = 0;
    FramebufferName framebuffer_;
    TextureName colour_;
    RenderbufferName samples_, depth_;
};

}  // namespace compere::gfx
