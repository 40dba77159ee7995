#include "image/picture.h"

#include <algorithm>
#include <csetjmp>
#include <cstddef>
#include <cstdio>  // jpeglib.h needs it before
#include <cstring>
#include <fstream>
#include <tuple>

#include <jpeglib.h>
#include <png.h>
#include <webp/decode.h>

namespace compere::image {
namespace {

core::Error size_error(std::string_view name, long width, long height) {
    if (width <= 0 || height <= 0) return core::fail("{}: the picture has no size", name);
    return core::fail("{}: a picture of {}x{} is larger than {} pixels a side", name, width, height, kMaxSide);
}

bool good_size(long width, long height) {
    return width > 0 && height > 0 && width <= kMaxSide && height <= kMaxSide;
}

Picture blank(long width, long height) {
    Picture out{static_cast<int>(width), static_cast<int>(height), {}};
    out.rgba.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4);
    return out;
}

core::Result<Picture> decode_png(std::span<const std::uint8_t> bytes, std::string_view name) {
    png_image header{};
    header.version = PNG_IMAGE_VERSION;
    if (png_image_begin_read_from_memory(&header, bytes.data(), bytes.size()) == 0) return core::fail("{}: {}", name, header.message);
    if (!good_size(header.width, header.height)) {
        png_image_free(&header);
        return size_error(name, header.width, header.height);
    }
    header.format = PNG_FORMAT_RGBA;
    Picture out = blank(header.width, header.height);
    if (png_image_finish_read(&header, nullptr, out.rgba.data(), 0, nullptr) == 0) return core::fail("{}: {}", name, header.message);
    return out;
}

bool is_png(std::span<const std::uint8_t> bytes) {
    return bytes.size() > 8 && std::memcmp(bytes.data(), "\x89PNG", 4) == 0;
}

bool is_jpeg(std::span<const std::uint8_t> bytes) {
    return bytes.size() > 3 && bytes[0] == 0xff && bytes[1] == 0xd8;
}

bool is_webp(std::span<const std::uint8_t> bytes) {
    return bytes.size() > 12 && std::memcmp(bytes.data(), "RIFF", 4) == 0;
}

struct JpegFault {
    jpeg_error_mgr base;
    jpeg_progress_mgr progress;
    std::jmp_buf jump;
    char message[JMSG_LENGTH_MAX];
};

void on_jpeg_fault(j_common_ptr info) {
    auto* fault = reinterpret_cast<JpegFault*>(info->err);
    info->err->format_message(info, fault->message);
    std::longjmp(fault->jump, 1);
}

// A scan of some 70 bytes may go over every block of a picture: a megabyte of them takes minutes. Encoders write 10 to 20.
void on_jpeg_progress(j_common_ptr info) {
    constexpr int kMaxScans = 200;
    const auto* decoding = reinterpret_cast<jpeg_decompress_struct*>(info);
    if (decoding->input_scan_number <= kMaxScans) return;
    auto* fault = reinterpret_cast<JpegFault*>(info->err);
    std::snprintf(fault->message, sizeof fault->message, "the picture has more than %d scans", kMaxScans);
    std::longjmp(fault->jump, 1);
}

core::Result<Picture> decode_jpeg(std::span<const std::uint8_t> bytes, std::string_view name) {
    jpeg_decompress_struct info{};
    JpegFault fault{};
    info.err = jpeg_std_error(&fault.base);
    fault.base.error_exit = on_jpeg_fault;
    fault.base.output_message = [](j_common_ptr) {};
    Picture out;
    if (setjmp(fault.jump) != 0) {
        jpeg_destroy_decompress(&info);
        return core::fail("{}: {}", name, fault.message);
    }
    jpeg_create_decompress(&info);
    fault.progress.progress_monitor = on_jpeg_progress;
    info.progress = &fault.progress;
    jpeg_mem_src(&info, bytes.data(), static_cast<unsigned long>(bytes.size()));
    jpeg_read_header(&info, TRUE);
    if (!good_size(info.image_width, info.image_height)) {
        const core::Error error = size_error(name, info.image_width, info.image_height);
        jpeg_destroy_decompress(&info);
        return error;
    }
    info.out_color_space = JCS_EXT_RGBA;
    jpeg_start_decompress(&info);
    out = blank(info.output_width, info.output_height);
    while (info.output_scanline < info.output_height) {
        JSAMPROW row = out.rgba.data() + static_cast<std::size_t>(info.output_scanline) * info.output_width * 4;
        jpeg_read_scanlines(&info, &row, 1);
    }
    jpeg_finish_decompress(&info);
    jpeg_destroy_decompress(&info);
    return out;
}

std::pair<long, long> jpeg_size(std::span<const std::uint8_t> bytes) {
    jpeg_decompress_struct info{};
    JpegFault fault{};
    info.err = jpeg_std_error(&fault.base);
    fault.base.error_exit = on_jpeg_fault;
    fault.base.output_message = [](j_common_ptr) {};
    if (setjmp(fault.jump) != 0) {
        jpeg_destroy_decompress(&info);
        return {0, 0};
    }
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, bytes.data(), static_cast<unsigned long>(bytes.size()));
    jpeg_read_header(&info, TRUE);
    const std::pair<long, long> size{info.image_width, info.image_height};
    jpeg_destroy_decompress(&info);
    return size;
}

