#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "anim/motion.h"
#include "model/model.h"
#include "signal/pose.h"

namespace compere::anim {

struct Playing {
    const Motion* motion = nullptr;
    double started_s = 0.0;
    double ends_s = std::numeric_limits<double>::infinity();  // when its fade out is over
    bool loop = false;
};

// What moves a body at one tick. Times are show time.
struct BodyInput {
    using Playing = anim::Playing;
    double time_s = 0.0;
    std::uint64_t seed = 0;
    std::span<const Playing> playing{};  // in order, later over earlier, each faded in and out over kFade_s
    float breath = 1.0f;                 // strength of breathing and sway; 0 gives the motions alone
};

inline constexpr double kFade_s = 0.3;

// The body of one character. The pose is a function of the input alone, whatever was asked before. The model must
// outlive it. Owned by one thread; allocates only in the constructor and for the first use of `out`.
class Body {
public:
    explicit Body(const model::Model& model);
    ~Body();
    Body(Body&&) noexcept;
    Body& operator=(Body&&) noexcept;

    // Fills out.node_world (one per node) and out.morph_weights (defaults, then the motions').
    void pose(const BodyInput& input, signal::Pose& out);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace compere::anim
