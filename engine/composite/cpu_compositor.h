#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "composite/compositor.h"
#include "composite/damage.h"

namespace compere::composite {

// Blends in the frame itself, and only where it shows something else than the picture that lay in it: a tick costs the areas of what
// moves or changes, however many layers stand still beside them.
class CpuCompositor final : public Compositor {
public:
    CpuCompositor(int width_px, int height_px, const std::string& label);

    // What stands still under everything, BGRA of the whole canvas. Black until it is told.
    void set_still(std::span<const std::uint8_t> bgra);
    void begin() { begin_tick(), moving_.clear(); }
    // Something that moves, of this tick: premultiplied BGRA, its rows `pitch_px` apart, at an even place of even size. Borrowed until
    // compose(). Lies under all layers.
    void draw_moving(std::span<const std::uint32_t> premultiplied_bgra, int pitch_px, const gfx::Box& box);

private:
    struct Moving {
        std::span<const std::uint32_t> bgra;
        int pitch_px;
        gfx::Box box;
    };
    // What a picture shows, so that the next one in the same memory knows what to undo.
    struct Record {
        std::uint64_t content = 0;
        std::vector<Item> stack;
        std::vector<gfx::Box> moving;
    };
    void blend_stack(signal::VideoFrame& out) override;
    void read(signal::VideoFrame&) override {}
    void find_damage(const signal::VideoFrame& out);
    void redraw(const gfx::Box& box, signal::VideoFrame& out);

    std::vector<std::uint8_t> still_nv12_;
    std::vector<Moving> moving_;
    std::array<Record, 16> records_;  // of the last pictures: more than are ever on their way to an encoder
    std::uint64_t contents_ = 0;
    Damage damage_;
};

}  // namespace compere::composite
