#pragma once

#include <cstdint>
#include <glm/glm.hpp>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "model/model.h"
#include "signal/pose.h"
#include "signal/viseme.h"

namespace compere::face {

// What a face does at one tick.
struct FaceInput {
    double time_s = 0.0;  // show time
    std::uint64_t seed = 0;
    signal::VisemeWeights visemes{};  // sil is ignored
    float speaking = 0.0f;            // 0…1
    std::string_view mood{};          // VRM 1 preset (happy, sad, …) or empty
    float mood_weight = 0.0f;
    glm::vec3 gaze_target{0.0f, 1.4f, 3.0f};  // in the character's frame, e.g. the camera
    float gaze_weight = 1.0f;                 // 0: the eyes stay as the body motion left them
};

// Gaze, blinks, mood and mouth of one character, laid over the pose of its body. A function of its input alone. The
// model must outlive it. Owned by one thread; allocates only in the constructor.
class Face {
public:
    explicit Face(const model::Model& model);
    ~Face();
    Face(Face&&) noexcept;
    Face& operator=(Face&&) noexcept;

    // `pose` must come from Body (or hold one matrix per node and one weight per morph channel).
    void apply(const FaceInput& input, signal::Pose& pose);

    bool has_mouth() const;
    std::string mouth_kind() const;  // "vrm", "oculus", "arkit", "vowels", "jaw bone" or "none"
    // The weights that the last apply() gave, by VRM 1 name; only for models with expressions.
    std::map<std::string, float> expressions() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace compere::face
