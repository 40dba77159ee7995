// Which samples a triangle covers, tile by tile. Part of kernels.inl.

// A triangle's edges and depth over the pixels of a tile, relative to its first pixel's centre.
struct Tiled {
    Floats lane[4][kWides];
    float sample[4][kSamples];
};

alignas(64) constexpr float kLaneX[kLanes] = {0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3};
alignas(64) constexpr float kLaneY[kLanes] = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3};

inline const float* plane_of(const Cover& t, int k) { return k < 3 ? t.edge[k] : t.depth; }

inline void spread_over_tile(const Cover& t, Tiled& out) {
    for (int k = 0; k < 4; ++k) {
        const float* const p = plane_of(t, k);
        for (int w = 0; w < kWides; ++w) {
            out.lane[k][w] = p[1] * load<Floats>(kLaneX + w * kWide) + p[2] * load<Floats>(kLaneY + w * kWide);
        }
        for (int s = 0; s < kSamples; ++s) {
            out.sample[k][s] = p[1] * kOffset[s][0] + p[2] * kOffset[s][1];
        }
    }
}

// How far a plane's largest value over the samples of some rows of a tile lies above that at its first pixel's centre.
inline float most_over(float dx, float dy, int rows) {
    return larger(dx * 3.0f, 0.0f) + larger(dy * static_cast<float>(rows - 1), 0.0f) + kReach * (__builtin_fabsf(dx) + __builtin_fabsf(dy));
}

// A tile that a triangle may touch.
struct Touched {
    int x, y;    // its first pixel
    long index;
    float at[4];        // the edges and depth at that pixel's centre
    unsigned wides;     // which of its vectors may hold a sample, by bits
};

// Calls visit(const Touched&) for the tiles of rows [top, bottom) that may hold a sample of the triangle; kByDepth leaves out those that
// lie behind what is already there. As many tiles as a vector has lanes are tried at once.
template <bool kByDepth, class Visit>
inline void for_tiles(const Extent& over, const Cover& t, int top, int bottom, const SampleTiles& in, const Visit& visit) {
    constexpr int kRows = kTile / kWides;
    const int left = over.left / kTile, tiles = (over.right + kTile - 1) / kTile - left;
    const float x = static_cast<float>(left * kTile) + 0.5f - t.origin_x;
    const float least = -most_over(-t.depth[1], -t.depth[2], kTile);
    float most[3];
    for (int e = 0; e < 3; ++e) {
        most[e] = most_over(t.edge[e][1], t.edge[e][2], kRows);
    }
    for (int row = top; row < bottom; row += kTile) {
        const float y = static_cast<float>(row) + 0.5f - t.origin_y;
        const float c[4] = {plane(t.edge[0], x, y), plane(t.edge[1], x, y), plane(t.edge[2], x, y), plane(t.depth, x, y)};
        const long first = static_cast<long>((row - in.first_row) / kTile) * in.tiles_per_row + left;
        for (int begin = 0; begin < tiles; begin += kWide) {
            const Floats step = static_cast<float>(kTile) * (load<Floats>(kSteps) + static_cast<float>(begin));
            const Floats e0 = c[0] + step * t.edge[0][1], e1 = c[1] + step * t.edge[1][1], e2 = c[2] + step * t.edge[2][1];
            unsigned held[kWides], any = 0;
            for (int w = 0; w < kWides; ++w) {
                const float down = static_cast<float>(w * kRows);
                const Floats inside = smaller_of(smaller_of(e0 + (most[0] + down * t.edge[0][2]), e1 + (most[1] + down * t.edge[1][2])), e2 + (most[2] + down * t.edge[2][2]));
                held[w] = bits_of(inside >= 0.0f);
                any |= held[w];
            }
            if constexpr (kByDepth) {
                const Floats here = c[3] + least + step * t.depth[1], nearest = Floats{} + over.nearest;
                any &= bits_of((here > nearest ? here : nearest) < load<Floats>(in.farthest + first + begin));
            }
            if (tiles - begin < kWide) any &= (1u << (tiles - begin)) - 1;
            for (; any != 0; any &= any - 1) {
                const int i = __builtin_ctz(any);
                const float along = static_cast<float>((begin + i) * kTile);
                Touched touched{(left + begin + i) * kTile, row, first + begin + i, {}, 0};
                for (int k = 0; k < 4; ++k) {
                    touched.at[k] = c[k] + along * plane_of(t, k)[1];
                }
                for (int w = 0; w < kWides; ++w) {
                    touched.wides |= ((held[w] >> i) & 1u) << w;
                }
                visit(touched);
            }
        }
    }
}