core::Result<Picture> decode_webp(std::span<const std::uint8_t> bytes, std::string_view name) {
    int width = 0, height = 0;
    if (WebPGetInfo(bytes.data(), bytes.size(), &width, &height) == 0) return core::fail("{}: not a readable WebP picture", name);
    if (!good_size(width, height)) return size_error(name, width, height);
    Picture out = blank(width, height);
    if (WebPDecodeRGBAInto(bytes.data(), bytes.size(), out.rgba.data(), out.rgba.size(), width * 4) == nullptr) {
        return core::fail("{}: the WebP picture is damaged", name);
    }
    return out;
}

}  // namespace

core::Result<Picture> decode(std::span<const std::uint8_t> bytes, std::string_view name) {
    if (is_png(bytes)) return decode_png(bytes, name);
    if (is_jpeg(bytes)) return decode_jpeg(bytes, name);
    if (is_webp(bytes)) return decode_webp(bytes, name);
    return core::fail("{}: not a PNG, JPEG or WebP picture", name);
}

std::int64_t pixels_of(std::span<const std::uint8_t> bytes) {
    long width = 0, height = 0;
    if (is_png(bytes) && bytes.size() >= 24) {  // IHDR comes first
        const auto number = [&](std::size_t at) { return static_cast<long>(bytes[at]) << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3]; };
        width = number(16);
        height = number(20);
    } else if (is_jpeg(bytes)) {
        std::tie(width, height) = jpeg_size(bytes);
    } else if (is_webp(bytes)) {
        int w = 0, h = 0;
        if (WebPGetInfo(bytes.data(), bytes.size(), &w, &h) != 0) width = w, height = h;
    }
    return good_size(width, height) ? std::int64_t{width} * height : 0;
}

core::Result<std::vector<std::uint8_t>> read_file(const std::filesystem::path& file, std::size_t max_bytes) {
    std::error_code error;
    if (std::filesystem::is_directory(file, error)) return core::fail("{}: is a folder", file.string());
    const auto size = std::filesystem::file_size(file, error);
    if (error) return core::fail("{}: {}", file.string(), error.message());
    if (size > max_bytes) return core::fail("{}: larger than {} MiB", file.string(), max_bytes >> 20);
    std::vector<std::uint8_t> bytes(size);
    std::ifstream in{file, std::ios::binary};
    if (!in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size))) return core::fail("{}: cannot be read", file.string());
    return bytes;
}

core::Result<Picture> load(const std::filesystem::path& file) {
    const auto bytes = read_file(file, std::size_t{64} << 20);
    if (!bytes) return bytes.error();
    return decode(*bytes, file.string());
}

std::vector<std::uint8_t> premultiplied_bgra(const Picture& picture) {
    std::vector<std::uint8_t> out(picture.rgba.size());
    for (std::size_t i = 0; i + 3 < out.size(); i += 4) {
        const unsigned a = picture.rgba[i + 3];
        out[i] = static_cast<std::uint8_t>((picture.rgba[i + 2] * a + 127) / 255);
        out[i + 1] = static_cast<std::uint8_t>((picture.rgba[i + 1] * a + 127) / 255);
        out[i + 2] = static_cast<std::uint8_t>((picture.rgba[i] * a + 127) / 255);
        out[i + 3] = static_cast<std::uint8_t>(a);
    }
    return out;
}

}  // namespace compere::image
