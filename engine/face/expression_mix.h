#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "model/model.h"

namespace compere::face {

// Weights of a model's expressions on their way to its morphs, one per Model::expressions. Allocates only in the
// constructor.
class ExpressionMix {
public:
    explicit ExpressionMix(const model::Model& model);

    void clear();
    // Sets or raises a weight; unknown names are ignored.
    void set(std::string_view name, float weight);
    int index(std::string_view name) const;  // -1: the model has no such expression
    float& operator[](std::size_t i) { return weights_[i]; }
    std::span<const float> weights() const { return weights_; }

    // What is left after isBinary (over 0.5 is 1, else 0) and the overrides of blink, look-at and mouth.
    std::span<const float> effective();
    // Adds the effective weights to morph weights.
    void add_to(std::span<float> morph_weights);
    // Sets every morph that any expression moves to 0.
    void reset_bound(std::span<float> morph_weights) const;

private:
    enum class Kind { Other, Blink, Look, Mouth };
    const model::Model* model_;
    std::vector<float> weights_, effective_;
    std::vector<Kind> kinds_;
};

}  // namespace compere::face
