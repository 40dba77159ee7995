#include "speech/voice_protocol.h"

#include <gtest/gtest.h>

namespace compere::speech {
namespace {

std::vector<VoiceSound> some_sounds() {
    VoiceSound sound;
    sound.rate_hz = 22050;
    sound.samples = {1, -2, 32767, -32768};
    sound.phonemes = {{"tɕ", 0}, {"", 3}};
    sound.words = {{2, 1}};
    return {sound, sound};
}

TEST(VoiceProtocol, RoundTrip) {
    const std::vector<VoiceRun> runs{{"en-us", "hi", 175}, {"x", "", -1}};
    const auto asked = decode_request(encode_request(runs));
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->at(0).text, "hi");
    EXPECT_EQ(asked->at(1).words_per_minute, -1);
    const auto got = decode_reply(encode_reply(some_sounds()));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->at(1).samples, some_sounds()[1].samples);
    EXPECT_EQ(got->at(1).phonemes[0].name, "tɕ");
    EXPECT_EQ(got->at(1).words[0].character, 2);
}

TEST(VoiceProtocol, ErrorsTravel) {
    EXPECT_EQ(decode_reply(encode_reply(core::fail("no voice"))).error().message, "no voice");
}

TEST(VoiceProtocol, CutFramesFail) {
    const Frame whole = encode_reply(some_sounds());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const auto got = decode_reply(Frame(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)));
        if (size >= 8) {
            EXPECT_FALSE(got) << size;
        }
    }
    EXPECT_FALSE(decode_request({0xff, 0xff, 0xff, 0xff}));
}

}  // namespace
}  // namespace compere::speech
