#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <webp/encode.h>

#include <cstdio>  // jpeglib.h needs it before

#include <jpeglib.h>

#include "image/picture.h"
#include "temporary.h"

namespace compere::image {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes jpeg(unsigned width, unsigned height) {
    jpeg_compress_struct info{};
    jpeg_error_mgr error{};
    info.err = jpeg_std_error(&error);
    jpeg_create_compress(&info);
    unsigned char* memory = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&info, &memory, &size);
    info.image_width = width;
    info.image_height = height;
    info.input_components = 3;
    info.in_color_space = JCS_RGB;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, 95, TRUE);
    jpeg_start_compress(&info, TRUE);
    std::vector<JSAMPLE> row;
    for (unsigned x = 0; x < width; ++x)
        row.insert(row.end(), {200, 90, 30});
    JSAMPROW rows[]{row.data()};
    for (unsigned y = 0; y < height; ++y)
        jpeg_write_scanlines(&info, rows, 1);
    jpeg_finish_compress(&info);
    const Bytes out{memory, memory + size};
    jpeg_destroy_compress(&info);
    std::free(memory);
    return out;
}

// The frame header's height and width follow its marker FF C0, two bytes of length and one of precision.
Bytes jpeg_that_claims(unsigned width, unsigned height) {
    Bytes bytes = jpeg(16, 8);
    for (std::size_t i = 0; i + 9 < bytes.size(); ++i) {
        if (bytes[i] != 0xff || bytes[i + 1] != 0xc0) continue;
        bytes[i + 5] = static_cast<std::uint8_t>(height >> 8);
        bytes[i + 6] = static_cast<std::uint8_t>(height);
        bytes[i + 7] = static_cast<std::uint8_t>(width >> 8);
        bytes[i + 8] = static_cast<std::uint8_t>(width);
        break;
    }
    return bytes;
}

Bytes png(int width, int height) {
    const test::Temporary file{"decode.png"};
    Bytes bgra;
    for (int i = 0; i < width * height; ++i)
        bgra.insert(bgra.end(), {30, 90, 200, 0});
    EXPECT_TRUE(write_png(file.path(), width, height, bgra, ""));
    return *read_file(file.path(), 1 << 20);
}

std::uint32_t crc(const std::uint8_t* data, std::size_t count) {  // ISO 3309, as PNG has it
    std::uint32_t c = 0xffffffffu;
    for (std::size_t i = 0; i < count; ++i) {
        c ^= data[i];
        for (int bit = 0; bit < 8; ++bit)
            c = (c & 1u) != 0 ? 0xedb88320u ^ (c >> 1) : c >> 1;
    }
    return ~c;
}

Bytes png_that_claims(std::uint32_t width, std::uint32_t height) {
    Bytes bytes = png(4, 4);
    const auto put = [&](std::size_t at, std::uint32_t value) {
        for (std::size_t i = 0; i < 4; ++i)
            bytes[at + i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
    };
    put(16, width);
    put(20, height);
    put(29, crc(bytes.data() + 12, 17));
    return bytes;
}

std::string fault(const Bytes& bytes) {
    const auto picture = decode(bytes, "tea.png");
    return picture ? "" : picture.error().message;
}

TEST(Decode, PngIsExact) {
    const auto picture = decode(png(3, 2), "tea.png");
    ASSERT_TRUE(picture) << picture.error().message;
    EXPECT_EQ(picture->width_px, 3);
    EXPECT_EQ(picture->height_px, 2);
    ASSERT_EQ(picture->rgba.size(), 24u);
    EXPECT_EQ((Bytes{picture->rgba.begin(), picture->rgba.begin() + 4}), (Bytes{200, 90, 30, 255}));
}

TEST(Decode, JpegAndWebpAreToldApartByContent) {
    const auto from_jpeg = decode(jpeg(16, 8), "tea.png");  // the name does not matter
    ASSERT_TRUE(from_jpeg) << from_jpeg.error().message;
    EXPECT_EQ(from_jpeg->width_px, 16);
    EXPECT_NEAR(from_jpeg->rgba[0], 200, 3);
    EXPECT_NEAR(from_jpeg->rgba[1], 90, 3);
    EXPECT_NEAR(from_jpeg->rgba[2], 30, 3);
    EXPECT_EQ(from_jpeg->rgba[3], 255);
    const Bytes rgba{200, 90, 30, 128, 1, 2, 3, 255};
    std::uint8_t* memory = nullptr;
    const std::size_t size = WebPEncodeLosslessRGBA(rgba.data(), 2, 1, 8, &memory);
    const auto from_webp = decode({memory, size}, "tea.png");
    ASSERT_TRUE(from_webp) << from_webp.error().message;
    EXPECT_EQ(from_webp->rgba, rgba);
    for (std::size_t length = 0; length < size; ++length)
        EXPECT_FALSE(decode({memory, length}, "tea.png")) << length;
    WebPFree(memory);
}

TEST(Decode, TruncatedPngIsRefusedAtEveryLength) {
    const Bytes whole = png(8, 8);
    for (std::size_t length = 0; length + 12 < whole.size(); ++length)  // the last chunk carries nothing
        EXPECT_THAT(fault({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)}), testing::StartsWith("tea.png: ")) << length;
}

TEST(Decode, TruncatedJpegEndsOrFillsButNeverHarms) {
    const Bytes whole = jpeg(16, 8);
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const auto picture = decode({whole.data(), length}, "tea.jpg");
        EXPECT_TRUE(!picture || picture->rgba.size() == 16u * 8 * 4) << length;
    }
    EXPECT_NE(fault({whole.begin(), whole.begin() + 100}), "");
}

