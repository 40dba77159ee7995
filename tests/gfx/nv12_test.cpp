#include "gfx/nv12.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <random>
#include <vector>

#include "gfx/nv12_loops.h"

namespace compere::gfx {
namespace {

std::vector<std::uint8_t> filled(int width, int height, int r, int g, int b) {
    std::vector<std::uint8_t> bgra;
    for (int i = 0; i < width * height; ++i) {
        bgra.insert(bgra.end(), {static_cast<std::uint8_t>(b), static_cast<std::uint8_t>(g), static_cast<std::uint8_t>(r), 77});
    }
    return bgra;
}

std::vector<std::uint8_t> converted(const std::vector<std::uint8_t>& bgra, int width, int height, Dither dither) {
    std::vector<std::uint8_t> nv12(static_cast<std::size_t>(width * height * 3 / 2));
    bgra_to_nv12(bgra, width, height, dither, nv12);
    return nv12;
}

struct Colour {
    int r, g, b;
    int y, cb, cr;
};

// By hand from ITU-R BT.709-6: E'Y = 0.2126 R + 0.7152 G + 0.0722 B, Cb = (B − Y)/1.8556, Cr = (R − Y)/1.5748; 219 and 224 steps.
TEST(Nv12, Bt709ByHand) {
    const Colour colours[]{
        {255, 255, 255, 235, 128, 128},
        {0, 0, 0, 16, 128, 128},
        {200, 90, 30, 110, 91, 179},  // Y 109.66, Cb 90.58, Cr 178.73
        {20, 40, 220, 58, 209, 112},  // Y 57.86, Cb 209.07, Cr 111.97
        {255, 0, 0, 63, 102, 240},    // Y 62.56, Cb 102.34, Cr 240.00
        {0, 255, 0, 173, 42, 26},     // Y 172.63, Cb 41.66, Cr 26.26
        {0, 0, 255, 32, 240, 118},    // Y 31.81, Cb 240.00, Cr 117.73
    };
    for (const Colour& c : colours) {
        const auto nv12 = converted(filled(4, 2, c.r, c.g, c.b), 4, 2, Dither::No);
        EXPECT_EQ(nv12, (std::vector<std::uint8_t>{static_cast<std::uint8_t>(c.y), static_cast<std::uint8_t>(c.y), static_cast<std::uint8_t>(c.y),
                                                   static_cast<std::uint8_t>(c.y), static_cast<std::uint8_t>(c.y), static_cast<std::uint8_t>(c.y),
                                                   static_cast<std::uint8_t>(c.y), static_cast<std::uint8_t>(c.y), static_cast<std::uint8_t>(c.cb),
                                                   static_cast<std::uint8_t>(c.cr), static_cast<std::uint8_t>(c.cb), static_cast<std::uint8_t>(c.cr)}))
            << c.r << " " << c.g << " " << c.b;
    }
}

TEST(Nv12, ChromaIsSitedLeft) {
    // Four columns; blue in the last, or only in the second.
    const auto with_blue = [](std::size_t column) {
        auto bgra = filled(4, 2, 0, 0, 0);
        bgra[column * 4] = bgra[16 + column * 4] = 255;
        const auto nv12 = converted(bgra, 4, 2, Dither::No);
        return std::array<int, 2>{nv12[8], nv12[10]};  // Cb of columns 0 and 2
    };
    // All blue is 240; a quarter of it 128 + 112/4.
    EXPECT_EQ(with_blue(3), (std::array<int, 2>{128, 156}));
    EXPECT_EQ(with_blue(1), (std::array<int, 2>{156, 156}));
    EXPECT_EQ(with_blue(0), (std::array<int, 2>{212, 128}));  // itself twice, and once more for the edge
    EXPECT_EQ(with_blue(2), (std::array<int, 2>{128, 184}));
}

TEST(Nv12, ChromaAveragesItsTwoRows) {
    auto bgra = filled(2, 2, 0, 0, 0);
    bgra[0] = bgra[4] = 255;  // the upper row blue
    EXPECT_EQ(converted(bgra, 2, 2, Dither::No)[4], 184);  // 128 + 112/2
}

TEST(Nv12, EveryLevelAgreesWithThePlainOne) {
    const int width = 198, height = 34;  // no multiple of any vector
    std::vector<std::uint8_t> bgra(static_cast<std::size_t>(width * height * 4));
    std::mt19937 random{5};
    for (auto& byte : bgra)
        byte = static_cast<std::uint8_t>(random());
    std::vector<std::uint8_t> pattern(8 * kPatternRow);
    for (auto& byte : pattern)
        byte = static_cast<std::uint8_t>(random());
    const auto run = [&](auto rows) {
        std::vector<std::uint8_t> out(static_cast<std::size_t>(width * height * 3 / 2));
        rows(bgra.data(), width, 0, height, pattern.data(), out.data(), out.data() + width * height);
        return out;
    };
    const auto plain = run(kNv12Plain.convert);
#if defined(__x86_64__)
    int levels = 0;
    if (__builtin_cpu_supports("avx2")) {
        EXPECT_EQ(run(kNv12Avx2.convert), plain);
        ++levels;
    }
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) {
        EXPECT_EQ(run(kNv12Avx512.convert), plain);
        ++levels;
    }
    std::printf("%d levels beyond the plain one\n", levels);
#endif
}

TEST(Nv12, RowsCanBeSplit) {
    const int width = 64, height = 16;
    std::vector<std::uint8_t> bgra(static_cast<std::size_t>(width * height * 4));
    for (std::size_t i = 0; i < bgra.size(); ++i)
        bgra[i] = static_cast<std::uint8_t>(i * 7);
    const std::vector<std::uint8_t> pattern(8 * kPatternRow, 128);
    std::vector<std::uint8_t> whole(static_cast<std::size_t>(width * height * 3 / 2)), parts(whole.size());
    kNv12Plain.convert(bgra.data(), width, 0, height, pattern.data(), whole.data(), whole.data() + width * height);
    kNv12Plain.convert(bgra.data(), width, 0, 6, pattern.data(), parts.data(), parts.data() + width * height);
    kNv12Plain.convert(bgra.data(), width, 6, height, pattern.data(), parts.data(), parts.data() + width * height);
    EXPECT_EQ(whole, parts);
}

// Rows apart, and piece by piece, as a picture of which only parts are filled is blended.
TEST(Nv12, BlendingByPiecesIsBlendingTheWhole) {
    constexpr int kWidth = 64, kHeight = 24, kLuma = kWidth * kHeight;
    std::mt19937 random{5};
    std::vector<std::uint32_t> over(kLuma, 0);
    const auto fill = [&](int left, int right, int top, int bottom) {
        for (int y = top; y < bottom; ++y) {
            for (int x = left; x < right; ++x) {
                const std::uint32_t alpha = random() % 256, half = alpha / 2;
                over[static_cast<std::size_t>(y * kWidth + x)] = alpha << 24 | half << 16 | alpha << 8 | half / 3;
            }
        }
    };
    fill(8, 29, 0, 8);
    fill(34, 61, 8, 24);
    std::vector<std::uint8_t> whole(kLuma * 3 / 2, 77), pieces = whole;
    const auto view = [](std::vector<std::uint8_t>& nv12) { return Nv12View{nv12.data(), nv12.data() + kLuma, kWidth, kHeight}; };
    blend_bgra(over, kWidth, 0, 0, kWidth, kHeight, view(whole));
    blend_bgra(std::span{over}.subspan(8), kWidth, 8, 0, 22, 8, view(pieces));
    blend_bgra(std::span{over}.subspan(8 * kWidth + 34), kWidth, 34, 8, 28, 16, view(pieces));
    EXPECT_NE(whole, std::vector<std::uint8_t>(kLuma * 3 / 2, 77));
    EXPECT_EQ(pieces, whole);
}

TEST(Nv12, DitherKeepsTheMean) {
    const auto nv12 = converted(filled(64, 64, 200, 90, 30), 64, 64, Dither::Yes);
    double sum = 0;
    for (std::size_t i = 0; i < 64 * 64; ++i)
        sum += nv12[i];
    EXPECT_NEAR(sum / (64 * 64), 109.658, 1.0 / 64);
    const auto white = converted(filled(16, 16, 255, 255, 255), 16, 16, Dither::Yes), black = converted(filled(16, 16, 0, 0, 0), 16, 16, Dither::Yes);
    for (std::size_t i = 0; i < 256; ++i) {
        EXPECT_EQ(white[i], 235);
        EXPECT_EQ(black[i], 16);
    }
}

int longest_run_of_equal_rows(Dither dither) {
    const int width = 64, height = 1280;
    std::vector<std::uint8_t> bgra;
    for (int row = 0; row < height; ++row) {
        const auto code = static_cast<std::uint8_t>(20 + (16 * row + height / 2) / height);
        for (int x = 0; x < width; ++x)
            bgra.insert(bgra.end(), {code, code, code, 255});
    }
    const auto nv12 = converted(bgra, width, height, dither);
    int longest = 0, run = 0, last = -1;
    for (int row = 0; row < height; ++row) {
        int sum = 0;
        for (int x = 0; x < width; ++x)
            sum += nv12[static_cast<std::size_t>(row * width + x)];
        run = sum == last ? run + 1 : 1;
        last = sum;
        longest = std::max(longest, run);
    }
    return longest;
}

TEST(Nv12, DitherBreaksTheStepsOfADarkRamp) {
    const int without = longest_run_of_equal_rows(Dither::No), with = longest_run_of_equal_rows(Dither::Yes);
    std::printf("longest run of equal row means: %d without, %d with dither\n", without, with);
    EXPECT_GE(without, 80);
    EXPECT_LE(4 * with, without);
}

TEST(Nv12DeathTest, OddSizesAndShortBuffersAreOurFault) {
    testing::FLAGS_gtest_death_test_style = "threadsafe";
    std::vector<std::uint8_t> bgra(64), nv12(24);
    EXPECT_DEATH(bgra_to_nv12(bgra, 3, 2, Dither::No, nv12), "width_px % 2");
    EXPECT_DEATH(bgra_to_nv12(bgra, 4, 4, Dither::No, std::span{nv12}.first(23)), "nv12.size");
}

}  // namespace
}  // namespace compere::gfx