// Depth is never negative, so its order is that of its bits.
inline float farthest_of(Ints depth_bits) {
    typedef int Four __attribute__((vector_size(16)));
#if COMPERE_VECTOR_BYTES == 64
    typedef int Eight __attribute__((vector_size(32)));
    const Eight low = __builtin_shufflevector(depth_bits, depth_bits, 0, 1, 2, 3, 4, 5, 6, 7), high = __builtin_shufflevector(depth_bits, depth_bits, 8, 9, 10, 11, 12, 13, 14, 15);
    const Eight eight = low > high ? low : high;
#elif COMPERE_VECTOR_BYTES == 32
    const Ints eight = depth_bits;
#endif
#if COMPERE_VECTOR_BYTES == 16
    Four four = depth_bits;
#else
    const Four first = __builtin_shufflevector(eight, eight, 0, 1, 2, 3), second = __builtin_shufflevector(eight, eight, 4, 5, 6, 7);
    Four four = first > second ? first : second;
#endif
    const Four two = __builtin_shufflevector(four, four, 2, 3, 0, 1);
    four = four > two ? four : two;
    const Four one = __builtin_shufflevector(four, four, 1, 0, 3, 2);
    four = four > one ? four : one;
    const int bits = four[0];
    float out;
    __builtin_memcpy(&out, &bits, sizeof out);
    return out;
}

template <bool kMasked, int kUsed>
inline void cover_tile(const Tiled& tiled, const Touched& touched, unsigned id, const SampleTiles& to, const int* allow) {
    SampleTile& tile = to.tiles[touched.index];
    const Ints self = Ints{} + static_cast<int>(id);
    Ints far{};
    for (int w = 0; w < kWides; ++w) {
        float* const depths = &tile.depth[0][w * kWide];
        unsigned* const ids = &tile.id[0][w * kWide];
        if (kWides > 1 && ((touched.wides >> w) & 1u) == 0) {
            for (int s = 0; s < kUsed; ++s) {
                far = larger_of(far, load<Ints>(depths + s * kLanes));
            }
            continue;
        }
        const Floats e0 = touched.at[0] + tiled.lane[0][w], e1 = touched.at[1] + tiled.lane[1][w], e2 = touched.at[2] + tiled.lane[2][w];
        const Floats depth = touched.at[3] + tiled.lane[3][w];
        for (int s = 0; s < kUsed; ++s) {
            const Floats inside = smaller_of(smaller_of(e0 + tiled.sample[0][s], e1 + tiled.sample[1][s]), e2 + tiled.sample[2][s]);
            const Floats near = depth + tiled.sample[3][s], before = load<Floats>(depths + s * kLanes);
            Ints seen = (inside >= 0.0f) & (near < before);
            if constexpr (kMasked) seen &= load<Ints>(allow + w * kWide) != 0;
            const Floats now = seen ? near : before;
            store(now, depths + s * kLanes);
            store(seen ? self : load<Ints>(ids + s * kLanes), ids + s * kLanes);
            far = larger_of(far, load<Ints>(&now));
        }
    }
    to.farthest[touched.index] = farthest_of(far);
}

template <int kUsed>
inline void cover_samples(const Extent& over, const Cover& t, int top, int bottom, const SampleTiles& to) {
    Tiled tiled;
    bool is_spread = false;
    for_tiles<true>(over, t, top, bottom, to, [&](const Touched& touched) {
        if (!is_spread) spread_over_tile(t, tiled);
        is_spread = true;
        cover_tile<false, kUsed>(tiled, touched, over.id, to, nullptr);
    });
}

void cover(const Extent& over, const Cover& t, int top, int bottom, const SampleTiles& to) {
    if (to.used == 1) {
        cover_samples<1>(over, t, top, bottom, to);
    } else {
        cover_samples<kSamples>(over, t, top, bottom, to);
    }
}

void cover_allowed(const Extent& over, const Cover& t, int top, const SampleTiles& to, Strip<const int> allow) {
    Tiled tiled;
    spread_over_tile(t, tiled);
    for_tiles<true>(over, t, top, top + kTile, to, [&](const Touched& touched) {
        int allowed[kLanes];
        for (int line = 0; line < kTile; ++line) {
            __builtin_memcpy(allowed + line * kTile, allow.values + line * allow.pitch + touched.x, sizeof(int) * kTile);
        }
        if (to.used == 1) {
            cover_tile<true, 1>(tiled, touched, over.id, to, allowed);
        } else {
            cover_tile<true, kSamples>(tiled, touched, over.id, to, allowed);
        }
    });
}

