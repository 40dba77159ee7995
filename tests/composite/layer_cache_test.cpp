#include "composite/layer_cache.h"

#include <gtest/gtest.h>

namespace compere::composite {
namespace {

TEST(LayerCache, DrawsOnce) {
    LayerCache cache{gfx::Executor::Cpu};
    int drawn = 0;
    const auto get = [&](const std::string& key) -> const Layer& {
        return cache.get(key, [&] {
            ++drawn;
            return Artwork{3, 5, 7, 11, std::vector<std::uint8_t>(7 * 11 * 4, 255)};
        });
    };
    const Layer& first = get("a");
    EXPECT_EQ(first.x, 3);
    EXPECT_EQ(first.width_px, 7);
    const std::uint8_t* const bytes = first.nv12.nv12.data();
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(get("a").nv12.nv12.data(), bytes);
    EXPECT_EQ(drawn, 1);
    for (int i = 0; i < 31; ++i)
        get("b" + std::to_string(i));
    get("a");  // still there: 32 are kept
    EXPECT_EQ(drawn, 32);
    get("all of a tick stay");
    EXPECT_EQ(get("b0").nv12.nv12.empty(), false);
    EXPECT_EQ(drawn, 33);
    cache.begin_tick();
    get("a");
    get("one more");  // pushes out b1, the longest unused
    get("a");
    EXPECT_EQ(drawn, 34);
    get("b1");
    EXPECT_EQ(drawn, 35);
    EXPECT_EQ(cache.drawn(), 35);
}

}  // namespace
}  // namespace compere::composite
