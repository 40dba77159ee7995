#pragma once

// The loops of the rasteriser, compiled once per processor level (kernels.inl): written plainly where the compiler turns them into vectors
// by itself, with GCC's and Clang's vector types where it does not. Only bare data crosses this border: no inline library code may be built for another processor.

namespace compere::raster {

inline constexpr int kSamples = 4;       // per pixel
inline constexpr int kLanes = 16;        // pixels of a tile, and as many as the widest vector holds; rows are padded to a multiple
inline constexpr int kTile = 4;          // samples lie in tiles of 4x4 pixels: most triangles are a few pixels wide
// Where a pixel's samples lie about its centre: the first upon it, so that a surface is read inside the triangle that shows it; the others
// far apart in x, in y and along both diagonals. In steps of 1/16, so that edges over snapped vertices stay exact.
inline constexpr float kOffset[kSamples][2] = {{0.0f, 0.0f}, {0.25f, -0.4375f}, {-0.4375f, -0.25f}, {-0.1875f, 0.3125f}};
inline constexpr float kReach = 0.4375f;
inline constexpr unsigned kNothing = ~0u;
inline constexpr int kPartShift = 20;    // an id is (part, outline or not) << 20 | triangle
inline constexpr int kMaxParts = 2047;   // what the 12 bits above tell apart
inline constexpr unsigned kTriangleOf = (1u << kPartShift) - 1;
inline constexpr unsigned id_of(unsigned part, bool is_outline) { return (part << 1 | (is_outline ? 1u : 0u)) << kPartShift; }
inline constexpr unsigned part_of(unsigned id) { return id >> (kPartShift + 1); }
inline constexpr bool is_of_outline(unsigned id) { return (id >> kPartShift & 1u) != 0; }
inline constexpr int whole_lanes(int count) { return (count + kLanes - 1) & ~(kLanes - 1); }
inline constexpr int kMaxSpan = 256;     // pixels that one call of `shade` takes

// What is sorted and rejected of a triangle before its edges are needed.
struct Extent {
    short left, right, top, bottom;  // pixels that it can touch, past the end
    float nearest;                   // depth of its nearest corner
    unsigned id;
};

// One triangle as edges and depth over pixels: value(x, y) = c + dx·(x − origin_x) + dy·(y − origin_y), inside where all three edges
// are >= 0. Numbers stay small about an origin of its own, and with it exact.
struct Cover {
    float origin_x, origin_y;
    float edge[3][3];  // c, dx, dy
    float depth[3];
};

// The samples of a tile, pixel (x, y) of it at 4·y + x: eight lines of cache that are used at once.
struct alignas(64) SampleTile {
    float depth[kSamples][kLanes];
    unsigned id[kSamples][kLanes];
};

struct SampleTiles {
    SampleTile* tiles;
    float* farthest;  // depth of each tile's farthest sample; kLanes more follow the last
    int tiles_per_row;
    int first_row;  // pixel, a multiple of kTile
    int used;       // samples of a pixel: all, or 1, the one on its centre; the others then stay as they are
};

// Something per pixel of kTile rows: entry (x, y) at y·pitch + x, y counted from the strip's first row.
template <class T>
struct Strip {
    T* values;
    int pitch;
};

enum PixelIs : unsigned char {
    kMixed = 1,      // its samples show different things: another part, or another depth
    kOffCentre = 2,  // something is seen in it, but not at its centre
};

// What varies over a triangle, as c + dx·x + dy·y; all but `flat` divided by the distance (perspective).
struct Planes {
    float reciprocal_w[3];
    float uv[2][3];
    float normal[3][3];
    float colour[4][3];
    float tangent[3], bitangent[3];  // constant over the triangle
};
enum Attribute : unsigned { kColour = 1, kTangents = 2 };

// Pixels of a row that show one triangle, read at their centres plus (dx, dy).
struct Run {
    int x, y, count;
    const Planes* planes;
    float dx = 0, dy = 0;
};

// From the eye through (x, y), of any length: each coordinate as c + dx·x + dy·y.
struct Rays {
    float along[3][3];
};

// Attributes of pixels.
struct Rows {
    float *reciprocal_w, *u, *v;
    float *normal[3], *colour[4], *tangent[3], *bitangent[3];
    float *ray[3];  // as Rays has them
};

// One mip level: 8-bit RGBA, R lowest.
struct Level {
    const unsigned* texels;  // null: no texture
    int width, height;
    int repeats;
};

enum class Kind { Flat, Unlit, Toon, Pbr };
enum class Alpha { Opaque, Mask, Blend };

struct Surface {
    Kind kind;
    Alpha alpha;
    unsigned flat_bgra;
    Level base, shade, metallic_roughness, normal, emissive;
    int shade_is_base;
    unsigned attributes;  // Attribute bits
    float base_colour[4];
    float shade_colour[3];
    float alpha_cutoff;
    float toon[3];  // shift, toony, equalisation
    float rim_colour[3], rim_power, rim_lift;
    int has_rim;
    float metallic, roughness;
    float emissive_colour[3];
    int needs_rays;
};

struct LightRay {
    float towards[3];
    float rgb[3];  // with strength
};

struct Scene {
    float exposure;
    int light_count;
    LightRay light[4];
    float irradiance[9][3];
    // The sky for reflections: octahedral squares, 8-bit RGB with a shared factor in A (value = rgb · a · kSkyRange / 255²).
    static constexpr float kSkyRange = 64.0f;
    // The first level's side is kSkySize, that of each further one half of it: however blurred, a texel must stay small, since the
    // nearest one is taken. They lie one after the other.
    static constexpr int kSkyLevels = 6, kSkySize = 128;
    const unsigned* sky;
};

struct Kernels {
    // Covers rows [top, bottom) of one triangle, both multiples of kTile.
    void (*cover)(const Extent& extent, const Cover& triangle, int top, int bottom, const SampleTiles& to);
    // The same for the strip at `top`, only where `allow` is 1.
    void (*cover_allowed)(const Extent& extent, const Cover& triangle, int top, const SampleTiles& to, Strip<const int> allow);
    // For what blends: how many samples of each pixel of the strip at `top` lie behind the triangle, 0 where it misses the pixel's centre.
    // Blended one after the other, the shares of two triangles would leave a seam along their common edge.
    void (*count)(const Extent& extent, const Cover& triangle, int top, const SampleTiles& in, Strip<int> counts);
    // The first covered sample of each pixel, and a PixelIs of it.
    void (*classify)(const SampleTiles& in, int top, int left, int right, float depth_step, Strip<unsigned> first, Strip<unsigned char> what);
    // Of a row, from left + 1 on: 1 where a pixel shows another triangle than its left neighbour, or either is kOffCentre; else 0.
    void (*starts)(const unsigned* first, const unsigned char* what, int left, int right, unsigned char* starts);
    // The pixels of the runs, one run behind the other; past the last up to a vector less one is overwritten. `rays` may be null.
    void (*evaluate)(const Run* runs, int count, unsigned attributes, const Rays* rays, const Rows& rows);
    // Whether a masked triangle's texture is opaque enough, per pixel.
    void (*mask)(const Surface& surface, const Rows& rows, int count, int* allow);
    // At most kMaxSpan pixels.
    void (*shade)(const Surface& surface, const Scene& scene, const Rows& rows, int count, unsigned* premultiplied_bgra);
};

const Kernels& kernels();  // of this processor
extern const Kernels kPlainKernels;
#if defined(__x86_64__)
extern const Kernels kAvx2Kernels;
extern const Kernels kAvx512Kernels;
#endif

}  // namespace compere::raster
