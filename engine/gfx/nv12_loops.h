#pragma once

// The loops of nv12.cpp as bare functions, compiled once per processor level (nv12_rows.inl) and chosen at run time. No library header
// here: its inline code would be compiled for a processor that others do not have.

namespace compere::gfx {

inline constexpr int kPatternRow = 72;  // the dither's 8 columns repeated, so that 64 can be read from any of them

struct Nv12Loops {
    void (*convert)(const unsigned char* bgra, int width_px, int first_row, int past_row, const unsigned char* pattern, unsigned char* luma, unsigned char* chroma);
    // Two rows of premultiplied BGRA over two rows of luma and one of chroma; `before` are the pixels left of the first column.
    void (*blend_pair)(const unsigned* a, const unsigned* b, unsigned before_a, unsigned before_b, int count, const unsigned char* pattern_a, const unsigned char* pattern_b,
                       unsigned char* luma_a, unsigned char* luma_b, unsigned char* chroma);
    // A row of premultiplied values and their alpha over a row of a plane; opacity in 1/256.
    void (*blend_row)(const unsigned char* over, const unsigned char* alpha, int count, int opacity, unsigned char* under);
};
extern const Nv12Loops kNv12Plain;
#if defined(__x86_64__)
extern const Nv12Loops kNv12Avx2;
extern const Nv12Loops kNv12Avx512;
#endif

}  // namespace compere::gfx
