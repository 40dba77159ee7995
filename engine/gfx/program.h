#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "gfx/gl_name.h"

namespace compere::gfx {

// Builds a program from two embedded shader files; `#include "common/x.glsl"` is resolved below shaders/, and each of
// `defines` becomes `#define NAME 1`. A failure carries the driver's message with the file. Frame thread only.
core::Result<ProgramName> make_program(std::string_view vertex_path, std::string_view fragment_path,
                                       const std::vector<std::string>& defines = {});

// The text handed to the driver: version line, defines, includes in place.
core::Result<std::string> expand_shader(std::string_view path, const std::vector<std::string>& defines = {});

}  // namespace compere::gfx
