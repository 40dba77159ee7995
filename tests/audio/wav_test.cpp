#include "audio/wav.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>

namespace compere::audio {
namespace {

using Bytes = std::vector<std::uint8_t>;

void put(Bytes& out, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i)
        out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}
void put(Bytes& out, const char* tag) {
    out.insert(out.end(), tag, tag + std::strlen(tag));
}

struct Header {
    unsigned code = 1, channels = 1, rate_hz = 16000, bits = 16;
    long stated_bytes = -1;  // −1: the truth
};

Bytes wav(const Header& head, const Bytes& data) {
    Bytes out;
    put(out, "RIFF");
    put(out, 36 + data.size(), 4);
    put(out, "WAVEfmt ");
    put(out, 16, 4);
    put(out, head.code, 2);
    put(out, head.channels, 2);
    put(out, head.rate_hz, 4);
    put(out, head.rate_hz * head.channels * head.bits / 8, 4);
    put(out, head.channels * head.bits / 8, 2);
    put(out, head.bits, 2);
    put(out, "data");
    put(out, head.stated_bytes < 0 ? data.size() : static_cast<std::uint64_t>(head.stated_bytes), 4);
    out.insert(out.end(), data.begin(), data.end());
    return out;
}

std::string fault(const Bytes& bytes) {
    const auto sound = parse_wav(bytes, "a.wav");
    return sound ? "" : sound.error().message;
}

TEST(ParseWav, SixteenBitStereoIsAveraged) {
    const auto sound = parse_wav(wav({1, 2, 44100, 16}, {0x00, 0x40, 0x00, 0x20, 0x00, 0x80, 0x00, 0x80}), "a.wav");
    ASSERT_TRUE(sound);
    EXPECT_EQ(sound->rate_hz, 44100);
    ASSERT_EQ(sound->mono.size(), 2u);
    EXPECT_FLOAT_EQ(sound->mono[0], 0.375f);
    EXPECT_FLOAT_EQ(sound->mono[1], -1.0f);
}

TEST(ParseWav, OtherWidths) {
    EXPECT_FLOAT_EQ(parse_wav(wav({1, 1, 8000, 8}, {192}), "a")->mono[0], 0.5f);
    EXPECT_FLOAT_EQ(parse_wav(wav({1, 1, 8000, 24}, {0, 0, 0xc0}), "a")->mono[0], -0.5f);
    EXPECT_FLOAT_EQ(parse_wav(wav({1, 1, 8000, 32}, {0, 0, 0, 0x20}), "a")->mono[0], 0.25f);
    EXPECT_FLOAT_EQ(parse_wav(wav({3, 1, 8000, 32}, {0, 0, 0x40, 0x3f}), "a")->mono[0], 0.75f);
}

TEST(ParseWav, FloatsThatAreNoNumbersAreSilent) {
    Bytes data;
    for (const float value : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
        std::uint32_t bits = 0;
        std::memcpy(&bits, &value, 4);
        put(data, bits, 4);
    }
    const auto sound = parse_wav(wav({3, 1, 8000, 32}, data), "a");
    EXPECT_EQ(sound->mono, (std::vector<float>{0.0f, 0.0f}));
}

TEST(ParseWav, Extensible) {
    Bytes bytes;
    put(bytes, "RIFF");
    put(bytes, 0, 4);
    put(bytes, "WAVEfmt ");
    put(bytes, 40, 4);
    for (const auto& [value, size] : {std::pair{0xfffeu, 2},
                                      {1u, 2},
                                      {48000u, 4},
                                      {96000u, 4},
                                      {2u, 2},
                                      {16u, 2},
                                      {22u, 2},
                                      {16u, 2},
                                      {4u, 4},
                                      {1u, 2}}) {
        put(bytes, value, size);
    }
    bytes.resize(bytes.size() + 14);
    put(bytes, "data");
    put(bytes, 2, 4);
    put(bytes, 0x4000, 2);
    EXPECT_FLOAT_EQ(parse_wav(bytes, "a")->mono.at(0), 0.5f);
}

TEST(ParseWav, UnfinishedHeaderOfAPipeEndsWithTheFile) {
    EXPECT_EQ(parse_wav(wav({1, 1, 8000, 16, 0xffffffffl}, {1, 2, 3, 4, 5}), "a")->mono.size(), 2u);
}

TEST(ParseWav, HostileFilesAreNamed) {
    EXPECT_EQ(fault({}), "a.wav is not a WAV file");
    EXPECT_EQ(fault(wav({1, 1, 8000, 16, 1000}, {1, 2})),
              "a.wav: the data chunk promises 1000 bytes but the file holds 2");
    EXPECT_EQ(fault(wav({1, 0, 8000, 16}, {1, 2})), "a.wav: 0 channels, not 1 to 32");
    EXPECT_EQ(fault(wav({1, 1, 0, 16}, {1, 2})), "a.wav: 0 Hz is not between 4000 and 384000");
    EXPECT_EQ(fault(wav({85, 1, 8000, 16}, {1, 2})), "a.wav: format 85 with 16 bits is neither PCM nor 32-bit float");
    EXPECT_EQ(fault(wav({1, 1, 8000, 12}, {1, 2})), "a.wav: format 1 with 12 bits is neither PCM nor 32-bit float");
    Bytes no_data = wav({}, {});
    no_data.resize(36);
    EXPECT_EQ(fault(no_data), "a.wav has no data chunk");
    const Bytes whole = wav({}, {1, 2, 3, 4});
    for (std::size_t size = 0; size + 4 < whole.size(); ++size) {
        EXPECT_FALSE(parse_wav(std::span{whole}.first(size), "a.wav") && size < 44) << size;
    }
}

TEST(ParseWav, MoreThanMemoryShouldHoldIsRefused) {
    EXPECT_EQ(fault(wav({1, 1, 4000, 8}, Bytes(4000 * 1801))), "a.wav: 1801 s of sound, more than half an hour");
    EXPECT_EQ(fault(wav({1, 1, 4000, 8}, Bytes(4000 * 1800))), "");
    EXPECT_EQ(fault(wav({1, 1, 384000, 8}, Bytes((std::size_t{64} << 20) + 384000))), "a.wav: 176 s at 384000 Hz are more than 67 million samples");
}

TEST(ReadWav, MoreThanMemoryShouldHoldIsNotEvenRead) {
    const auto file = std::filesystem::temp_directory_path() / ("compere-sparse-" + std::to_string(getpid()) + ".wav");
    std::ofstream{file} << "RIFF";
    std::filesystem::resize_file(file, 3'900'000'000u);  // takes no room on the disk
    const auto sound = read_wav(file);
    std::filesystem::remove(file);
    ASSERT_FALSE(sound);
    EXPECT_EQ(sound.error().message, file.string() + " is 3719 MiB long, at most 384 are read");
}

TEST(ReadWav, MissingFile) {
    EXPECT_EQ(read_wav("/nowhere/a.wav").error().message, "/nowhere/a.wav cannot be read: No such file or directory");
}

}  // namespace
}  // namespace compere::audio
