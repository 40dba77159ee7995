// The rasteriser's loops, included by one small source per processor level. Every inner loop runs over whole vectors;
// arrays are padded, and lanes past the end hold numbers that nobody reads.

// No lane reads what another writes: the arrays of a span never overlap.
#if defined(__clang__)
#define COMPERE_LANES _Pragma("clang loop vectorize(assume_safety)")
#else
#define COMPERE_LANES _Pragma("GCC ivdep")
#endif

// The processor's vector, written out where the compiler does not find it by itself.
#if defined(__AVX512F__) && defined(__AVX512DQ__)
#define COMPERE_VECTOR_BYTES 64
#elif defined(__AVX2__)
#define COMPERE_VECTOR_BYTES 32
#else
#define COMPERE_VECTOR_BYTES 16
#endif

namespace {

typedef float Floats __attribute__((vector_size(COMPERE_VECTOR_BYTES)));
typedef int Ints __attribute__((vector_size(COMPERE_VECTOR_BYTES)));
constexpr int kWide = COMPERE_VECTOR_BYTES / 4;
constexpr int kWides = kLanes / kWide;  // vectors of a tile, each some whole rows of it

alignas(64) constexpr float kSteps[kLanes] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

template <class Vector, class T>
inline Vector load(const T* from) {
    Vector out;
    __builtin_memcpy(&out, from, sizeof out);
    return out;
}
template <class Vector, class T>
inline void store(const Vector& v, T* to) {
    __builtin_memcpy(to, &v, sizeof v);
}

inline int whole_vectors(int count) { return (count + kWide - 1) & ~(kWide - 1); }
inline Ints larger_of(Ints a, Ints b) { return a > b ? a : b; }
inline Floats smaller_of(Floats a, Floats b) { return a < b ? a : b; }

// A bit for each lane of a comparison, the first lowest.
inline unsigned bits_of(Ints lanes) {
#if COMPERE_VECTOR_BYTES == 64
    return __builtin_ia32_cvtd2mask512(lanes);
#elif COMPERE_VECTOR_BYTES == 32
    return static_cast<unsigned>(__builtin_ia32_movmskps256(load<Floats>(&lanes)));
#elif defined(__SSE2__)
    return static_cast<unsigned>(__builtin_ia32_movmskps(load<Floats>(&lanes)));
#else
    unsigned out = 0;
    for (int i = 0; i < kWide; ++i) {
        out |= lanes[i] != 0 ? 1u << i : 0u;
    }
    return out;
#endif
}

inline float plane(const float* p, float x, float y) { return p[0] + p[2] * y + p[1] * x; }  // in this order, so that a row keeps its part
inline float smaller(float a, float b) { return a < b ? a : b; }
inline float larger(float a, float b) { return a > b ? a : b; }
inline float between(float v, float low, float high) { return smaller(larger(v, low), high); }

#include "raster/cover.inl"
#include "raster/sample.inl"
#include "raster/toon.inl"
#include "raster/pbr.inl"

void add_emission(const Surface& s, const Rows& rows, int count, Lanes& c) {
    if (s.emissive_colour[0] + s.emissive_colour[1] + s.emissive_colour[2] <= 0.0f) return;
    const int padded = whole_vectors(count);
    const bool mapped = s.emissive.texels != nullptr && s.kind == Kind::Pbr;
    Lanes map;
    if (mapped) sample(s.emissive, rows, count, {{map.r, map.g, map.b, map.a}});
    COMPERE_LANES for (int i = 0; i < padded; ++i) {
        c.r[i] += s.emissive_colour[0] * (mapped ? linear_from_srgb(map.r[i]) : 1.0f);
        c.g[i] += s.emissive_colour[1] * (mapped ? linear_from_srgb(map.g[i]) : 1.0f);
        c.b[i] += s.emissive_colour[2] * (mapped ? linear_from_srgb(map.b[i]) : 1.0f);
    }
}

inline unsigned byte_of(float v) { return static_cast<unsigned>(static_cast<int>(between(v, 0.0f, 1.0f) * 255.0f + 0.5f)); }

// Exposure, the tone curve of shaders/common/colour.glsl, the coding, premultiplied.
template <bool kSquared>
void encode(bool blends, float exposure, int count, const Lanes& c, unsigned* __restrict out) {
    const int padded = whole_vectors(count);
    const float start = 0.76f, d = 1.0f - start;
    COMPERE_LANES for (int i = 0; i < padded; ++i) {
        float r = larger(c.r[i] * exposure, 0.0f), g = larger(c.g[i] * exposure, 0.0f), b = larger(c.b[i] * exposure, 0.0f);
        const float peak = larger(larger(r, g), larger(b, start));
        const float new_peak = 1.0f - d * d / (peak + d - start);
        const float keep = 1.0f / (0.15f * (peak - new_peak) + 1.0f), scale = new_peak / peak * keep, white = new_peak * (1.0f - keep);
        r = r * scale + white, g = g * scale + white, b = b * scale + white;
        if constexpr (kSquared) {
            r = root(r), g = root(g), b = root(b);
        } else {
            r = srgb_from_linear(r), g = srgb_from_linear(g), b = srgb_from_linear(b);
        }
        const float a = blends ? between(c.a[i], 0.0f, 1.0f) : 1.0f;
        out[i] = byte_of(b * a) | byte_of(g * a) << 8 | byte_of(r * a) << 16 | byte_of(a) << 24;
    }
}

void shade(const Surface& s, const Scene& scene, const Rows& rows, int count, unsigned* __restrict out) {
    if (s.kind == Kind::Flat) {
        for (int i = 0; i < count; ++i) {
            out[i] = s.flat_bgra;
        }
        return;
    }
    Lanes c, darker;
    base_colour(s, rows, count, c, darker);
    if (s.kind == Kind::Toon) {
        shade_colour(s, rows, count, darker);
        toon(s, scene, rows, count, darker, c);
    }
    if (s.kind == Kind::Pbr) pbr(s, scene, rows, count, c);
    add_emission(s, rows, count, c);
    const bool blends = s.alpha == Alpha::Blend;
    if (s.kind != Kind::Pbr && !blends) {
        encode<true>(false, scene.exposure, count, c, out);
    } else {
        encode<false>(blends, scene.exposure, count, c, out);
    }
}

}  // namespace

#undef COMPERE_LANES
#undef COMPERE_VECTOR_BYTES
