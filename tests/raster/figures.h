#pragma once

#include <array>
#include <cmath>
#include <ostream>
#include <vector>

#include "raster/rasteriser.h"

namespace compere::raster::test {

// Positions in pixels: right, down and away from the eye; depth is 0.5 + z/2000. The eye is so far that its rays are parallel.
inline Rasteriser::View px_view(int width_px, int height_px) {
    const auto width = static_cast<float>(width_px), height = static_cast<float>(height_px);
    glm::mat4 m{0};
    m[0].x = 2 / width, m[3].x = -1;
    m[1].y = -2 / height, m[3].y = 1;
    m[2].z = 0.001f;
    m[3].w = 1;
    return {m, {width / 2, height / 2, -1e6f}};
}

struct Mesh {
    std::vector<Vertex> vertices;
    std::vector<std::uint32_t> triangles;
    std::vector<glm::vec2> uv;
    std::vector<glm::vec4> colours;

    Part part(const Surface& surface) const {
        Part out{};
        out.vertices = vertices;
        out.triangles = triangles;
        out.uv = uv;
        out.colours = colours;
        out.surface = surface;
        return out;
    }
};

// Two triangles that face the eye; corners top left, bottom left, bottom right, top right; u grows to the right, v down.
inline Mesh square(float left, float top, float right, float bottom, float z = 0, glm::vec3 normal = {0, 0, -1}) {
    return {{{{left, top, z}, normal}, {{left, bottom, z}, normal}, {{right, bottom, z}, normal}, {{right, top, z}, normal}},
            {0, 1, 2, 0, 2, 3},
            {{0, 0}, {0, 1}, {1, 1}, {1, 0}},
            {}};
}

inline Surface surface(Kind kind, Alpha alpha = Alpha::Opaque) {
    Surface out{};
    out.kind = kind;
    out.alpha = alpha;
    out.base_colour[3] = 1;
    out.needs_rays = kind == Kind::Pbr ? 1 : 0;
    return out;
}

inline Surface flat(unsigned bgra, Alpha alpha = Alpha::Opaque) {
    Surface out = surface(Kind::Flat, alpha);
    out.flat_bgra = bgra;
    return out;
}

inline void set(float (&to)[3], float a, float b, float c) {
    to[0] = a, to[1] = b, to[2] = c;
}

// Nothing shines: exposure 1, a black sky.
inline Scene dark() {
    static const std::vector<unsigned> black(Scene::kSkySize * Scene::kSkySize * 9 / 4, 0u);
    Scene out{};
    out.exposure = 1;
    out.sky = black.data();
    return out;
}

// And one light.
inline Scene lit(glm::vec3 towards, glm::vec3 rgb) {
    Scene out = dark();
    out.light_count = 1;
    set(out.light[0].towards, towards.x, towards.y, towards.z);
    set(out.light[0].rgb, rgb.x, rgb.y, rgb.z);
    return out;
}

// All levels of a sky, from what it shows in each direction (packed as Scene::sky has it).
template <class Colour>
std::vector<unsigned> octahedral_sky(const Colour& colour) {
    std::vector<unsigned> out;
    for (int level = 0; level < Scene::kSkyLevels; ++level) {
        const int side = level > 0 ? Scene::kSkySize / 2 : Scene::kSkySize;
        for (int i = 0; i < side * side; ++i) {
            glm::vec3 d{static_cast<float>(i % side * 2 + 1) / static_cast<float>(side) - 1, 0, static_cast<float>(i / side * 2 + 1) / static_cast<float>(side) - 1};
            d.y = 1 - std::abs(d.x) - std::abs(d.z);
            if (d.y < 0) d = {std::copysign(1 - std::abs(d.z), d.x), d.y, std::copysign(1 - std::abs(d.x), d.z)};
            out.push_back(colour(glm::normalize(d)));
        }
    }
    return out;
}

using Rgba = std::array<int, 4>;

inline Rgba rgba(unsigned bgra) {
    return {static_cast<int>(bgra >> 16 & 255u), static_cast<int>(bgra >> 8 & 255u), static_cast<int>(bgra & 255u), static_cast<int>(bgra >> 24)};
}

// A target with a rasteriser of its own.
struct Drawing : Target {
    using Target::Target;
    Rasteriser rasteriser;
    void draw(std::span<const Part> parts, const Rasteriser::View& view, const Scene& scene) { rasteriser.draw(*this, parts, view, scene); }
};

// Nothing outside of the area that the picture covers.
inline unsigned pixel(const Target& from, int x, int y) {
    const Area area = from.area();
    if (x < area.x || y < area.y || x >= area.x + area.width || y >= area.y + area.height) return 0;
    return from.picture()[static_cast<std::size_t>((y - area.y) * area.width + (x - area.x))];
}

inline Rgba rgba_at(const Target& from, int x, int y) {
    return rgba(pixel(from, x, y));
}

inline int alpha_at(const Target& from, int x, int y) {
    return rgba_at(from, x, y)[3];
}

}  // namespace compere::raster::test
