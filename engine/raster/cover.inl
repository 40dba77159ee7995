// Which samples a triangle covers, tile by tile. Part of kernels.inl.

// Where a row can be inside: each edge bounds it on one side. Samples reach 3/8 of a pixel around its centre.
struct Span {
    int left, right;
};

inline Span span_of(const Cover& t, const float (&reach)[3], const float (&inverse)[3], float y) {
    float low = static_cast<float>(t.left), high = static_cast<float>(t.right);
    for (int e = 0; e < 3; ++e) {
        const float at = t.origin_x - (t.edge[e][0] + t.edge[e][2] * (y - t.origin_y) + reach[e]) * inverse[e] - 0.5f;
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

// Tables, not arithmetic on the index: only so do these loops become single vectors.
alignas(64) constexpr float kLaneX[kLanes] = {0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3};
alignas(64) constexpr float kLaneY[kLanes] = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3};
alignas(16) constexpr float kSampleX[kSamples] = {kOffset[0][0], kOffset[1][0], kOffset[2][0], kOffset[3][0]};
alignas(16) constexpr float kSampleY[kSamples] = {kOffset[0][1], kOffset[1][1], kOffset[2][1], kOffset[3][1]};

inline void spread_plane(const float* at, float* __restrict lane, float* __restrict sample) {
    const float dx = at[1], dy = at[2];
    for (int i = 0; i < kLanes; ++i) {
        lane[i] = dx * kLaneX[i] + dy * kLaneY[i];
    }
    for (int s = 0; s < kSamples; ++s) {
        sample[s] = dx * kSampleX[s] + dy * kSampleY[s];
    }
}

inline float reach_of(const float* at) { return 0.375f * (__builtin_fabsf(at[1]) + __builtin_fabsf(at[2])); }

inline void spread_over_tile(const Cover& t, Tiled& out) {
    for (int e = 0; e < 3; ++e) {
        spread_plane(t.edge[e], out.lane[e], out.sample[e]);
        out.most[e] = larger(t.edge[e][1] * 3.0f, 0.0f) + larger(t.edge[e][2] * 3.0f, 0.0f) + reach_of(t.edge[e]);
    }
    spread_plane(t.depth, out.lane[3], out.sample[3]);
    out.least = smaller(t.depth[1] * 3.0f, 0.0f) + smaller(t.depth[2] * 3.0f, 0.0f) - reach_of(t.depth);
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
    x -= t.origin_x, y -= t.origin_y;
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
        reach[e] = reach_of(t.edge[e]) + 1.5f * __builtin_fabsf(t.edge[e][2]) + 0.01f;
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

// Whether everything that the triangle may touch in these rows is nearer than it.
inline bool is_hidden(const Cover& t, int top, int bottom, const SampleTiles& in) {
    const int left = t.left / kTile, right = (t.right + kTile - 1) / kTile;
    for (int y = top; y < bottom; y += kTile) {
        const float* const row = in.farthest + static_cast<long>((y - in.first_row) / kTile) * in.tiles_per_row;
        for (int x = left; x < right; ++x) {
            if (row[x] > t.nearest) return false;
        }
    }
    return true;
}

void cover(const Cover& t, int top, int bottom, const SampleTiles& to) {
    if (is_hidden(t, top, bottom, to)) return;
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
        const float fx = static_cast<float>(x) + 0.5f - t.origin_x, fy = static_cast<float>(y) + 0.5f - t.origin_y;
        const float c0 = plane(t.edge[0], fx, fy), c1 = plane(t.edge[1], fx, fy), c2 = plane(t.edge[2], fx, fy), cz = plane(t.depth, fx, fy);
        for (int i = 0; i < kLanes; ++i) {
            const float inside = smaller(smaller(c0 + tiled.lane[0][i], c1 + tiled.lane[1][i]), c2 + tiled.lane[2][i]);
            int found = 0;
            for (int s = 0; s < kSamples; ++s) {
                found += cz + tiled.lane[3][i] + tiled.sample[3][s] <= tile.depth[s][i] ? 1 : 0;
            }
            found = inside >= 0.0f ? found : 0;
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
