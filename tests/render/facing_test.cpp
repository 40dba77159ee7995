#include "render/facing.h"

#include <gtest/gtest.h>

#include "shapes.h"

namespace compere::render {
namespace {

struct Faced {
    std::vector<std::uint32_t> front, back, outline;
};

Faced face(const model::Mesh& mesh, glm::vec3 eye, bool double_sided, bool has_outline = false) {
    const Topology topology = find_topology(mesh.positions, mesh.indices);
    std::vector<SkinnedVertex> vertices;
    for (std::size_t i = 0; i < mesh.positions.size(); ++i)
        vertices.push_back({mesh.positions[i], mesh.normals[i]});
    std::vector<std::uint8_t> facing(mesh.indices.size() / 3);
    Faced out;
    FacingJob{mesh.indices, &topology, vertices, eye, double_sided, has_outline, facing, &out.front, &out.back, &out.outline}.run();
    return out;
}

TEST(Facing, AClosedCubeShowsAtMostThreeFacesAndNoBacks) {
    const model::Mesh cube = test::cube();
    for (const bool double_sided : {false, true}) {
        EXPECT_EQ(face(cube, {0, 0, 5}, double_sided).front.size(), 1u * 6);
        EXPECT_EQ(face(cube, {5, 0, 5}, double_sided).front.size(), 2u * 6);
        EXPECT_EQ(face(cube, {5, 4, 3}, double_sided).front.size(), 3u * 6);
        EXPECT_EQ(face(cube, {-5, -4, -3}, double_sided).front.size(), 3u * 6);
        EXPECT_EQ(face(cube, {0, 0, 0}, double_sided).front.size(), 0u);  // from inside
        for (const glm::vec3& eye : {glm::vec3{0, 0, 5}, glm::vec3{5, 4, 3}, glm::vec3{0, 0, 0}})
            EXPECT_TRUE(face(cube, eye, double_sided).back.empty());
    }
}

TEST(Facing, TheFrontIsTheFaceTowardsTheEye) {
    const model::Mesh cube = test::cube();
    for (const std::uint32_t v : face(cube, {0, 0, 5}, false).front)
        EXPECT_EQ(cube.positions[v].z, 1);
}

TEST(Facing, AnOpenQuadShowsItsBackOnlyWhenDoubleSided) {
    const model::Mesh quad = test::quad();
    EXPECT_EQ(face(quad, {0, 0, 5}, true).front.size(), 6u);
    EXPECT_TRUE(face(quad, {0, 0, 5}, true).back.empty());
    EXPECT_EQ(face(quad, {0, 0, -5}, true).back.size(), 6u);
    EXPECT_TRUE(face(quad, {0, 0, -5}, true).front.empty());
    EXPECT_TRUE(face(quad, {0, 0, -5}, false).back.empty());
}

TEST(Facing, CornersSplitForSeamsAreStillOneSurface) {
    model::Mesh split = test::cube();
    const model::Mesh whole = split;
    split.positions.clear();
    split.normals.clear();
    for (std::size_t i = 0; i < whole.indices.size(); ++i) {
        split.positions.push_back(whole.positions[whole.indices[i]]);
        split.normals.push_back({0, 1, 0});
        split.indices[i] = static_cast<std::uint32_t>(i);
    }
    for (const std::uint8_t closed : find_topology(split.positions, split.indices).is_closed)
        EXPECT_EQ(closed, 1);
    for (const std::int32_t next : find_topology(split.positions, split.indices).neighbours)
        EXPECT_GE(next, 0);
}

TEST(Facing, ACubeWithoutALidIsOpenAndAnotherBesideItStaysClosed) {
    model::Mesh two = test::cube();
    const model::Mesh cube = two;
    two.indices.resize(two.indices.size() - 6);
    for (const glm::vec3& p : cube.positions)
        two.positions.push_back(p + glm::vec3{10, 0, 0});
    for (const std::uint32_t i : cube.indices)
        two.indices.push_back(i + 8);
    const Topology topology = find_topology(two.positions, two.indices);
    ASSERT_EQ(topology.is_closed.size(), 22u);
    for (std::size_t t = 0; t < 22; ++t)
        EXPECT_EQ(topology.is_closed[t], t < 10 ? 0 : 1) << t;
}

TEST(Facing, AnOutlineIsMadeOfBacksNearTheFront) {
    const Faced faced = face(test::cube(), {0, 0, 5}, false, true);
    EXPECT_FALSE(faced.outline.empty());
    EXPECT_LE(faced.outline.size(), 5u * 6);
    EXPECT_TRUE(face(test::cube(), {0, 0, 5}, false, false).outline.empty());
    EXPECT_EQ(face(test::quad(), {0, 0, -5}, false, true).outline.size(), 6u);  // a rim is a silhouette
}

TEST(Facing, AnEmptyMeshHasNothing) {
    const Faced faced = face({}, {0, 0, 5}, true, true);
    EXPECT_TRUE(faced.front.empty() && faced.back.empty() && faced.outline.empty());
}

}  // namespace
}  // namespace compere::render
