#pragma once

#include "model/model.h"

namespace compere::test {

// A cube from -1 to 1, eight shared corners, outward triangles.
inline model::Mesh cube() {
    model::Mesh mesh;
    for (int i = 0; i < 8; ++i)
        mesh.positions.push_back({i & 1 ? 1.0f : -1.0f, i & 2 ? 1.0f : -1.0f, i & 4 ? 1.0f : -1.0f});
    mesh.indices = {4, 5, 7, 4, 7, 6, 1, 0, 2, 1, 2, 3, 5, 1, 3, 5, 3, 7, 0, 4, 6, 0, 6, 2, 6, 7, 3, 6, 3, 2, 0, 1, 5, 0, 5, 4};
    for (const glm::vec3& p : mesh.positions)
        mesh.normals.push_back(glm::normalize(p));
    return mesh;
}

// A square in the plane z = 0, facing +Z.
inline model::Mesh quad(float half = 1) {
    model::Mesh mesh;
    mesh.positions = {{-half, -half, 0}, {half, -half, 0}, {half, half, 0}, {-half, half, 0}};
    mesh.normals.assign(4, {0, 0, 1});
    mesh.indices = {0, 1, 2, 0, 2, 3};
    return mesh;
}

}  // namespace compere::test
