#include <gtest/gtest.h>

#include "anim/body.h"
#include "face/face.h"
#include "model/load_model.h"

namespace {

// The example of the module's README, word for word.
void example() {
    const auto host = compere::model::load_model("host.vrm");
    if (!host) return;
    compere::anim::Body body{*host};
    compere::face::Face face{*host};
    compere::signal::Pose pose;
    body.pose({.time_s = 1.0, .seed = 7}, pose);
    compere::face::FaceInput input{.time_s = 1.0, .seed = 7, .speaking = 1.0f, .mood = "happy", .mood_weight = 0.5f};
    input.visemes[static_cast<std::size_t>(compere::signal::Viseme::aa)] = 0.8f;
    face.apply(input, pose);
}

TEST(Readme, ExampleEndsWithoutAFile) {
    example();
}

}  // namespace
