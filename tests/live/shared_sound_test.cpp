#include "live/shared_sound.h"

#include <gtest/gtest.h>

#include <cmath>
#include <thread>

namespace compere::live {
namespace {

constexpr int kBlocks = 90;

std::vector<float> block(int index) {
    std::vector<float> stereo(2 * 1600);
    for (std::size_t i = 0; i < stereo.size(); ++i) {
        stereo[i] = 0.3f * std::sin(0.01f * static_cast<float>(i) + static_cast<float>(index));
    }
    return stereo;
}

std::vector<media::PacketPtr> read(SharedSound& sound, std::size_t reader) {
    std::vector<media::PacketPtr> out;
    for (int i = 0; i < kBlocks; ++i) {
        EXPECT_TRUE(sound.encode(reader, block(i), out));
    }
    EXPECT_TRUE(sound.finish(reader, out));
    return out;
}

TEST(SharedSound, GivesEveryReaderTheVeryPacketsThatOneEncoderMakes) {
    auto shared = SharedSound::create({});
    ASSERT_TRUE(shared);
    const std::size_t a = (*shared)->add_reader(), b = (*shared)->add_reader();
    std::vector<media::PacketPtr> first, second;
    std::jthread one{[&] { first = read(**shared, a); }}, other{[&] { second = read(**shared, b); }};
    one.join();
    other.join();
    EXPECT_EQ(first, second);  // the same packets, not merely equal ones

    auto alone = media::AudioEncoder::create({});
    ASSERT_TRUE(alone);
    std::vector<media::PacketPtr> expected;
    for (int i = 0; i < kBlocks; ++i) {
        ASSERT_TRUE(alone->encode(block(i), expected));
    }
    ASSERT_TRUE(alone->finish(expected));
    ASSERT_EQ(first.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(first[i]->pts, expected[i]->pts);
        EXPECT_EQ(first[i]->bytes, expected[i]->bytes);
    }
}

TEST(SharedSound, KeepsNothingThatAllHaveAndEverythingThatOneStillNeeds) {
    auto shared = SharedSound::create({});
    ASSERT_TRUE(shared);
    const std::size_t fast = (*shared)->add_reader(), slow = (*shared)->add_reader();
    std::vector<media::PacketPtr> early = read(**shared, fast);
    EXPECT_EQ(early.back().use_count(), 2);  // ours and the one that waits
    const std::vector<media::PacketPtr> late = read(**shared, slow);
    EXPECT_EQ(late, early);
    EXPECT_EQ(early.back().use_count(), 2);  // `early` and `late`
}

}  // namespace
}  // namespace compere::live
