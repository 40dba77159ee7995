#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace compere::image {

// Straight alpha, RGBA, 8 bits, rows packed, row 0 at the top.
struct Picture {
    int width_px = 0;
    int height_px = 0;
    std::vector<std::uint8_t> rgba;
};

inline constexpr int kMaxSide = 8192;  // larger pictures are refused before they are decoded

// PNG, JPEG or WebP, told apart by content. `name` stands in the error. Any thread.
core::Result<Picture> decode(std::span<const std::uint8_t> encoded, std::string_view name);
core::Result<Picture> load(const std::filesystem::path& file);
// What decode would have to hold, from the picture's head alone; 0 where decode would refuse it.
std::int64_t pixels_of(std::span<const std::uint8_t> encoded);
// Half as wide and high (at least 1): each pixel is the mean of four, channel by channel.
Picture halved(const Picture& picture);

// Premultiplied BGRA as the compositor takes it.
std::vector<std::uint8_t> premultiplied_bgra(const Picture& picture);

// Another size: each pixel is the mean of what it covers, or interpolated where the picture grows. Four premultiplied bytes a pixel.
// Only `part` of the new picture is made, where one is given.
struct Part {
    int x = 0, y = 0, width_px = 0, height_px = 0;
};
std::vector<std::uint8_t> resized(std::span<const std::uint8_t> premultiplied, int width_px, int height_px, int to_width_px, int to_height_px, std::optional<Part> part = {});

// Writes an opaque PNG from BGRA bytes; `label` is stored as the AIGC text of an XMP packet, empty for none.
core::Status write_png(const std::filesystem::path& file, int width_px, int height_px, std::span<const std::uint8_t> bgra, std::string_view aigc);

// Linear light RGB, three floats a pixel, row 0 at the top, an equirectangular panorama, at most kMaxSide wide and half as high.
struct Panorama {
    int width_px = 0;
    int height_px = 0;
    std::vector<float> linear_rgb;
};

// Radiance .hdr (flat and run-length rows).
core::Result<Panorama> load_hdr(const std::filesystem::path& file);

core::Result<std::vector<std::uint8_t>> read_file(const std::filesystem::path& file, std::size_t max_bytes);

}  // namespace compere::image
