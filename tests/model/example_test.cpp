#include <gtest/gtest.h>

#include "core/log.h"
#include "model/import_model.h"
#include "model/world.h"

namespace {

// The example of the module's README, word for word.
void example() {
    const auto host = compere::model::import_model("host.vrm");
    if (!host) {
        compere::core::warn({"example"}, "{}", host.error().message);
        return;
    }
    const auto world = compere::model::rest_world(*host);
    if (const int head = compere::model::bone(*host, "head"); head >= 0) {
        compere::core::info({"example"}, "the head rests at {:.2f} m", world[static_cast<std::size_t>(head)][3].y);
    }
    for (const std::string& warning : host->warnings)
        compere::core::warn({"example"}, "{}", warning);
}

TEST(Readme, ExampleEndsWithoutAFile) {
    example();
}

}  // namespace
