#include "live/artwork_thread.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>

namespace compere::live {
namespace {

using namespace std::chrono_literals;

composite::Artwork one_pixel(int x) {
    return {x, 0, 1, 1, {1, 2, 3, 4}};
}

// What comes back within ten seconds, at most `count`.
std::vector<room::DrawnArtwork> wait_for(ArtworkThread& artwork, std::size_t count) {
    std::vector<room::DrawnArtwork> all, some;
    for (const auto end = std::chrono::steady_clock::now() + 10s; all.size() < count && std::chrono::steady_clock::now() < end; std::this_thread::sleep_for(1ms)) {
        artwork.take(some);
        std::move(some.begin(), some.end(), std::back_inserter(all));
    }
    return all;
}

TEST(ArtworkThread, DrawsInOrderForWhoeverAsked) {
    ArtworkThread artwork;
    std::vector<room::ArtworkJob> jobs;
    for (std::size_t i = 0; i < 5; ++i) {
        jobs.push_back({i % 2, "key " + std::to_string(i), [i] { return one_pixel(static_cast<int>(i)); }});
    }
    artwork.offer(jobs);
    const auto drawn = wait_for(artwork, 5);
    ASSERT_EQ(drawn.size(), 5u);
    for (std::size_t i = 0; i < 5; ++i) {
        EXPECT_EQ(drawn[i].canvas, i % 2);
        EXPECT_EQ(drawn[i].key, "key " + std::to_string(i));
        EXPECT_EQ(drawn[i].artwork.x, static_cast<int>(i));
    }
}

// What is drawn ahead of its time is not drawn instead of what is due.
TEST(ArtworkThread, StandsBackForTheTick) {
    ArtworkThread artwork;
    const int mine = getpriority(PRIO_PROCESS, static_cast<id_t>(gettid()));
    const room::ArtworkJob job{0, "nice", [] { return one_pixel(getpriority(PRIO_PROCESS, static_cast<id_t>(gettid()))); }};
    artwork.offer({&job, 1});
    const auto drawn = wait_for(artwork, 1);
    ASSERT_EQ(drawn.size(), 1u);
    EXPECT_EQ(drawn[0].artwork.x, std::min(mine + 10, 19));
}

// Whoever asks does not wait; what does not fit is left to the ticks.
TEST(ArtworkThread, AFullQueueIsLeftOut) {
    ArtworkThread artwork;
    std::atomic<bool> may_go = false;
    const room::ArtworkJob slow{0, "slow", [&] {
                                    while (!may_go) std::this_thread::sleep_for(1ms);
                                    return one_pixel(0);
                                }};
    artwork.offer({&slow, 1});
    const std::vector<room::ArtworkJob> many(100, room::ArtworkJob{0, "quick", [] { return one_pixel(1); }});
    artwork.offer(many);
    may_go = true;
    const auto drawn = wait_for(artwork, 32);
    EXPECT_GE(drawn.size(), 32u);
    std::vector<room::DrawnArtwork> rest;
    std::this_thread::sleep_for(50ms);
    artwork.take(rest);
    EXPECT_LE(drawn.size() + rest.size(), 34u);
}

TEST(ArtworkThread, EndsWithJobsWaiting) {
    for (int i = 0; i < 10; ++i) {
        ArtworkThread artwork;
        artwork.offer(std::vector<room::ArtworkJob>(20, room::ArtworkJob{0, "key", [] { return one_pixel(0); }}));
    }
}

}  // namespace
}  // namespace compere::live
