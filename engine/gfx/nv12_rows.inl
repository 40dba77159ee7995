// The conversion loop, included by one small source per processor level (see TRAPS in docs/architecture.md: run-time dispatch
// by a table, no ifunc). No header with inline std code here: such code would be compiled for the wrong processor elsewhere.
//
// Luma = 16 + (0.2126 R + 0.7152 G + 0.0722 B) · 219/255 in 16-bit fixed point; Cb, Cr likewise with 224/255 around 128.

namespace {

constexpr int kYr = 11966, kYg = 40254, kYb = 4064;        // · 65536 · 219/255
constexpr int kUr = -6596, kUg = -22189, kUb = 28785;      // (B − Y) / 1.8556 · 224/255
constexpr int kVr = 28785, kVg = -26145, kVb = -2640;      // (R − Y) / 1.5748 · 224/255

}  // namespace

void COMPERE_NV12_NAME(const unsigned char* __restrict bgra, int width, int first_row, int past_row, const unsigned char* __restrict pattern,
                       unsigned char* __restrict luma, unsigned char* __restrict chroma) {
    for (int row = first_row; row < past_row; ++row) {
        const unsigned int* __restrict in = reinterpret_cast<const unsigned int*>(bgra) + static_cast<long>(row) * width;
        unsigned char* __restrict out = luma + static_cast<long>(row) * width;
        const unsigned char* __restrict bias = pattern + (row & 7) * 64;  // 64 columns: the 8-wide pattern repeated
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
