#include "anim/body.h"

#include <algorithm>
#include <cmath>

#include "anim/breath.h"
#include "anim/clip_sampler.h"
#include "anim/constraints.h"
#include "anim/stance.h"
#include "model/world.h"

namespace compere::anim {
namespace {

float smooth(double x) {
    const auto s = static_cast<float>(std::clamp(x, 0.0, 1.0));
    return s * s * (3.0f - 2.0f * s);
}

float fade(const Playing& playing, double time_s) {
    if (time_s < playing.started_s || time_s >= playing.ends_s) return 0.0f;
    return std::min(smooth((time_s - playing.started_s) / kFade_s), smooth((playing.ends_s - time_s) / kFade_s));
}

}  // namespace

struct Body::Parts {
    const model::Model& model;
    std::vector<signal::Transform> stance;
    std::vector<float> default_weights;
    Breath breath;
    // Scratch of one call.
    std::vector<signal::Transform> local, layer;
    std::vector<float> weights, layer_weights;
    std::vector<glm::mat4> world;

    explicit Parts(const model::Model& of) : model{of}, stance{anim::stance(of)}, breath{of}, world(of.nodes.size()) {
        for (const model::MorphChannel& channel : of.morph_channels)
            default_weights.push_back(channel.default_weight);
        local = layer = stance;
        weights = layer_weights = default_weights;
    }

    void lay(const Motion& motion, double time_s, float share) {
        layer = local;
        layer_weights = weights;
        motion.sample(time_s, layer, layer_weights);
        for (std::size_t i = 0; i < local.size(); ++i) {
            local[i].translation += share * (layer[i].translation - local[i].translation);
            local[i].rotation = slerp(local[i].rotation, layer[i].rotation, share);
            local[i].scale += share * (layer[i].scale - local[i].scale);
        }
        for (std::size_t i = 0; i < weights.size(); ++i)
            weights[i] += share * (layer_weights[i] - weights[i]);
    }
};

Body::Body(const model::Model& model) : parts_{std::make_unique<Parts>(model)} {}
Body::~Body() = default;
Body::Body(Body&&) noexcept = default;
Body& Body::operator=(Body&&) noexcept = default;

void Body::pose(const BodyInput& input, signal::Pose& out) {
    Parts& p = *parts_;
    p.local = p.stance;
    p.weights = p.default_weights;
    for (const Playing& playing : input.playing) {
        const float share = playing.motion == nullptr ? 0.0f : fade(playing, input.time_s);
        if (share <= 0.0f) continue;
        p.lay(*playing.motion,
              motion_time(input.time_s - playing.started_s, playing.motion->duration_s(), playing.loop), share);
    }
    model::to_world(p.model, p.local, p.world);
    p.breath.apply(input.time_s, input.seed, input.breath, p.local, p.world);
    if (!p.model.constraints.empty()) apply_constraints(p.model, p.local, p.world);
    out.node_world = p.world;
    out.morph_weights = p.weights;
}

}  // namespace compere::anim