void count(const Extent& over, const Cover& t, int top, const SampleTiles& in, Strip<int> counts) {
    for (int y = 0; y < kTile; ++y) {
        for (int x = over.left; x < over.right; ++x) {
            counts.values[y * counts.pitch + x] = 0;
        }
    }
    Tiled tiled;
    spread_over_tile(t, tiled);
    for_tiles<false>(over, t, top, top + kTile, in, [&](const Touched& touched) {
        const SampleTile& tile = in.tiles[touched.index];
        int found[kLanes];
        for (int w = 0; w < kWides; ++w) {
            const Floats inside = smaller_of(smaller_of(touched.at[0] + tiled.lane[0][w], touched.at[1] + tiled.lane[1][w]), touched.at[2] + tiled.lane[2][w]);
            Ints behind{};  // each comparison that holds is -1
            for (int s = 0; s < in.used; ++s) {
                behind -= touched.at[3] + tiled.lane[3][w] + tiled.sample[3][s] <= load<Floats>(&tile.depth[s][w * kWide]);
            }
            if (in.used == 1) behind *= kSamples;
            store(behind & (inside >= 0.0f), found + w * kWide);
        }
        for (int line = 0; line < kTile; ++line) {
            __builtin_memcpy(counts.values + line * counts.pitch + touched.x, found + line * kTile, sizeof(int) * kTile);
        }
    });
}

// Four bits as four bytes of 0 or 1.
constexpr unsigned kBytes[16] = {0x00000000, 0x00000001, 0x00000100, 0x00000101, 0x00010000, 0x00010001, 0x00010100, 0x00010101,
                                 0x01000000, 0x01000001, 0x01000100, 0x01000101, 0x01010000, 0x01010001, 0x01010100, 0x01010101};

void classify(const SampleTiles& in, int top, int left, int right, float depth_step, Strip<unsigned> first, Strip<unsigned char> what) {
    const SampleTile* const row = in.tiles + static_cast<long>((top - in.first_row) / kTile) * in.tiles_per_row;
    const Ints nothing = Ints{} - 1;
    for (int x = left & ~(kTile - 1); x < right; x += kTile) {
        const SampleTile& tile = row[x / kTile];
        unsigned whose[kLanes], mixed = 0, off_centre = 0;
        __builtin_memcpy(whose, tile.id[0], sizeof whose);
        for (int w = 0; w < kWides && in.used > 1; ++w) {
            const int at = w * kWide;
            const Ints a = load<Ints>(tile.id[0] + at), b = load<Ints>(tile.id[1] + at), c = load<Ints>(tile.id[2] + at), d = load<Ints>(tile.id[3] + at);
            const Ints later = c != nothing ? c : d, next = b != nothing ? b : later;
            store(a != nothing ? a : next, whose + at);
            const Ints parts = ((a ^ b) | (b ^ c) | (c ^ d)) & ~static_cast<int>(kTriangleOf);
            const Floats z0 = load<Floats>(tile.depth[0] + at), z1 = load<Floats>(tile.depth[1] + at), z2 = load<Floats>(tile.depth[2] + at), z3 = load<Floats>(tile.depth[3] + at);
            const Floats low = smaller_of(smaller_of(z0, z1), smaller_of(z2, z3)), high = -smaller_of(smaller_of(-z0, -z1), smaller_of(-z2, -z3));
            const Ints is_shown = (a & b & c & d) != nothing;
            mixed |= bits_of((parts != 0) | (is_shown & (high - low > depth_step))) << at;
            off_centre |= bits_of(is_shown & (a == nothing)) << at;
        }
        for (int y = 0; y < kTile; ++y) {
            const unsigned is = kMixed * kBytes[mixed >> y * kTile & 15u] | kOffCentre * kBytes[off_centre >> y * kTile & 15u];
            __builtin_memcpy(first.values + y * first.pitch + x, whose + y * kTile, sizeof(unsigned) * kTile);
            __builtin_memcpy(what.values + y * what.pitch + x, &is, kTile);
        }
    }
}

void starts(const unsigned* __restrict first, const unsigned char* __restrict what, int left, int right, unsigned char* __restrict out) {
    COMPERE_LANES for (int x = left + 1; x < right; ++x) {
        out[x] = static_cast<unsigned char>((first[x] != first[x - 1] ? 1 : 0) | ((what[x] | what[x - 1]) >> 1 & 1));  // kOffCentre
    }
}
static_assert(kOffCentre == 1 << 1);
