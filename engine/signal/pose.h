#pragma once

#include <glm/glm.hpp>
#include <vector>

namespace compere::signal {

// One character at one tick. `node_world` has an entry per node of its model, column-major, metres, +Y up, in the
// character's own frame (it faces +Z and stands at the origin); `morph_weights` one per morph channel of the model.
struct Pose {
    std::vector<glm::mat4> node_world;
    std::vector<float> morph_weights;
};

}  // namespace compere::signal
