#include <png.h>

#include <cstdio>
#include <memory>
#include <string>

#include "image/picture.h"

namespace compere::image {
namespace {

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

// A PNG carries the implicit label of GB 45438-2025 as XMP in an iTXt chunk.
std::string xmp_packet(std::string_view aigc) {
    std::string escaped;
    for (const char c : aigc) {
        switch (c) {
            case '&': escaped += "&amp;"; break;
            case '<': escaped += "&lt;"; break;
            case '"': escaped += "&quot;"; break;
            default: escaped += c;
        }
    }
    return "<?xpacket begin=\"\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
           "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" "
           "xmlns:TC260=\"http://www.tc260.org.cn/ns/AIGC/1.0/\" TC260:AIGC=\"" +
           escaped + "\"/></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>";
}

}  // namespace

core::Status write_png(const std::filesystem::path& file, int width_px, int height_px, std::span<const std::uint8_t> bgra, std::string_view aigc) {
    const std::unique_ptr<std::FILE, CloseFile> out{std::fopen(file.c_str(), "wb")};
    if (!out) return core::fail("{}: cannot be written", file.string());
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(png);
    std::string packet = xmp_packet(aigc);
    char key[] = "XML:com.adobe.xmp";
    if (setjmp(png_jmpbuf(png)) != 0) {
        png_destroy_write_struct(&png, &info);
        return core::fail("{}: cannot be written", file.string());
    }
    png_init_io(png, out.get());
    png_set_compression_level(png, 4);
    png_set_IHDR(png, info, static_cast<png_uint_32>(width_px), static_cast<png_uint_32>(height_px), 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
    if (!aigc.empty()) {
        png_text text{};
        text.compression = PNG_ITXT_COMPRESSION_NONE;
        text.key = key;
        text.text = packet.data();
        text.itxt_length = packet.size();
        png_set_text(png, info, &text, 1);
    }
    png_write_info(png, info);
    png_set_filler(png, 0, PNG_FILLER_AFTER);
    png_set_bgr(png);
    for (int row = 0; row < height_px; ++row) {
        png_write_row(png, bgra.data() + static_cast<std::size_t>(row) * static_cast<std::size_t>(width_px) * 4);
    }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return {};
}

}  // namespace compere::image
