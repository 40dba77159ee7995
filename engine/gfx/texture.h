#pragma once

#include <cstdint>
#include <span>

#include "gfx/gl_name.h"

namespace compere::gfx {

enum class Wrap { Clamp, Repeat };

// All uploads take tightly packed rows, row 0 at the top. Frame thread only.

// A premultiplied BGRA picture for the compositor: bilinear, no mipmaps, in the byte order llvmpipe samples fastest.
TextureName make_layer_texture(int width_px, int height_px, std::span<const std::uint8_t> bgra);
void update_layer_texture(const TextureName& texture, int width_px, int height_px, std::span<const std::uint8_t> bgra);

// A material map, straight alpha RGBA as stored in the file (shaders decode colour once, after filtering), with mipmaps: bilinear within the nearest mip (a fifth cheaper than trilinear).
TextureName make_material_texture(int width_px, int height_px, std::span<const std::uint8_t> rgba, Wrap wrap);

}  // namespace compere::gfx
