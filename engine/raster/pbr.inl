// The physically based surface, as shaders/render/pbr.frag has it. Part of kernels.inl.

// What a physically based pixel needs besides its colour.
struct Shape {
    float nx[kMaxSpan], ny[kMaxSpan], nz[kMaxSpan];
    float metallic[kMaxSpan], roughness[kMaxSpan];
};

void shape_of(const Surface& s, const Rows& rows, int count, Shape& out) {
    const int padded = whole_vectors(count);
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
    const float fx = __builtin_copysignf(1.0f - __builtin_fabsf(pz), px), fz = __builtin_copysignf(1.0f - __builtin_fabsf(px), pz);
    px = y < 0.0f ? fx : px;
    pz = y < 0.0f ? fz : pz;
    const float size = static_cast<float>(size_px);
    const int column = static_cast<int>(between((px * 0.5f + 0.5f) * size, 0.0f, size - 1.0f)), row = static_cast<int>(between((pz * 0.5f + 0.5f) * size, 0.0f, size - 1.0f));
    return row * size_px + column;
}

// Which texel of each of the two neighbouring levels. Apart from the rest, since compilers leave the whole loop scalar where a vector is
// gathered in it.
void choose_sky(const Rows& rows, int count, const Shape& shape, int* __restrict one, int* __restrict other) {
    const int padded = whole_vectors(count);
    COMPERE_LANES for (int i = 0; i < padded; ++i) {
        const float nx = shape.nx[i], ny = shape.ny[i], nz = shape.nz[i];
        const float vx = -rows.ray[0][i], vy = -rows.ray[1][i], vz = -rows.ray[2][i];  // of any length: so is what is reflected
        const float nv = nx * vx + ny * vy + nz * vz;
        const float rx = 2.0f * nv * nx - vx, ry = 2.0f * nv * ny - vy, rz = 2.0f * nv * nz - vz;
        const int low = static_cast<int>(shape.roughness[i] * static_cast<float>(Scene::kSkyLevels - 1));
        const int high = low + (low + 1 < Scene::kSkyLevels ? 1 : 0);
        constexpr int kFirst = Scene::kSkySize, kRest = Scene::kSkySize / 2;
        const int is_rest = low > 0 ? 1 : 0;
        one[i] = is_rest * (kFirst * kFirst - kRest * kRest) + low * kRest * kRest + sky_texel(kFirst - is_rest * (kFirst - kRest), rx, ry, rz);
        other[i] = kFirst * kFirst + (high - 1) * kRest * kRest + sky_texel(kRest, rx, ry, rz);
    }
}

void add_sky(const Scene& scene, const Rows& rows, int count, const Shape& shape, const Lanes& base, Lanes& sum) {
    const int padded = whole_vectors(count);
    int at_one[kMaxSpan], at_other[kMaxSpan];
    unsigned one[kMaxSpan], other[kMaxSpan];
    choose_sky(rows, count, shape, at_one, at_other);
    for (int i = 0; i < padded; ++i) {
        one[i] = scene.sky[at_one[i]];
        other[i] = scene.sky[at_other[i]];
    }
    COMPERE_LANES for (int i = 0; i < padded; ++i) {
        const float nx = shape.nx[i], ny = shape.ny[i], nz = shape.nz[i];
        const float vx = -rows.ray[0][i], vy = -rows.ray[1][i], vz = -rows.ray[2][i];
        const float nv = larger((nx * vx + ny * vy + nz * vz) / root(larger(vx * vx + vy * vy + vz * vz, 1e-20f)), 1e-3f);
        const unsigned a = one[i], b = other[i];
        const float level = shape.roughness[i] * static_cast<float>(Scene::kSkyLevels - 1), mix = level - static_cast<float>(static_cast<int>(level));
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
    const int padded = whole_vectors(count);
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
    const int padded = whole_vectors(count);
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
