// The NV12 loops, included by one small source per processor level and picked at run time through a table, not by ifunc: GCC's resolvers
// run before the thread sanitizer starts. No header with inline std code here: it would be compiled for the wrong processor elsewhere.
//
// Luma = 16 + (0.2126 R + 0.7152 G + 0.0722 B) · 219/255 in 16-bit fixed point; Cb, Cr likewise with 224/255 around 128.

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wpsabi"  // vectors wider than the processor's never cross a call that is not inlined
#endif

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

// Eight chroma pairs of two rows, from pixels split into even and odd columns; `odd_left` are the odd ones before each even one.
typedef unsigned Words __attribute__((vector_size(32)));
typedef unsigned short Pairs __attribute__((vector_size(16)));

struct Sums {  // of a weighted 2x3 block: two channels a word, since six weights of 8 bits add up to 2040, which fits 16
    Words rb, ag;
};

inline Sums weighted(Words even, Words odd, Words odd_left) {
    const unsigned lower = 0x00ff00ffu;
    return {2 * (even & lower) + (odd & lower) + (odd_left & lower), 2 * ((even >> 8) & lower) + ((odd >> 8) & lower) + ((odd_left >> 8) & lower)};
}

template <class Word>
inline Word blended(Word weighted_sum, Word alpha, Word under) {
    const Word rest = (2040 - alpha) * 257 + ((2048 - alpha) >> 8), middle = 32896 * alpha + (alpha >> 1);
    return (weighted_sum + middle + rest * under + (1 << 18)) >> 19;
}

typedef int Signed __attribute__((vector_size(32)));

inline Words load_words(const unsigned* from) {
    Words out;
    __builtin_memcpy(&out, from, sizeof out);
    return out;
}

// 16 pixels; `left` holds the odd columns of the block before in its last lane's place, and those of this one afterwards.
inline Sums take_row(const unsigned* row, Words& left) {
    const Words low = load_words(row), high = load_words(row + 8);
    const Words even = __builtin_shufflevector(low, high, 0, 2, 4, 6, 8, 10, 12, 14), odd = __builtin_shufflevector(low, high, 1, 3, 5, 7, 9, 11, 13, 15);
    const Words odd_left = __builtin_shufflevector(left, odd, 7, 8, 9, 10, 11, 12, 13, 14);
    left = odd;
    return weighted(even, odd, odd_left);
}

void blend_chroma(const unsigned* __restrict a, const unsigned* __restrict c, unsigned before_a, unsigned before_c, int count, unsigned char* __restrict under) {
    Words left_a = Words{} + before_a, left_c = Words{} + before_c;
    int x = 0;
    for (; x + 16 <= count; x += 16) {
        const Sums top = take_row(a + x, left_a), bottom = take_row(c + x, left_c);
        const Words rb = top.rb + bottom.rb, ag = top.ag + bottom.ag;
        const Signed b = reinterpret_cast<Signed>(rb & 0xffffu), r = reinterpret_cast<Signed>(rb >> 16), g = reinterpret_cast<Signed>(ag & 0xffffu), alpha = reinterpret_cast<Signed>(ag >> 16);
        Pairs pairs;
        __builtin_memcpy(&pairs, under + x, sizeof pairs);
        const Signed was = __builtin_convertvector(pairs, Signed);
        const Signed u = blended<Signed>(kUr * r + kUg * g + kUb * b, alpha, was & 255), v = blended<Signed>(kVr * r + kVg * g + kVb * b, alpha, was >> 8);
        pairs = __builtin_convertvector((u & 255) | (v & 255) << 8, Pairs);
        __builtin_memcpy(under + x, &pairs, sizeof pairs);
    }
    if (x > 0) before_a = a[x - 1], before_c = c[x - 1];
    for (; x < count; x += 2) {
        const unsigned lower = 0x00ff00ffu;
        const unsigned rb = (before_a & lower) + 2 * (a[x] & lower) + (a[x + 1] & lower) + (before_c & lower) + 2 * (c[x] & lower) + (c[x + 1] & lower);
        const unsigned ag = ((before_a >> 8) & lower) + 2 * ((a[x] >> 8) & lower) + ((a[x + 1] >> 8) & lower) + ((before_c >> 8) & lower) + 2 * ((c[x] >> 8) & lower) + ((c[x + 1] >> 8) & lower);
        const int b = static_cast<int>(rb & 0xffffu), r = static_cast<int>(rb >> 16), g = static_cast<int>(ag & 0xffffu), alpha = static_cast<int>(ag >> 16);
        under[x] = static_cast<unsigned char>(blended<int>(kUr * r + kUg * g + kUb * b, alpha, under[x]));
        under[x + 1] = static_cast<unsigned char>(blended<int>(kVr * r + kVg * g + kVb * b, alpha, under[x + 1]));
        before_a = a[x + 1];
        before_c = c[x + 1];
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
