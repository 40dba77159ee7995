#pragma once

#include <memory>
#include <string>

#include "core/error.h"

namespace compere::gfx {

// A headless OpenGL 4.5 core context, current on the thread that created it: a GPU's EGL device if there is one, else
// Mesa's surfaceless platform (software). Frame thread only; one per process at a time.
class Context {
public:
    static core::Result<Context> create();
    Context(Context&&) noexcept;
    Context& operator=(Context&&) noexcept;
    ~Context();

    const std::string& renderer() const;
    bool is_software() const;
    // Errors of GL since the last call; 0 in a healthy room.
    int take_errors();

private:
    struct State;
    explicit Context(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// Who draws what moves: the graphics card, or loops on the CPU where OpenGL itself is software (GL then draws only what stands still).
enum class Executor { Gl, Cpu };

// Must run before the first context, first thing in the studio (apps/compere): threads of the software rasteriser and a shader cache of our own.
void prepare_environment();

}  // namespace compere::gfx
