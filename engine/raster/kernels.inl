// The rasteriser's loops, included by one small source per processor level. Every inner loop runs over kLanes pixels so that it
// becomes one or two vectors; arrays are padded, and lanes past the end hold numbers that nobody reads.

// No lane reads what another writes: the arrays of a span never overlap.
#if defined(__clang__)
#define COMPERE_LANES _Pragma("clang loop vectorize(assume_safety)")
#else
#define COMPERE_LANES _Pragma("GCC ivdep")
#endif

namespace {

// A rotated grid; offsets are multiples of 1/8 pixel, so edges over snapped vertices stay exact.
constexpr float kOffset[kSamples][2] = {{-0.125f, -0.375f}, {0.375f, -0.125f}, {0.125f, 0.375f}, {-0.375f, 0.125f}};

inline float plane(const float* p, float x, float y) { return p[0] + p[1] * x + p[2] * y; }
inline float smaller(float a, float b) { return a < b ? a : b; }
inline float larger(float a, float b) { return a > b ? a : b; }
inline float between(float v, float low, float high) { return smaller(larger(v, low), high); }

// Where a row can be inside: each edge bounds it on one side. Samples reach 3/8 of a pixel around its centre.
struct Span {
    int left, right;
};

inline Span span_of(const Cover& t, const float (&reach)[3], const float (&inverse)[3], float y) {
    float low = static_cast<float>(t.left), high = static_cast<float>(t.right);
    for (int e = 0; e < 3; ++e) {
        const float at = -(t.edge[e][0] + t.edge[e][2] * y + reach[e]) * inverse[e] - 0.5f;
        low = t.edge[e][1] > 0.0f ? larger(low, at) : low;
        high = t.edge[e][1] < 0.0f ? smaller(high, at + 1.0f) : high;
    }
    return {static_cast<int>(low), static_cast<int>(high) + 1};
}

// A triangle over the pixels of a tile, relative to its first pixel's centre.
struct alignas(64) Tiled {
    float lane[4][kLanes];  // of the edges and of depth
    float sample[4][kSamples];
    float most[3];    // the largest value of each edge over the tile's samples
    float least;      // the nearest depth over the tile's samples
};

inline void spread_over_tile(const Cover& t, Tiled& out) {
    for (int p = 0; p < 4; ++p) {
        const float* const at = p < 3 ? t.edge[p] : t.depth;
        for (int i = 0; i < kLanes; ++i) {
            out.lane[p][i] = at[1] * static_cast<float>(i & 3) + at[2] * static_cast<float>(i >> 2);
        }
        for (int s = 0; s < kSamples; ++s) {
            out.sample[p][s] = at[1] * kOffset[s][0] + at[2] * kOffset[s][1];
        }
        const float way = p < 3 ? 1.0f : -1.0f;
        const float edge = larger(way * at[1] * 3.0f, 0.0f) + larger(way * at[2] * 3.0f, 0.0f) + 0.375f * (__builtin_fabsf(at[1]) + __builtin_fabsf(at[2]));
        if (p < 3) {
            out.most[p] = edge;
        } else {
            out.least = -edge;
        }
    }
}

// Depth is never negative, so its order is that of its bits, which a compiler may reduce as integers.
inline float farthest_of(const SampleTile& tile) {
    int bits[kSamples * kLanes];
    __builtin_memcpy(bits, tile.depth, sizeof bits);
    int most = 0;
    for (int i = 0; i < kSamples * kLanes; ++i) {
        most = bits[i] > most ? bits[i] : most;
    }
    float out;
    __builtin_memcpy(&out, &most, sizeof out);
    return out;
}

template <bool kMasked>
inline void cover_tile(const Cover& t, const Tiled& tiled, float x, float y, SampleTile& tile, float& farthest, const int* __restrict allow) {
    const float c0 = plane(t.edge[0], x, y), c1 = plane(t.edge[1], x, y), c2 = plane(t.edge[2], x, y), cz = plane(t.depth, x, y);
    // A fifth of the tiles holds no sample of the triangle, and two fifths lie behind what is already there.
    if (smaller(smaller(c0 + tiled.most[0], c1 + tiled.most[1]), c2 + tiled.most[2]) < 0.0f || larger(cz + tiled.least, t.nearest) >= farthest) return;
    const unsigned self = t.id;
    alignas(64) float e0[kLanes], e1[kLanes], e2[kLanes], depth[kLanes];
    for (int i = 0; i < kLanes; ++i) {
        e0[i] = c0 + tiled.lane[0][i];
        e1[i] = c1 + tiled.lane[1][i];
        e2[i] = c2 + tiled.lane[2][i];
        depth[i] = cz + tiled.lane[3][i];
    }
    for (int s = 0; s < kSamples; ++s) {
        const float o0 = tiled.sample[0][s], o1 = tiled.sample[1][s], o2 = tiled.sample[2][s], oz = tiled.sample[3][s];
        float* __restrict z = tile.depth[s];
        unsigned* __restrict who = tile.id[s];
        for (int i = 0; i < kLanes; ++i) {
            const float inside = smaller(smaller(e0[i] + o0, e1[i] + o1), e2[i] + o2);
            const float near = depth[i] + oz, before = z[i];
            const unsigned whose = who[i];
            int seen = (inside >= 0.0f) & (near < before);
            if constexpr (kMasked) seen &= allow[i];
            z[i] = seen != 0 ? near : before;
            who[i] = seen != 0 ? self : whose;
        }
    }
    farthest = farthest_of(tile);
}

// Calls visit(x, y, index of the tile) for the tiles of rows [top, bottom) that a triangle may touch.
template <class Visit>
inline void for_tiles(const Cover& t, int top, int bottom, const SampleTiles& in, const Visit& visit) {
    float reach[3], inverse[3];
    for (int e = 0; e < 3; ++e) {
        reach[e] = 0.375f * (__builtin_fabsf(t.edge[e][1]) + __builtin_fabsf(t.edge[e][2])) + 1.5f * __builtin_fabsf(t.edge[e][2]) + 0.01f;
        inverse[e] = 1.0f / (__builtin_fabsf(t.edge[e][1]) > 0.0f ? t.edge[e][1] : 1.0f);
    }
    for (int y = top; y < bottom; y += kTile) {
        const long first = static_cast<long>((y - in.first_row) / kTile) * in.tiles_per_row;
        const Span span = span_of(t, reach, inverse, static_cast<float>(y) + 2.0f);
        const int right = span.right < t.right ? span.right : t.right;
        for (int x = span.left & ~(kTile - 1); x < right; x += kTile) {
            visit(x, y, first + x / kTile);
        }
    }
}

void cover(const Cover& t, int top, int bottom, const SampleTiles& to) {
    Tiled tiled;
    spread_over_tile(t, tiled);
    for_tiles(t, top, bottom, to, [&](int x, int y, long at) { cover_tile<false>(t, tiled, static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f, to.tiles[at], to.farthest[at], nullptr); });
}

void cover_allowed(const Cover& t, int top, const SampleTiles& to, Strip<const int> allow) {
    Tiled tiled;
    spread_over_tile(t, tiled);
    for_tiles(t, top, top + kTile, to, [&](int x, int y, long at) {
        int allowed[kLanes];
        for (int i = 0; i < kLanes; ++i) {
            allowed[i] = allow.values[(i >> 2) * allow.pitch + x + (i & 3)];
        }
        cover_tile<true>(t, tiled, static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f, to.tiles[at], to.farthest[at], allowed);
    });
}

void count(const Cover& t, int top, const SampleTiles& in, Strip<int> counts) {
    for (int y = 0; y < kTile; ++y) {
        for (int x = t.left; x < t.right; ++x) {
            counts.values[y * counts.pitch + x] = 0;
        }
    }
    Tiled tiled;
    spread_over_tile(t, tiled);
    for_tiles(t, top, top + kTile, in, [&](int x, int y, long at) {
        const SampleTile& tile = in.tiles[at];
        const float fx = static_cast<float>(x) + 0.5f, fy = static_cast<float>(y) + 0.5f;
        const float c0 = plane(t.edge[0], fx, fy), c1 = plane(t.edge[1], fx, fy), c2 = plane(t.edge[2], fx, fy), cz = plane(t.depth, fx, fy);
        for (int i = 0; i < kLanes; ++i) {
            int found = 0;
            for (int s = 0; s < kSamples; ++s) {
                const float inside = smaller(smaller(c0 + tiled.lane[0][i] + tiled.sample[0][s], c1 + tiled.lane[1][i] + tiled.sample[1][s]), c2 + tiled.lane[2][i] + tiled.sample[2][s]);
                found += (inside >= 0.0f) & (cz + tiled.lane[3][i] + tiled.sample[3][s] <= tile.depth[s][i]) ? 1 : 0;
            }
            counts.values[(i >> 2) * counts.pitch + x + (i & 3)] = found;
        }
    });
}

void classify(const SampleTiles& in, int top, int left, int right, float depth_step, Strip<unsigned> first, Strip<int> is_mixed) {
    const SampleTile* const row = in.tiles + static_cast<long>((top - in.first_row) / kTile) * in.tiles_per_row;
    for (int x = left & ~(kTile - 1); x < right; x += kTile) {
        const SampleTile& tile = row[x / kTile];
        unsigned whose[kLanes];
        int mixed[kLanes];
        for (int i = 0; i < kLanes; ++i) {
            const unsigned a = tile.id[0][i], b = tile.id[1][i], c = tile.id[2][i], d = tile.id[3][i];
            const unsigned later = c != kNothing ? c : d;
            const unsigned next = b != kNothing ? b : later;
            whose[i] = a != kNothing ? a : next;
            const unsigned parts = ((a ^ b) | (b ^ c) | (c ^ d)) >> kPartShift;
            const float low = smaller(smaller(tile.depth[0][i], tile.depth[1][i]), smaller(tile.depth[2][i], tile.depth[3][i]));
            const float high = larger(larger(tile.depth[0][i], tile.depth[1][i]), larger(tile.depth[2][i], tile.depth[3][i]));
            const bool is_empty = (a & b & c & d) == kNothing;
            mixed[i] = (parts != 0) | (!is_empty & (high - low > depth_step)) ? 1 : 0;
        }
        for (int y = 0; y < kTile; ++y) {
            __builtin_memcpy(first.values + y * first.pitch + x, whose + y * kTile, sizeof(unsigned) * kTile);
            __builtin_memcpy(is_mixed.values + y * is_mixed.pitch + x, mixed + y * kTile, sizeof(int) * kTile);
        }
    }
}

inline void spread(const float* p, float y, int x, float* __restrict out) {
    const float c = p[0] + p[2] * y + p[1] * (static_cast<float>(x) + 0.5f);
    for (int i = 0; i < kLanes; ++i) {
        out[x + i] = c + p[1] * static_cast<float>(i);
    }
}

inline void fill(float value, int x, float* __restrict out) {
    for (int i = 0; i < kLanes; ++i) {
        out[x + i] = value;
    }
}

// Runs come from left to right, so what one writes past its end the next one overwrites.
void evaluate(const Run* runs, int count, int row, unsigned attributes, const Rows& rows) {
    const float y = static_cast<float>(row) + 0.5f;
    for (int r = 0; r < count; ++r) {
        const Planes& p = *runs[r].planes;
        for (int x = runs[r].left; x < runs[r].right; x += kLanes) {
            spread(p.reciprocal_w, y, x, rows.reciprocal_w);
            spread(p.uv[0], y, x, rows.u);
            spread(p.uv[1], y, x, rows.v);
            for (int k = 0; k < 3; ++k) {
                spread(p.normal[k], y, x, rows.normal[k]);
            }
            if ((attributes & kColour) != 0) {
                for (int k = 0; k < 4; ++k) {
                    spread(p.colour[k], y, x, rows.colour[k]);
                }
            }
            if ((attributes & kTangents) != 0) {
                for (int k = 0; k < 3; ++k) {
                    fill(p.tangent[k], x, rows.tangent[k]);
                    fill(p.bitangent[k], x, rows.bitangent[k]);
                }
            }
        }
    }
}

struct Texel {
    float* channel[4];
};

// Bilinear, weights of 8 bits as graphics cards have them; two channels travel in one word.
void sample(const Level& map, const Rows& rows, int count, const Texel& out) {
    const float width = static_cast<float>(map.width), height = static_cast<float>(map.height);
    const bool repeats = map.repeats != 0;
    const int last_x = map.width - 1, last_y = map.height - 1;
    const int row_length = map.width, padded = (count + kLanes - 1) & ~(kLanes - 1);
    const unsigned* __restrict texels = map.texels;
    const float *__restrict reciprocal_w = rows.reciprocal_w, *__restrict us = rows.u, *__restrict vs = rows.v;
    float *__restrict out0 = out.channel[0], *__restrict out1 = out.channel[1], *__restrict out2 = out.channel[2], *__restrict out3 = out.channel[3];
    COMPERE_LANES for (int i = 0; i < padded; ++i) {
        const float w = 1.0f / reciprocal_w[i];
        float u = us[i] * w, v = vs[i] * w;
        u = repeats ? u - __builtin_floorf(u) : between(u, 0.0f, 1.0f);
        v = repeats ? v - __builtin_floorf(v) : between(v, 0.0f, 1.0f);
        const float x = u * width - 0.5f, y = v * height - 0.5f;
        const float left = __builtin_floorf(x), top = __builtin_floorf(y);
        const unsigned wx = static_cast<unsigned>(static_cast<int>((x - left) * 256.0f)), wy = static_cast<unsigned>(static_cast<int>((y - top) * 256.0f));
        int x0 = static_cast<int>(left), y0 = static_cast<int>(top);
        int x1 = x0 + 1, y1 = y0 + 1;
        const int before_x = repeats ? last_x : 0, before_y = repeats ? last_y : 0, after_x = repeats ? 0 : last_x, after_y = repeats ? 0 : last_y;
        x0 = x0 < 0 ? before_x : x0;
        y0 = y0 < 0 ? before_y : y0;
        x1 = x1 > last_x ? after_x : x1;
        y1 = y1 > last_y ? after_y : y1;
        // Lanes past the end may hold anything, so indices are kept inside whatever they are.
        x0 = x0 > last_x ? last_x : x0;
        y0 = y0 > last_y ? last_y : y0;
        x1 = x1 < 0 ? 0 : x1;
        y1 = y1 < 0 ? 0 : y1;
        const int r0 = y0 * row_length, r1 = y1 * row_length;
        const unsigned a = texels[r0 + x0], b = texels[r0 + x1], c = texels[r1 + x0], d = texels[r1 + x1];
        const unsigned lower = 0x00ff00ffu, half = 0x00800080u;
        const unsigned top_rb = (((a & lower) * (256u - wx) + (b & lower) * wx + half) >> 8) & lower, bottom_rb = (((c & lower) * (256u - wx) + (d & lower) * wx + half) >> 8) & lower;
        const unsigned top_ga = ((((a >> 8) & lower) * (256u - wx) + ((b >> 8) & lower) * wx + half) >> 8) & lower;
        const unsigned bottom_ga = ((((c >> 8) & lower) * (256u - wx) + ((d >> 8) & lower) * wx + half) >> 8) & lower;
        const unsigned rb = top_rb * (256u - wy) + bottom_rb * wy, ga = top_ga * (256u - wy) + bottom_ga * wy;
        const float scale = 1.0f / (255.0f * 256.0f);
        out0[i] = static_cast<float>(static_cast<int>(rb & 0xffffu)) * scale;
        out2[i] = static_cast<float>(static_cast<int>(rb >> 16)) * scale;
        out1[i] = static_cast<float>(static_cast<int>(ga & 0xffffu)) * scale;
        out3[i] = static_cast<float>(static_cast<int>(ga >> 16)) * scale;
    }
}

void mask(const Surface& surface, const Rows& rows, int count, int* __restrict allow) {
    float r[kMaxSpan], g[kMaxSpan], b[kMaxSpan], a[kMaxSpan];
    const Texel texel{{r, g, b, a}};
    const bool coloured = (surface.attributes & kColour) != 0;
    for (int first = 0; first < count; first += kMaxSpan) {
        Rows part = rows;
        part.reciprocal_w += first, part.u += first, part.v += first;
        const int here = count - first < kMaxSpan ? count - first : kMaxSpan;
        if (surface.base.texels != nullptr) {
            sample(surface.base, part, here, texel);
        } else {
            for (int i = 0; i < kMaxSpan; ++i) {
                a[i] = 1.0f;
            }
        }
        for (int i = 0; i < here; ++i) {
            const float vertex = coloured ? rows.colour[3][first + i] / rows.reciprocal_w[first + i] : 1.0f;
            allow[first + i] = a[i] * surface.base_colour[3] * vertex >= surface.alpha_cutoff ? 1 : 0;
        }
    }
}

struct Lanes {
    float r[kMaxSpan], g[kMaxSpan], b[kMaxSpan], a[kMaxSpan];
};

inline float root(float v) { return __builtin_sqrtf(v); }
inline float linear_from_srgb(float c) { return c * (c * (c * 0.305306011f + 0.682171111f) + 0.012522878f); }
inline float srgb_from_linear(float c) {
    const float a = root(larger(c, 0.0f)), b = root(a), d = root(b);
    return larger(0.662002687f * a + 0.684122060f * b - 0.323583601f * d - 0.0225411470f * c, 0.0f);
}

// Base colour in linear light, before any lighting, and the darker tone of toon surfaces. Toon figures use the square as their curve
// both ways, and may take both tones from one map, which is sampled once.
void base_colour(const Surface& s, const Rows& rows, int count, Lanes& out, Lanes& shade) {
    const int padded = (count + kLanes - 1) & ~(kLanes - 1);
    if (s.base.texels != nullptr) {
        sample(s.base, rows, count, {{out.r, out.g, out.b, out.a}});
        const bool squared = s.kind != Kind::Pbr;
        if (s.shade_is_base != 0) {
            COMPERE_LANES for (int i = 0; i < padded; ++i) {
                shade.r[i] = s.shade_colour[0] * (out.r[i] * out.r[i]);
                shade.g[i] = s.shade_colour[1] * (out.g[i] * out.g[i]);
                shade.b[i] = s.shade_colour[2] * (out.b[i] * out.b[i]);
            }
        }
        COMPERE_LANES for (int i = 0; i < padded; ++i) {
            out.r[i] = s.base_colour[0] * (squared ? out.r[i] * out.r[i] : linear_from_srgb(out.r[i]));
            out.g[i] = s.base_colour[1] * (squared ? out.g[i] * out.g[i] : linear_from_srgb(out.g[i]));
            out.b[i] = s.base_colour[2] * (squared ? out.b[i] * out.b[i] : linear_from_srgb(out.b[i]));
            out.a[i] = s.base_colour[3] * out.a[i];
        }
    } else {
        COMPERE_LANES for (int i = 0; i < padded; ++i) {
            out.r[i] = s.base_colour[0];
            out.g[i] = s.base_colour[1];
            out.b[i] = s.base_colour[2];
            out.a[i] = s.base_colour[3];
        }
    }
    if ((s.attributes & kColour) == 0) return;
    COMPERE_LANES for (int i = 0; i < padded; ++i) {
        const float w = 1.0f / rows.reciprocal_w[i];
        out.r[i] *= rows.colour[0][i] * w;
        out.g[i] *= rows.colour[1][i] * w;
        out.b[i] *= rows.colour[2][i] * w;
        out.a[i] *= rows.colour[3][i] * w;
    }
}

// The darker tone where it is not the base map's.
void shade_colour(const Surface& s, const Rows& rows, int count, Lanes& out) {
    const int padded = (count + kLanes - 1) & ~(kLanes - 1);
    if (s.shade_is_base != 0 && s.base.texels != nullptr) return;
    if (s.shade.texels == nullptr) {
        for (int i = 0; i < padded; ++i) {
            out.r[i] = s.shade_colour[0];
            out.g[i] = s.shade_colour[1];
            out.b[i] = s.shade_colour[2];
        }
        return;
    }
    sample(s.shade, rows, count, {{out.r, out.g, out.b, out.a}});
    for (int i = 0; i < padded; ++i) {
        out.r[i] = s.shade_colour[0] * linear_from_srgb(out.r[i]);
        out.g[i] = s.shade_colour[1] * linear_from_srgb(out.g[i]);
        out.b[i] = s.shade_colour[2] * linear_from_srgb(out.b[i]);
    }
}

// x to the power p for x in 0…1, from exponent and mantissa: the logarithm of 1…2 and 2 to the 0…1 as polynomials (error below 2e-3).
inline float power(float x, float p) {
    union {
        float f;
        int i;
    } in{larger(x, 1e-8f)}, out{};
    const float exponent = static_cast<float>((in.i >> 23) - 127);
    in.i = (in.i & 0x007fffff) | 0x3f800000;
    const float m = in.f;
    const float log2 = exponent + 1.44269504f * (-1.7417939f + m * (2.8212026f + m * (-1.4699568f + m * (0.44717955f - 0.056570851f * m))));
    const float e = larger(p * log2, -100.0f);
    const float whole = __builtin_floorf(e), rest = e - whole;
    const float exp2 = 1.0f + rest * (0.69315308f + rest * (0.24015361f + rest * (0.055826318f + 0.0089893397f * rest)));
    out.i = (static_cast<int>(whole) + 127) << 23;
    return exp2 * out.f;
}

// MToon 1.0, as shaders/render/toon.frag has it; `c` comes with the base colour and leaves lit.
void toon(const Surface& s, const Scene& scene, const Rows& rows, int count, const Lanes& shade, Lanes& c) {
    const int padded = (count + kLanes - 1) & ~(kLanes - 1);
    const LightRay& light = scene.light[0];
    const float edge = larger(1.0f - s.toon[1], 0.05f), rest = 1.0f - s.toon[2];
    COMPERE_LANES for (int i = 0; i < padded; ++i) {
        float nx = rows.normal[0][i], ny = rows.normal[1][i], nz = rows.normal[2][i];
        const float length = 1.0f / root(larger(nx * nx + ny * ny + nz * nz, 1e-20f));
        nx *= length, ny *= length, nz *= length;
        const float facing = nx * light.towards[0] + ny * light.towards[1] + nz * light.towards[2] + s.toon[0];
        const float t = between((facing + edge) / (2.0f * edge), 0.0f, 1.0f);
        const float lit = t * t * (3.0f - 2.0f * t);
        const float up = ny * rest;
        const float ar = scene.irradiance[0][0] + scene.irradiance[1][0] * up, ag = scene.irradiance[0][1] + scene.irradiance[1][1] * up, ab = scene.irradiance[0][2] + scene.irradiance[1][2] * up;
        float r = (shade.r[i] + (c.r[i] - shade.r[i]) * lit) * light.rgb[0] + c.r[i] * ar;
        float g = (shade.g[i] + (c.g[i] - shade.g[i]) * lit) * light.rgb[1] + c.g[i] * ag;
        float b = (shade.b[i] + (c.b[i] - shade.b[i]) * lit) * light.rgb[2] + c.b[i] * ab;
        c.r[i] = r, c.g[i] = g, c.b[i] = b;
    }
    if (s.has_rim == 0) return;
    COMPERE_LANES for (int i = 0; i < padded; ++i) {
        const float nx = rows.normal[0][i], ny = rows.normal[1][i], nz = rows.normal[2][i];
        const float x = rows.ray[0][i], y = rows.ray[1][i], z = rows.ray[2][i];
        const float length = 1.0f / root(larger((nx * nx + ny * ny + nz * nz) * (x * x + y * y + z * z), 1e-20f));
        const float nv = -(nx * x + ny * y + nz * z) * length;
        const float edge_on = power(between(1.0f - nv + s.rim_lift, 0.0f, 1.0f), larger(s.rim_power, 0.001f));
        const float up = ny * rest / root(larger(nx * nx + ny * ny + nz * nz, 1e-20f));
        c.r[i] += s.rim_colour[0] * edge_on * (light.rgb[0] + scene.irradiance[0][0] + scene.irradiance[1][0] * up);
        c.g[i] += s.rim_colour[1] * edge_on * (light.rgb[1] + scene.irradiance[0][1] + scene.irradiance[1][1] * up);
        c.b[i] += s.rim_colour[2] * edge_on * (light.rgb[2] + scene.irradiance[0][2] + scene.irradiance[1][2] * up);
    }
}

// What a physically based pixel needs besides its colour.
struct Shape {
    float nx[kMaxSpan], ny[kMaxSpan], nz[kMaxSpan];
    float metallic[kMaxSpan], roughness[kMaxSpan];
};

void shape_of(const Surface& s, const Rows& rows, int count, Shape& out) {
    const int padded = (count + kLanes - 1) & ~(kLanes - 1);
    Lanes map;
    COMPERE_LANES for (int i = 0; i < padded; ++i) {
        const float x = rows.normal[0][i], y = rows.normal[1][i], z = rows.normal[2][i];
        const float length = 1.0f / root(larger(x * x + y * y + z * z, 1e-20f));
        out.nx[i] = x * length, out.ny[i] = y * length, out.nz[i] = z * length;
        out.metallic[i] = s.metallic;
        out.roughness[i] = between(s.roughness, 0.06f, 1.0f);
    }
    if (s.metallic_roughness.texels != nullptr) {
        sample(s.metallic_roughness, rows, count, {{map.r, map.g, map.b, map.a}});
        COMPERE_LANES for (int i = 0; i < padded; ++i) {
            out.metallic[i] = s.metallic * map.b[i];
            out.roughness[i] = between(s.roughness * map.g[i], 0.06f, 1.0f);
        }
    }
    if (s.normal.texels == nullptr) return;
    sample(s.normal, rows, count, {{map.r, map.g, map.b, map.a}});
    COMPERE_LANES for (int i = 0; i < padded; ++i) {
        const float mx = map.r[i] * 2.0f - 1.0f, my = map.g[i] * 2.0f - 1.0f, mz = map.b[i] * 2.0f - 1.0f;
        const float x = rows.tangent[0][i] * mx + rows.bitangent[0][i] * my + out.nx[i] * mz;
        const float y = rows.tangent[1][i] * mx + rows.bitangent[1][i] * my + out.ny[i] * mz;
        const float z = rows.tangent[2][i] * mx + rows.bitangent[2][i] * my + out.nz[i] * mz;
        const float length = 1.0f / root(larger(x * x + y * y + z * z, 1e-20f));
        out.nx[i] = x * length, out.ny[i] = y * length, out.nz[i] = z * length;
    }
}

// The sky in direction (x, y, z), blurred for the roughness: nearest texel of an octahedral square (Cigolle et al. 2014), both
// neighbouring levels mixed.
inline int sky_texel(int size_px, float x, float y, float z) {
    const float sum = 1.0f / (__builtin_fabsf(x) + __builtin_fabsf(y) + __builtin_fabsf(z) + 1e-12f);
    float px = x * sum, pz = z * sum;
    const float fx = (1.0f - __builtin_fabsf(pz)) * (px >= 0.0f ? 1.0f : -1.0f), fz = (1.0f - __builtin_fabsf(px)) * (pz >= 0.0f ? 1.0f : -1.0f);
    px = y < 0.0f ? fx : px;
    pz = y < 0.0f ? fz : pz;
    const float size = static_cast<float>(size_px);
    int column = static_cast<int>((px * 0.5f + 0.5f) * size), row = static_cast<int>((pz * 0.5f + 0.5f) * size);
    column = column < 0 ? 0 : (column > size_px - 1 ? size_px - 1 : column);
    row = row < 0 ? 0 : (row > size_px - 1 ? size_px - 1 : row);
    return row * size_px + column;
}

void add_sky(const Scene& scene, const Rows& rows, int count, const Shape& shape, const Lanes& base, Lanes& sum) {
    const int padded = (count + kLanes - 1) & ~(kLanes - 1);
    const unsigned* __restrict texels = scene.sky;
    COMPERE_LANES for (int i = 0; i < padded; ++i) {
        const float nx = shape.nx[i], ny = shape.ny[i], nz = shape.nz[i];
        float vx = -rows.ray[0][i], vy = -rows.ray[1][i], vz = -rows.ray[2][i];
        const float length = 1.0f / root(larger(vx * vx + vy * vy + vz * vz, 1e-20f));
        vx *= length, vy *= length, vz *= length;
        const float nv_signed = nx * vx + ny * vy + nz * vz, nv = larger(nv_signed, 1e-3f);
        const float rx = 2.0f * nv_signed * nx - vx, ry = 2.0f * nv_signed * ny - vy, rz = 2.0f * nv_signed * nz - vz;
        const float level = shape.roughness[i] * static_cast<float>(Scene::kSkyLevels - 1);
        const int low = static_cast<int>(level), high = low + 1 < Scene::kSkyLevels ? low + 1 : low;
        const float mix = level - static_cast<float>(low);
        // Level i has the side kSkySize >> i and comes after the larger ones: 4/3 of the first less 4/3 of itself.
        const int side_a = Scene::kSkySize >> low, side_b = Scene::kSkySize >> high;
        const int first_a = (Scene::kSkySize * Scene::kSkySize - side_a * side_a) * 4 / 3, first_b = (Scene::kSkySize * Scene::kSkySize - side_b * side_b) * 4 / 3;
        const unsigned a = texels[first_a + sky_texel(side_a, rx, ry, rz)], b = texels[first_b + sky_texel(side_b, rx, ry, rz)];
        const float scale = Scene::kSkyRange / (255.0f * 255.0f);
        const float wa = static_cast<float>(static_cast<int>(a >> 24)) * scale * (1.0f - mix), wb = static_cast<float>(static_cast<int>(b >> 24)) * scale * mix;
        const float sr = static_cast<float>(static_cast<int>(a & 255u)) * wa + static_cast<float>(static_cast<int>(b & 255u)) * wb;
        const float sg = static_cast<float>(static_cast<int>((a >> 8) & 255u)) * wa + static_cast<float>(static_cast<int>((b >> 8) & 255u)) * wb;
        const float sb = static_cast<float>(static_cast<int>((a >> 16) & 255u)) * wa + static_cast<float>(static_cast<int>((b >> 16) & 255u)) * wb;
        // Karis 2013, the environment term without a table.
        const float q = shape.roughness[i], rr = 1.0f - q;
        const float bias = q * -0.0275f + 0.0425f, z1 = q * -0.572f + 1.04f, w1 = q * 0.022f - 0.04f;
        const float grazing = power(0.5f, 9.28f * nv);
        const float k = smaller(rr * rr, grazing) * rr + bias;
        const float scale_f0 = -1.04f * k + z1, offset = 1.04f * k + w1;
        const float m = shape.metallic[i], d = 1.0f - m;
        const float er = scene.irradiance[0][0] + scene.irradiance[1][0] * ny + scene.irradiance[2][0] * nz + scene.irradiance[3][0] * nx + scene.irradiance[4][0] * (nx * ny) + scene.irradiance[5][0] * (ny * nz) +
                         scene.irradiance[6][0] * (3.0f * nz * nz - 1.0f) + scene.irradiance[7][0] * (nx * nz) + scene.irradiance[8][0] * (nx * nx - ny * ny);
        const float eg = scene.irradiance[0][1] + scene.irradiance[1][1] * ny + scene.irradiance[2][1] * nz + scene.irradiance[3][1] * nx + scene.irradiance[4][1] * (nx * ny) + scene.irradiance[5][1] * (ny * nz) +
                         scene.irradiance[6][1] * (3.0f * nz * nz - 1.0f) + scene.irradiance[7][1] * (nx * nz) + scene.irradiance[8][1] * (nx * nx - ny * ny);
        const float eb = scene.irradiance[0][2] + scene.irradiance[1][2] * ny + scene.irradiance[2][2] * nz + scene.irradiance[3][2] * nx + scene.irradiance[4][2] * (nx * ny) + scene.irradiance[5][2] * (ny * nz) +
                         scene.irradiance[6][2] * (3.0f * nz * nz - 1.0f) + scene.irradiance[7][2] * (nx * nz) + scene.irradiance[8][2] * (nx * nx - ny * ny);
        sum.r[i] = base.r[i] * d * larger(er, 0.0f) + sr * ((0.04f * d + base.r[i] * m) * scale_f0 + offset);
        sum.g[i] = base.g[i] * d * larger(eg, 0.0f) + sg * ((0.04f * d + base.g[i] * m) * scale_f0 + offset);
        sum.b[i] = base.b[i] * d * larger(eb, 0.0f) + sb * ((0.04f * d + base.b[i] * m) * scale_f0 + offset);
    }
}

// Cook-Torrance with GGX and Schlick, as shaders/render/pbr.frag has it.
void add_light(const LightRay& light, const Rows& rows, int count, const Shape& shape, const Lanes& base, Lanes& sum) {
    const int padded = (count + kLanes - 1) & ~(kLanes - 1);
    COMPERE_LANES for (int i = 0; i < padded; ++i) {
        const float nx = shape.nx[i], ny = shape.ny[i], nz = shape.nz[i];
        float vx = -rows.ray[0][i], vy = -rows.ray[1][i], vz = -rows.ray[2][i];
        const float length = 1.0f / root(larger(vx * vx + vy * vy + vz * vz, 1e-20f));
        vx *= length, vy *= length, vz *= length;
        const float nv = larger(nx * vx + ny * vy + nz * vz, 1e-3f);
        const float nl = larger(nx * light.towards[0] + ny * light.towards[1] + nz * light.towards[2], 0.0f);
        float hx = light.towards[0] + vx, hy = light.towards[1] + vy, hz = light.towards[2] + vz;
        const float half = 1.0f / root(larger(hx * hx + hy * hy + hz * hz, 1e-20f));
        hx *= half, hy *= half, hz *= half;
        const float nh = larger(nx * hx + ny * hy + nz * hz, 0.0f), vh = larger(vx * hx + vy * hy + vz * hz, 0.0f);
        const float rough = shape.roughness[i], a2 = rough * rough * rough * rough, k = (rough + 1.0f) * (rough + 1.0f) * 0.125f;
        const float d = nh * nh * (a2 - 1.0f) + 1.0f;
        const float lobe = a2 / (d * d * 4.0f * (nl * (1.0f - k) + k) * (nv * (1.0f - k) + k));
        const float away = 1.0f - vh, away2 = away * away, fresnel = away2 * away2 * away;
        const float m = shape.metallic[i], dielectric = 1.0f - m;
        const float f0r = 0.04f * dielectric + base.r[i] * m, f0g = 0.04f * dielectric + base.g[i] * m, f0b = 0.04f * dielectric + base.b[i] * m;
        const float fr = f0r + (1.0f - f0r) * fresnel, fg = f0g + (1.0f - f0g) * fresnel, fb = f0b + (1.0f - f0b) * fresnel;
        sum.r[i] += (base.r[i] * dielectric * (1.0f - fr) + fr * lobe) * light.rgb[0] * nl;
        sum.g[i] += (base.g[i] * dielectric * (1.0f - fg) + fg * lobe) * light.rgb[1] * nl;
        sum.b[i] += (base.b[i] * dielectric * (1.0f - fb) + fb * lobe) * light.rgb[2] * nl;
    }
}

void pbr(const Surface& s, const Scene& scene, const Rows& rows, int count, Lanes& c) {
    const int padded = (count + kLanes - 1) & ~(kLanes - 1);
    Shape shape;
    Lanes sum;
    shape_of(s, rows, count, shape);
    add_sky(scene, rows, count, shape, c, sum);
    for (int l = 0; l < scene.light_count; ++l) {
        add_light(scene.light[l], rows, count, shape, c, sum);
    }
    COMPERE_LANES for (int i = 0; i < padded; ++i) {
        c.r[i] = sum.r[i];
        c.g[i] = sum.g[i];
        c.b[i] = sum.b[i];
    }
}

void add_emission(const Surface& s, const Rows& rows, int count, Lanes& c) {
    if (s.emissive_colour[0] + s.emissive_colour[1] + s.emissive_colour[2] <= 0.0f) return;
    const int padded = (count + kLanes - 1) & ~(kLanes - 1);
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
    const int padded = (count + kLanes - 1) & ~(kLanes - 1);
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