TEST(Decode, SizesAreJudgedBeforePixels) {
    EXPECT_EQ(fault(png_that_claims(16000, 4)), "tea.png: a picture of 16000x4 is larger than 8192 pixels a side");
    EXPECT_EQ(fault(png_that_claims(4, 16000)), "tea.png: a picture of 4x16000 is larger than 8192 pixels a side");
    EXPECT_EQ(fault(jpeg_that_claims(16000, 8)), "tea.png: a picture of 16000x8 is larger than 8192 pixels a side");
    EXPECT_THAT(fault(png_that_claims(0, 4)), testing::StartsWith("tea.png: "));
    EXPECT_THAT(fault(jpeg_that_claims(0, 8)), testing::StartsWith("tea.png: "));
    EXPECT_THAT(fault(jpeg_that_claims(16, 0)), testing::StartsWith("tea.png: "));
}

// As many scans as there are coefficients: each goes over the whole picture again.
Bytes jpeg_of_scans(int times) {
    jpeg_compress_struct info{};
    jpeg_error_mgr error{};
    info.err = jpeg_std_error(&error);
    jpeg_create_compress(&info);
    unsigned char* memory = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&info, &memory, &size);
    info.image_width = 16;
    info.image_height = 8;
    info.input_components = 1;
    info.in_color_space = JCS_GRAYSCALE;
    jpeg_set_defaults(&info);
    std::vector<jpeg_scan_info> scans{{1, {0, 0, 0, 0}, 0, 0, 0, 0}};
    for (int k = 1; k < 64; ++k)
        scans.push_back({1, {0, 0, 0, 0}, k, k, 0, times - 1});
    for (int low = times - 2; low >= 0; --low) {
        for (int k = 1; k < 64; ++k)
            scans.push_back({1, {0, 0, 0, 0}, k, k, low + 1, low});
    }
    info.scan_info = scans.data();
    info.num_scans = static_cast<int>(scans.size());
    jpeg_start_compress(&info, TRUE);
    std::vector<JSAMPLE> row(16, 90);
    JSAMPROW rows[]{row.data()};
    for (int y = 0; y < 8; ++y)
        jpeg_write_scanlines(&info, rows, 1);
    jpeg_finish_compress(&info);
    const Bytes out{memory, memory + size};
    jpeg_destroy_compress(&info);
    std::free(memory);
    return out;
}

TEST(Decode, AJpegOfVeryManyScansIsRefused) {
    EXPECT_EQ(fault(jpeg_of_scans(1)), "");  // 64
    EXPECT_EQ(fault(jpeg_of_scans(4)), "tea.png: the picture has more than 200 scans");
}

TEST(PixelsOf, IsWhatDecodeWouldHold) {
    EXPECT_EQ(pixels_of(png(3, 2)), 6);
    EXPECT_EQ(pixels_of(jpeg(16, 8)), 128);
    EXPECT_EQ(pixels_of(png_that_claims(8192, 8191)), 8192 * 8191);
    EXPECT_EQ(pixels_of(png_that_claims(16000, 4)), 0);
    EXPECT_EQ(pixels_of(jpeg_that_claims(300, 7)), 2100);
    EXPECT_EQ(pixels_of({}), 0);
    EXPECT_EQ(pixels_of(Bytes{0xff, 0xd8, 0xff, 0xc0, 0, 17}), 0);
    const Bytes rgba{200, 90, 30, 128, 1, 2, 3, 255};
    std::uint8_t* memory = nullptr;
    const std::size_t size = WebPEncodeLosslessRGBA(rgba.data(), 2, 1, 8, &memory);
    EXPECT_EQ(pixels_of({memory, size}), 2);
    WebPFree(memory);
}

TEST(Decode, OtherBytesAreNoPicture) {
    EXPECT_EQ(fault({}), "tea.png: not a PNG, JPEG or WebP picture");
    EXPECT_EQ(fault({'G', 'I', 'F', '8', '9', 'a', 0, 0, 0, 0}), "tea.png: not a PNG, JPEG or WebP picture");
    EXPECT_NE(fault(Bytes(64, 0xff)), "");
}

TEST(Load, FilesThatCannotBeReadAreNamed) {
    EXPECT_THAT(load("/nowhere/tea.png").error().message, testing::StartsWith("/nowhere/tea.png: "));
    EXPECT_FALSE(load("/tmp"));
    const test::Temporary empty{"empty.png", ""};
    EXPECT_FALSE(load(empty.path()));
    const test::Temporary big{"big.bin", std::string(2 << 20, 'x')};
    EXPECT_THAT(read_file(big.path(), 1 << 20).error().message, testing::HasSubstr("larger than 1 MiB"));
}

TEST(Premultiply, ByHand) {
    // 200·128/255 = 100.39, 90·128/255 = 45.18, 30·128/255 = 15.06
    EXPECT_EQ(premultiplied_bgra({2, 1, {200, 90, 30, 128, 200, 90, 30, 0}}), (Bytes{15, 45, 100, 128, 0, 0, 0, 0}));
    EXPECT_EQ(premultiplied_bgra({1, 1, {200, 90, 30, 255}}), (Bytes{30, 90, 200, 255}));
    EXPECT_TRUE(premultiplied_bgra({}).empty());
}

}  // namespace
}  // namespace compere::image
