#include <gtest/gtest.h>

#include "anim/body.h"
#include "anim/gestures.h"
#include "model/load_model.h"

namespace {

// The example of the module's README, word for word.
void example() {
    const auto host = compere::model::load_model("host.vrm");
    if (!host) return;
    const auto greet = compere::anim::built_in_motion(*host, "greet");
    if (!greet) return;
    compere::anim::Body body{*host};
    const compere::anim::Playing playing[]{{&*greet, 2.0, 2.0 + static_cast<double>(greet->duration_s()), false}};
    compere::signal::Pose pose;
    body.pose({.time_s = 2.5, .seed = 7, .playing = playing}, pose);
}

TEST(Readme, ExampleEndsWithoutAFile) {
    example();
}

}  // namespace
