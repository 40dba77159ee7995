#pragma once

#include <glm/glm.hpp>
#include <glm/gtc/quaternion.hpp>

namespace compere::signal {

// A node's place relative to its parent: scale first, then rotation, then translation (metres). Right-handed, +Y up.
struct Transform {
    glm::vec3 translation{0.0f};
    glm::quat rotation{1.0f, 0.0f, 0.0f, 0.0f};  // glm order: w, x, y, z
    glm::vec3 scale{1.0f};

    bool operator==(const Transform&) const = default;

    glm::mat4 matrix() const {
        glm::mat4 m = glm::mat4_cast(rotation);
        m[0] *= scale.x;
        m[1] *= scale.y;
        m[2] *= scale.z;
        m[3] = glm::vec4{translation, 1.0f};
        return m;
    }
};

}  // namespace compere::signal
