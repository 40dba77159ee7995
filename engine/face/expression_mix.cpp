#include "face/expression_mix.h"

#include <algorithm>

namespace compere::face {
namespace {

float output(const model::Expression& expression, float weight) {
    if (expression.is_binary) return weight > 0.5f ? 1.0f : 0.0f;
    return std::clamp(weight, 0.0f, 1.0f);
}

float override_amount(model::Override how, float weight) {
    if (how == model::Override::Block) return weight > 0.0f ? 1.0f : 0.0f;
    return how == model::Override::Blend ? weight : 0.0f;
}

}  // namespace

ExpressionMix::ExpressionMix(const model::Model& model)
    : model_{&model}, weights_(model.expressions.size()), effective_(model.expressions.size()) {
    for (const model::Expression& expression : model.expressions) {
        const std::string& name = expression.name;
        const bool is_vowel = name == "aa" || name == "ih" || name == "ou" || name == "ee" || name == "oh";
        Kind kind = Kind::Other;
        if (expression.is_preset && is_vowel) kind = Kind::Mouth;
        if (expression.is_preset && name.starts_with("blink")) kind = Kind::Blink;
        if (expression.is_preset && name.starts_with("look")) kind = Kind::Look;
        kinds_.push_back(kind);
    }
}

void ExpressionMix::clear() {
    std::fill(weights_.begin(), weights_.end(), 0.0f);
}

int ExpressionMix::index(std::string_view name) const {
    for (std::size_t i = 0; i < weights_.size(); ++i) {
        if (model_->expressions[i].name == name) return static_cast<int>(i);
    }
    return -1;
}

void ExpressionMix::set(std::string_view name, float weight) {
    if (const int i = index(name); i >= 0) weights_[static_cast<std::size_t>(i)] = weight;
}

std::span<const float> ExpressionMix::effective() {
    float blink = 1.0f, look = 1.0f, mouth = 1.0f;
    for (std::size_t i = 0; i < weights_.size(); ++i) {
        const model::Expression& expression = model_->expressions[i];
        effective_[i] = output(expression, weights_[i]);
        blink -= override_amount(expression.override_blink, effective_[i]);
        look -= override_amount(expression.override_look_at, effective_[i]);
        mouth -= override_amount(expression.override_mouth, effective_[i]);
    }
    for (std::size_t i = 0; i < weights_.size(); ++i) {
        float share = 1.0f;
        if (kinds_[i] == Kind::Blink) share = std::max(0.0f, blink);
        if (kinds_[i] == Kind::Look) share = std::max(0.0f, look);
        if (kinds_[i] == Kind::Mouth) share = std::max(0.0f, mouth);
        effective_[i] *= share;
        if (model_->expressions[i].is_binary && effective_[i] < 1.0f) effective_[i] = 0.0f;
    }
    return effective_;
}

void ExpressionMix::add_to(std::span<float> morph_weights) {
    effective();
    for (std::size_t i = 0; i < effective_.size(); ++i) {
        if (effective_[i] == 0.0f) continue;
        for (const model::MorphBind& bind : model_->expressions[i].binds)
            morph_weights[static_cast<std::size_t>(bind.channel)] += effective_[i] * bind.weight;
    }
}

void ExpressionMix::reset_bound(std::span<float> morph_weights) const {
    for (const model::Expression& expression : model_->expressions) {
        for (const model::MorphBind& bind : expression.binds)
            morph_weights[static_cast<std::size_t>(bind.channel)] = 0.0f;
    }
}

}  // namespace compere::face
