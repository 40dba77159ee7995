// Attributes of runs of pixels, textures, alpha masks. Part of kernels.inl.

inline void spread(const float* p, float x, float y, float* out) {
    store(p[0] + p[2] * y + p[1] * x + p[1] * load<Floats>(kSteps), out);
}

inline void fill(float value, float* out) { store(Floats{} + value, out); }

// What a run writes past its end the next one overwrites; the last one's goes into the padding.
void evaluate(const Run* runs, int count, unsigned attributes, const Rays* rays, const Rows& rows) {
    int at = 0;
    for (int r = 0; r < count; ++r) {
        const Planes& p = *runs[r].planes;
        const float y = static_cast<float>(runs[r].y) + 0.5f + runs[r].dy;
        for (int i = 0; i < runs[r].count; i += kWide) {
            const float x = static_cast<float>(runs[r].x + i) + 0.5f + runs[r].dx;
            const int to = at + i;
            spread(p.reciprocal_w, x, y, rows.reciprocal_w + to);
            spread(p.uv[0], x, y, rows.u + to);
            spread(p.uv[1], x, y, rows.v + to);
            for (int k = 0; k < 3; ++k) {
                spread(p.normal[k], x, y, rows.normal[k] + to);
            }
            for (int k = 0; k < 4 && (attributes & kColour) != 0; ++k) {
                spread(p.colour[k], x, y, rows.colour[k] + to);
            }
            for (int k = 0; k < 3 && (attributes & kTangents) != 0; ++k) {
                fill(p.tangent[k], rows.tangent[k] + to);
                fill(p.bitangent[k], rows.bitangent[k] + to);
            }
            for (int k = 0; k < 3 && rays != nullptr; ++k) {
                spread(rays->along[k], x, y, rows.ray[k] + to);
            }
        }
        at += runs[r].count;
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
    const int row_length = map.width, padded = whole_vectors(count);
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
