// The NV12 loops, included by one small source per processor level and picked at run time through a table, not by ifunc: GCC's resolvers
// run before the thread sanitizer starts. No header with inline std code here: it would be compiled for the wrong processor elsewhere.
//
// Luma = 16 + (0.2126 R + 0.7152 G + 0.0722 B) · 219/255 in 16-bit fixed point; Cb, Cr likewise with 224/255 around 128.

namespace {

constexpr int kYr = 11966, kYg = 40254, kYb = 4064;        // · 65536 · 219/255
constexpr int kUr = -6596, kUg = -22189, kUb = 28785;      // (B − Y) / 1.8556 · 224/255
constexpr int kVr = 28785, kVg = -26145, kVb = -2640;      // (R − Y) / 1.5748 · 224/255

void convert(const unsigned char* __restrict bgra, int width, int first_row, int past_row, const unsigned char* __restrict pattern,
                       unsigned char* __restrict luma, unsigned char* __restrict chroma) {
    for (int row = first_row; row < past_row; ++row) {
        const unsigned int* __restrict in = reinterpret_cast<const unsigned int*>(bgra) + static_cast<long>(row) * width;
        unsigned char* __restrict out = luma + static_cast<long>(row) * width;
        const unsigned char* __restrict bias = pattern + (row & 7) * kPatternRow;
        for (int block = 0; block < width; block += 64) {
            const int count = width - block < 64 ? width - block : 64;
            for (int i = 0; i < count; ++i) {
                const unsigned int p = in[block + i];
                const int b = static_cast<int>(p & 255u), g = static_cast<int>((p >> 8) & 255u), r = static_cast<int>((p >> 16) & 255u);
                out[block + i] = static_cast<unsigned char>((kYr * r + kYg * g + kYb * b + (16 << 16) + (bias[i] << 8)) >> 16);
            }
        }
    }
    for (int row = first_row; row < past_row; row += 2) {
        const unsigned int* __restrict a = reinterpret_cast<const unsigned int*>(bgra) + static_cast<long>(row) * width;
        const unsigned int* __restrict c = a + width;
        unsigned char* __restrict out = chroma + static_cast<long>(row / 2) * width;
        // Left-sited: the even column counts double, its neighbours once; the picture's edge repeats.
        for (int x = 0; x < width; x += 2) {
            const unsigned int left = static_cast<unsigned int>(x == 0 ? 0 : x - 1), here = static_cast<unsigned int>(x), right = here + 1;
            const unsigned int a0 = a[left], a1 = a[here], a2 = a[right], c0 = c[left], c1 = c[here], c2 = c[right];
            const int b = static_cast<int>((a0 & 255u) + 2 * (a1 & 255u) + (a2 & 255u) + (c0 & 255u) + 2 * (c1 & 255u) + (c2 & 255u));
            const int g = static_cast<int>(((a0 >> 8) & 255u) + 2 * ((a1 >> 8) & 255u) + ((a2 >> 8) & 255u) + ((c0 >> 8) & 255u) +
                                           2 * ((c1 >> 8) & 255u) + ((c2 >> 8) & 255u));
            const int r = static_cast<int>(((a0 >> 16) & 255u) + 2 * ((a1 >> 16) & 255u) + ((a2 >> 16) & 255u) + ((c0 >> 16) & 255u) +
                                           2 * ((c1 >> 16) & 255u) + ((c2 >> 16) & 255u));
            constexpr int half = (128 << 19) + (1 << 18);
            out[x] = static_cast<unsigned char>((kUr * r + kUg * g + kUb * b + half) >> 19);
            out[x + 1] = static_cast<unsigned char>((kVr * r + kVg * g + kVb * b + half) >> 19);
        }
    }
}

// The weight of what lies below is 65536 where alpha is 0, so that untouched pixels keep their value whatever the dither adds.
void blend_luma(const unsigned* __restrict over, int count, const unsigned char* __restrict bias, unsigned char* __restrict under) {
    for (int i = 0; i < count; ++i) {
        const unsigned p = over[i];
        const int b = static_cast<int>(p & 255u), g = static_cast<int>((p >> 8) & 255u), r = static_cast<int>((p >> 16) & 255u), a = static_cast<int>(p >> 24);
        const int rest = (255 - a) * 257 + ((255 - a) >> 7 & (a == 0 ? 1 : 0));
        under[i] = static_cast<unsigned char>((kYr * r + kYg * g + kYb * b + 4112 * a + rest * under[i] + (bias[i] << 8)) >> 16);
    }
}

void blend_chroma(const unsigned* __restrict a, const unsigned* __restrict c, unsigned before_a, unsigned before_c, int count, unsigned char* __restrict under) {
    for (int x = 0; x < count; x += 2) {
        const unsigned a0 = x == 0 ? before_a : a[x - 1], a1 = a[x], a2 = a[x + 1], c0 = x == 0 ? before_c : c[x - 1], c1 = c[x], c2 = c[x + 1];
        // Two channels a word: six weights of 8 bits add up to 2040, which fits 16.
        const unsigned lower = 0x00ff00ffu;
        const unsigned rb = (a0 & lower) + 2 * (a1 & lower) + (a2 & lower) + (c0 & lower) + 2 * (c1 & lower) + (c2 & lower);
        const unsigned ag = ((a0 >> 8) & lower) + 2 * ((a1 >> 8) & lower) + ((a2 >> 8) & lower) + ((c0 >> 8) & lower) + 2 * ((c1 >> 8) & lower) + ((c2 >> 8) & lower);
        const int b = static_cast<int>(rb & 0xffffu), r = static_cast<int>(rb >> 16), g = static_cast<int>(ag & 0xffffu), alpha = static_cast<int>(ag >> 16);
        const int rest = (2040 - alpha) * 257 + ((2048 - alpha) >> 8);
        const int half = 1 << 18, middle = 32896 * alpha + (alpha >> 1);
        under[x] = static_cast<unsigned char>((kUr * r + kUg * g + kUb * b + middle + rest * under[x] + half) >> 19);
        under[x + 1] = static_cast<unsigned char>((kVr * r + kVg * g + kVb * b + middle + rest * under[x + 1] + half) >> 19);
    }
}

void blend_pair(const unsigned* a, const unsigned* b, unsigned before_a, unsigned before_b, int count, const unsigned char* pattern_a, const unsigned char* pattern_b,
                unsigned char* luma_a, unsigned char* luma_b, unsigned char* chroma) {
    for (int block = 0; block < count; block += 64) {
        const int here = count - block < 64 ? count - block : 64;
        blend_luma(a + block, here, pattern_a, luma_a + block);
        blend_luma(b + block, here, pattern_b, luma_b + block);
    }
    blend_chroma(a, b, before_a, before_b, count, chroma);
}

void blend_row(const unsigned char* __restrict over, const unsigned char* __restrict alpha, int count, int opacity, unsigned char* __restrict under) {
    for (int i = 0; i < count; ++i) {
        const int top = over[i] * opacity, cover = alpha[i] * opacity;  // in 1/256
        const int rest = under[i] * (65280 - cover);                            // 255 · 256 − cover
        under[i] = static_cast<unsigned char>((top * 255 + rest + 32640) / 65280);
    }
}

}  // namespace
