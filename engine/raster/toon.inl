// Colours and the toon surface, as shaders/render/toon.frag has them. Part of kernels.inl.

struct Lanes {
    float r[kMaxSpan], g[kMaxSpan], b[kMaxSpan], a[kMaxSpan];
};

// The curves of shaders/common/colour.glsl, where their errors are stated.
inline float root(float v) { return __builtin_sqrtf(v); }
inline float linear_from_srgb(float c) { return c * (c * (c * 0.305306011f + 0.682171111f) + 0.012522878f); }
inline float srgb_from_linear(float c) {
    const float a = root(larger(c, 0.0f)), b = root(a), d = root(b);
    const float curve = 0.662002687f * a + 0.684122060f * b - 0.323583601f * d - 0.0225411470f * c;
    return c < 0.004f ? larger(12.92f * c, 0.0f) : curve;
}

// Base colour in linear light, before any lighting, and the darker tone of toon surfaces. Toon figures use the square as their curve
// both ways, and may take both tones from one map, which is sampled once.
void base_colour(const Surface& s, const Rows& rows, int count, Lanes& out, Lanes& shade) {
    const int padded = whole_vectors(count);
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
    const int padded = whole_vectors(count);
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
    const int padded = whole_vectors(count);
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
