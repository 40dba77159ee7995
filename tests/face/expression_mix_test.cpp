#include "face/expression_mix.h"

#include <gtest/gtest.h>

namespace compere::face {
namespace {

model::Model model_with(std::vector<model::Expression> expressions) {
    model::Model model;
    model.morph_channels.resize(expressions.size());
    for (std::size_t i = 0; i < expressions.size(); ++i) {
        expressions[i].is_preset = true;
        expressions[i].binds = {{static_cast<int>(i), 0.5f}};
    }
    model.expressions = std::move(expressions);
    return model;
}

model::Expression named(const std::string& name) {
    model::Expression expression;
    expression.name = name;
    return expression;
}

TEST(ExpressionMix, BinaryIsStrictlyOverHalf) {
    auto happy = named("happy");
    happy.is_binary = true;
    const model::Model model = model_with({happy});
    ExpressionMix mix{model};
    for (const auto& [weight, wanted] :
         {std::pair{0.5f, 0.0f}, std::pair{0.51f, 1.0f}, std::pair{0.0f, 0.0f}, std::pair{1.0f, 1.0f}}) {
        mix.set("happy", weight);
        EXPECT_FLOAT_EQ(mix.effective()[0], wanted) << weight;
    }
}

TEST(ExpressionMix, BlockAndBlendHoldBlinksBack) {
    auto happy = named("happy");
    happy.override_blink = model::Override::Blend;
    const model::Model model = model_with({happy, named("blinkLeft")});
    ExpressionMix mix{model};
    mix.set("happy", 0.25f);
    mix.set("blinkLeft", 0.8f);
    EXPECT_FLOAT_EQ(mix.effective()[1], 0.6f);
    auto sad = named("sad");
    sad.override_blink = model::Override::Block;
    const model::Model other = model_with({sad, named("blink")});
    ExpressionMix blocked{other};
    blocked.set("blink", 1.0f);
    EXPECT_FLOAT_EQ(blocked.effective()[1], 1.0f);
    blocked.set("sad", 0.01f);
    EXPECT_FLOAT_EQ(blocked.effective()[1], 0.0f);
}

TEST(ExpressionMix, MouthIsHeldBackByItsOwnOverrideOnly) {
    auto angry = named("angry");
    angry.override_mouth = model::Override::Block;
    const model::Model model = model_with({angry, named("aa"), named("blink")});
    ExpressionMix mix{model};
    mix.set("angry", 1.0f);
    mix.set("aa", 1.0f);
    mix.set("blink", 1.0f);
    EXPECT_FLOAT_EQ(mix.effective()[1], 0.0f);
    EXPECT_FLOAT_EQ(mix.effective()[2], 1.0f);
}

TEST(ExpressionMix, AddsToWhatIsThere) {
    const model::Model model = model_with({named("aa"), named("oh")});
    ExpressionMix mix{model};
    std::vector<float> weights{0.1f, 0.2f};
    mix.set("oh", 1.0f);
    mix.set("unknown", 1.0f);
    mix.add_to(weights);
    EXPECT_FLOAT_EQ(weights[0], 0.1f);
    EXPECT_FLOAT_EQ(weights[1], 0.7f);
    mix.reset_bound(weights);
    EXPECT_FLOAT_EQ(weights[1], 0.0f);
}

}  // namespace
}  // namespace compere::face
