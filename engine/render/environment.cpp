#include "render/environment.h"

#include <algorithm>
#include <cmath>

#include "raster/kernels.h"

namespace compere::render {
namespace {

constexpr float kPi = 3.14159265358979f;

struct Sky {
    int width = 0, height = 0;
    std::vector<glm::vec3> pixels;
    const glm::vec3& at(int x, int y) const { return pixels[static_cast<std::size_t>(std::clamp(y, 0, height - 1)) * static_cast<std::size_t>(width) + static_cast<std::size_t>((x % width + width) % width)]; }
};

// Direction of a pixel: u runs with the azimuth atan2(x, z), v with the angle from +Y; the shader has the inverse.
glm::vec3 direction(float u, float v) {
    const float azimuth = (u - 0.5f) * 2 * kPi, polar = v * kPi;
    return {std::sin(polar) * std::sin(azimuth), std::cos(polar), std::sin(polar) * std::cos(azimuth)};
}

Sky shrink(const image::Panorama& from, float strength, float turn_rad, int width) {
    Sky out{width, width / 2, {}};
    out.pixels.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(width / 2), glm::vec3{0});
    std::vector<float> counts(out.pixels.size(), 0);
    const float shift = turn_rad / (2 * kPi);
    for (int y = 0; y < from.height_px; ++y) {
        const int row = std::min(out.height - 1, y * out.height / from.height_px);
        for (int x = 0; x < from.width_px; ++x) {
            const float u = (static_cast<float>(x) + 0.5f) / static_cast<float>(from.width_px) + shift;
            const int column = std::clamp(static_cast<int>((u - std::floor(u)) * static_cast<float>(width)), 0, width - 1);
            const float* in = &from.linear_rgb[(static_cast<std::size_t>(y) * static_cast<std::size_t>(from.width_px) + static_cast<std::size_t>(x)) * 3];
            const std::size_t to = static_cast<std::size_t>(row) * static_cast<std::size_t>(width) + static_cast<std::size_t>(column);
            out.pixels[to] += glm::min(glm::vec3{in[0], in[1], in[2]}, glm::vec3{60}) * strength;
            counts[to] += 1;
        }
    }
    for (std::size_t i = 0; i < out.pixels.size(); ++i) {
        if (counts[i] > 0) {
            out.pixels[i] /= counts[i];
            continue;
        }
        // A sky smaller than ours leaves gaps: the nearest of its pixels fills them.
        const auto x = static_cast<int>(i) % width, y = static_cast<int>(i) / width;
        const float u = (static_cast<float>(x) + 0.5f) / static_cast<float>(width) - shift;
        const int column = std::clamp(static_cast<int>((u - std::floor(u)) * static_cast<float>(from.width_px)), 0, from.width_px - 1);
        const int row = std::min(from.height_px - 1, y * from.height_px / out.height);
        const float* in = &from.linear_rgb[(static_cast<std::size_t>(row) * static_cast<std::size_t>(from.width_px) + static_cast<std::size_t>(column)) * 3];
        out.pixels[i] = glm::min(glm::vec3{in[0], in[1], in[2]}, glm::vec3{60}) * strength;
    }
    return out;
}

// Ramamoorthi and Hanrahan, "An Efficient Representation for Irradiance Environment Maps", 2001: basis and cosine factors folded.
std::array<glm::vec3, 9> project(const Sky& sky) {
    std::array<glm::vec3, 9> sum{};
    for (int y = 0; y < sky.height; ++y) {
        const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(sky.height);
        const float area = std::sin(v * kPi) * (kPi / static_cast<float>(sky.height)) * (2 * kPi / static_cast<float>(sky.width));
        for (int x = 0; x < sky.width; ++x) {
            const glm::vec3 n = direction((static_cast<float>(x) + 0.5f) / static_cast<float>(sky.width), v);
            const std::array<float, 9> basis{0.282095f, 0.488603f * n.y, 0.488603f * n.z, 0.488603f * n.x, 1.092548f * n.x * n.y, 1.092548f * n.y * n.z, 0.315392f * (3 * n.z * n.z - 1), 1.092548f * n.x * n.z, 0.546274f * (n.x * n.x - n.y * n.y)};
            for (std::size_t i = 0; i < 9; ++i) {
                sum[i] += sky.at(x, y) * (basis[i] * area);
            }
        }
    }
    // Cosine lobe over pi: 1, 2/3, 1/4; and the basis constants once more, since the shader evaluates bare polynomials.
    constexpr std::array<float, 9> kFactor{0.282095f, 0.488603f * 2 / 3, 0.488603f * 2 / 3, 0.488603f * 2 / 3, 1.092548f / 4, 1.092548f / 4, 0.315392f / 4, 1.092548f / 4, 0.546274f / 4};
    for (std::size_t i = 0; i < 9; ++i) {
        sum[i] *= kFactor[i];
    }
    return sum;
}

// Each level is the one before, halved and blurred by a few pixels: a cheap stand-in for the GGX lobe that is smooth at every roughness.
Sky halve(const Sky& from, int radius) {
    Sky out{from.width / 2, from.height / 2, {}};
    out.pixels.resize(static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height));
    for (int y = 0; y < out.height; ++y) {
        const float stretch = 1.0f / std::max(0.15f, std::sin((static_cast<float>(y) + 0.5f) / static_cast<float>(out.height) * kPi));
        const int wide = std::min(out.width, static_cast<int>(static_cast<float>(radius) * stretch));
        for (int x = 0; x < out.width; ++x) {
            glm::vec3 sum{0};
            float weight = 0;
            for (int dy = -radius; dy <= radius; ++dy) {
                for (int dx = -wide; dx <= wide; ++dx) {
                    const float far = std::hypot(static_cast<float>(dx) / stretch, static_cast<float>(dy)) / static_cast<float>(radius + 1);
                    const float w = std::max(0.0f, 1 - far);
                    sum += from.at(2 * x + dx, 2 * y + dy) * w;
                    weight += w;
                }
            }
            out.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(out.width) + static_cast<std::size_t>(x)] = sum / weight;
        }
    }
    return out;
}

