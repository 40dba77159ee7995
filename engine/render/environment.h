#pragma once

#include <array>
#include <glm/glm.hpp>
#include <vector>

#include "image/picture.h"

namespace compere::render {

// A sky reduced to what surfaces need: nine spherical-harmonic coefficients of its irradiance divided by pi (a white diffuse surface
// under a sky of radiance 1 reads 1), and a chain of equirectangular pictures blurred for rising roughness.
struct Environment {
    static constexpr int kLevels = 6;
    static constexpr int kWidth = 256;

    std::array<glm::vec3, 9> irradiance{};
    std::array<std::vector<float>, kLevels> levels;  // rgb; level i is kWidth >> i wide and half as high
};

// From a panorama; radiance is clamped at 60 so that a sun of ten pixels does not sparkle. `turn_rad` turns it about +Y.
Environment make_environment(const image::Panorama& panorama, float strength, float turn_rad);
// Without a sky file: a soft studio, lighter above than below.
Environment make_studio(float strength);

// The same levels as octahedral squares for the CPU's rasteriser (raster::Scene::sky).
std::vector<unsigned> octahedral(const Environment& environment);

}  // namespace compere::render
