#pragma once

#include <glm/glm.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "model/model.h"
#include "signal/transform.h"

namespace compere::anim {

// A motion bound to one model: ready to sample, immutable. Any thread.
class Motion {
public:
    struct ExpressionTrack {
        std::string name;  // VRM 1 spelling
        model::Track track;
    };

    // One of the model's own clips.
    static core::Result<Motion> from_clip(const model::Model& model, const model::Clip& clip);
    // A clip (the first, by name, or "#i") of another file: a .vrma by humanoid bones; others by node names, or by
    // humanoid bones where the names do not fit.
    static core::Result<Motion> from_file(const model::Model& model, const model::Model& motion_file,
                                          std::string_view clip = {});
    // Tracks that already name the model's nodes.
    static Motion from_tracks(std::string name, float duration_s, std::vector<model::Track> tracks);

    const std::string& name() const { return name_; }
    float duration_s() const { return duration_s_; }
    std::span<const model::Track> tracks() const { return tracks_; }
    std::span<const ExpressionTrack> expressions() const { return expressions_; }

    // Writes the properties that the motion moves; the rest of `local` and `morph_weights` stays. The time is held at
    // both ends.
    void sample(double time_s, std::span<signal::Transform> local, std::span<float> morph_weights) const;
    // Weight of one expression at a time; for `i` into expressions().
    float expression_weight(std::size_t i, double time_s) const;
    bool has_gaze() const { return look_at_.node >= 0; }
    // Yaw (left positive) and pitch (down positive) in degrees; zero without a gaze track.
    glm::vec2 gaze_deg(double time_s) const;

private:
    std::string name_;
    float duration_s_ = 0.0f;
    std::vector<model::Track> tracks_;
    std::vector<ExpressionTrack> expressions_;
    model::Track look_at_;
};

// Seconds into a motion for a time since its start: held at the ends, or wrapped.
double motion_time(double since_start_s, float duration_s, bool loop);

}  // namespace compere::anim