Environment from_sky(Sky sky) {
    Environment out;
    for (std::size_t level = 0; level < Environment::kLevels; ++level) {
        if (level > 0) sky = halve(sky, level == 1 ? 2 : 3);
        if (level == 1) out.irradiance = project(sky);
        for (const glm::vec3& p : sky.pixels) {
            out.levels[level].insert(out.levels[level].end(), {p.r, p.g, p.b});
        }
    }
    return out;
}

}  // namespace

Environment make_environment(const image::Panorama& panorama, float strength, float turn_rad) {
    return from_sky(shrink(panorama, strength, turn_rad, Environment::kWidth));
}

Environment make_studio(float strength) {
    Sky sky{Environment::kWidth, Environment::kWidth / 2, {}};
    sky.pixels.reserve(static_cast<std::size_t>(sky.width * sky.height));
    for (int y = 0; y < sky.height; ++y) {
        const float up = 1 - (static_cast<float>(y) + 0.5f) / static_cast<float>(sky.height);
        const glm::vec3 colour = glm::mix(glm::vec3{0.22f, 0.20f, 0.19f}, glm::vec3{0.62f, 0.64f, 0.68f}, up) * strength;
        sky.pixels.insert(sky.pixels.end(), static_cast<std::size_t>(sky.width), colour);
    }
    return from_sky(std::move(sky));
}

namespace {

// The direction of a point of the octahedral square, -1…1 both ways (Cigolle et al. 2014).
glm::vec3 octahedral_direction(float x, float z) {
    glm::vec3 d{x, 1 - std::abs(x) - std::abs(z), z};
    if (d.y < 0) {
        d.x = (1 - std::abs(z)) * (x >= 0 ? 1.0f : -1.0f);
        d.z = (1 - std::abs(x)) * (z >= 0 ? 1.0f : -1.0f);
    }
    return glm::normalize(d);
}

// Between the pixels of an equirectangular level.
glm::vec3 radiance(const std::vector<float>& level, int width, const glm::vec3& d) {
    const int height = width / 2;
    const float x = (std::atan2(d.x, d.z) / (2 * kPi) + 0.5f) * static_cast<float>(width) - 0.5f;
    const float y = std::acos(std::clamp(d.y, -1.0f, 1.0f)) / kPi * static_cast<float>(height) - 0.5f;
    const int left = static_cast<int>(std::floor(x)), top = static_cast<int>(std::floor(y));
    const auto at = [&](int column, int row) {
        const int c = (column + width) % width, r = std::clamp(row, 0, height - 1);
        const float* p = &level[(static_cast<std::size_t>(r) * static_cast<std::size_t>(width) + static_cast<std::size_t>(c)) * 3];
        return glm::vec3{p[0], p[1], p[2]};
    };
    const float fx = x - static_cast<float>(left), fy = y - static_cast<float>(top);
    return glm::mix(glm::mix(at(left, top), at(left + 1, top), fx), glm::mix(at(left, top + 1), at(left + 1, top + 1), fx), fy);
}

// The shared factor is the smallest in 1/255 of the range that holds the largest channel.
unsigned packed(const glm::vec3& rgb) {
    const float factor = std::clamp(std::ceil(std::max({rgb.r, rgb.g, rgb.b, 1e-6f}) / raster::Scene::kSkyRange * 255), 1.0f, 255.0f);
    const auto byte = [&](float v) { return static_cast<unsigned>(std::clamp(std::lround(v * 255 * 255 / (raster::Scene::kSkyRange * factor)), 0l, 255l)); };
    return byte(rgb.r) | byte(rgb.g) << 8 | byte(rgb.b) << 16 | static_cast<unsigned>(factor) << 24;
}

}  // namespace

std::vector<unsigned> octahedral(const Environment& environment) {
    static_assert(raster::Scene::kSkyLevels == Environment::kLevels);
    std::vector<unsigned> out;
    for (int level = 0; level < Environment::kLevels; ++level) {
        const int side = level > 0 ? raster::Scene::kSkySize / 2 : raster::Scene::kSkySize;
        const auto place = [&](int i) { return (static_cast<float>(i) + 0.5f) * 2 / static_cast<float>(side) - 1; };
        for (int y = 0; y < side; ++y) {
            for (int x = 0; x < side; ++x) {
                out.push_back(packed(radiance(environment.levels[static_cast<std::size_t>(level)], Environment::kWidth >> level, octahedral_direction(place(x), place(y)))));
            }
        }
    }
    return out;
}

}  // namespace compere::render
