#pragma once

#include <span>
#include <string_view>

namespace compere::gfx {

struct ShaderSource {
    std::string_view path;  // below shaders/, e.g. "render/host.frag"
    std::string_view text;
};

// All shader files, generated at build time.
std::span<const ShaderSource> shader_sources();

}  // namespace compere::gfx
