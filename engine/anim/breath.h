#pragma once

#include <cstdint>
#include <glm/glm.hpp>
#include <span>

#include "model/model.h"
#include "signal/transform.h"

namespace compere::anim {

// Breathing, a slow shift of weight with the feet kept in place, and a little sway of the head, laid over a pose. A
// function of time and seed. Any thread.
class Breath {
public:
    explicit Breath(const model::Model& model);
    // `world` belongs to `local`; both are brought up to date.
    void apply(double time_s, std::uint64_t seed, float strength, std::span<signal::Transform> local,
               std::span<glm::mat4> world) const;

private:
    void turn(int node, glm::vec3 axis, float angle_deg, std::span<signal::Transform> local,
              std::span<const glm::mat4> world) const;

    const model::Model* model_;
    int hips_, spine_, chest_, neck_, head_, left_shoulder_, right_shoulder_;
    int left_leg_, right_leg_, left_foot_, right_foot_;
    float leg_m_ = 0.0f;
};

}  // namespace compere::anim
