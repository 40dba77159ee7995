#include <gtest/gtest.h>

#include "raster/rasteriser.h"

namespace compere::raster {
namespace {

// The example of the module's README, word for word.
std::vector<unsigned> example(std::span<const Vertex> posed, std::span<const std::uint32_t> triangles, std::span<const float> still_depth, const Rasteriser::View& view, const Scene& scene) {
    Target target{360, 640};
    target.set_still_depth(still_depth);  // one a pixel, of what stands still
    Part part{};
    part.vertices = posed;
    part.triangles = triangles;
    part.surface.kind = Kind::Flat;
    part.surface.flat_bgra = 0xffc86428;
    Rasteriser rasteriser;  // one for all views of a stage
    rasteriser.draw(target, {&part, 1}, view, scene);
    const std::span<const unsigned> picture = target.picture();  // of target.area() alone
    return {picture.begin(), picture.end()};
}

TEST(Readme, ExampleGivesAPicture) {
    const Vertex posed[] = {{{-1, 1, 0}, {0, 0, 1}}, {{-1, -1, 0}, {0, 0, 1}}, {{1, 1, 0}, {0, 0, 1}}};
    const std::uint32_t triangle[] = {0, 1, 2};
    const std::vector<unsigned> picture = example(posed, triangle, std::vector<float>(360 * 640, 1.0f), {}, Scene{});
    ASSERT_EQ(picture.size(), 360u * 640);
    EXPECT_EQ(picture.front(), 0xffc86428u);
    EXPECT_EQ(picture.back(), 0u);
    EXPECT_TRUE(example(posed, triangle, std::vector<float>(360 * 640, 0.25f), {}, Scene{}).empty());
}

}  // namespace
}  // namespace compere::raster
