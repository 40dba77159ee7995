#include "audio/wav.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <fstream>
#include <optional>

namespace compere::audio {
namespace {

using Bytes = std::span<const std::uint8_t>;

// A recording is read whole, and made 48 kHz: more would take over a gigabyte.
constexpr double kMostSeconds = 30.0 * 60.0;
constexpr std::size_t kMostFrames = std::size_t{64} << 20;
constexpr std::uintmax_t kMostBytes = std::uintmax_t{384} << 20;

std::uint32_t u16(Bytes bytes, std::size_t at) {
    return static_cast<std::uint32_t>(bytes[at]) | static_cast<std::uint32_t>(bytes[at + 1]) << 8;
}

std::uint32_t u32(Bytes bytes, std::size_t at) {
    return u16(bytes, at) | u16(bytes, at + 2) << 16;
}

bool is_tag(Bytes bytes, std::size_t at, std::string_view tag) {
    return at + 4 <= bytes.size() &&
           std::equal(tag.begin(), tag.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
}

struct Format {
    std::uint32_t code = 0;  // 1 PCM, 3 float
    std::uint32_t channels = 0;
    std::uint32_t rate_hz = 0;
    std::uint32_t bits = 0;
};

core::Result<Format> read_format(Bytes chunk, std::string_view name) {
    if (chunk.size() < 16)
        return core::fail("{}: the format chunk is {} bytes long, not 16 or more", name, chunk.size());
    Format format{u16(chunk, 0), u16(chunk, 2), u32(chunk, 4), u16(chunk, 14)};
    if (format.code == 0xfffe) {  // WAVE_FORMAT_EXTENSIBLE: the code opens the sub-format's GUID
        if (chunk.size() < 26) return core::fail("{}: the extensible format chunk is cut short", name);
        format.code = u16(chunk, 24);
    }
    const bool pcm =
        format.code == 1 && (format.bits == 8 || format.bits == 16 || format.bits == 24 || format.bits == 32);
    const bool floats = format.code == 3 && format.bits == 32;
    if (!pcm && !floats)
        return core::fail("{}: format {} with {} bits is neither PCM nor 32-bit float", name, format.code, format.bits);
    if (format.channels < 1 || format.channels > 32)
        return core::fail("{}: {} channels, not 1 to 32", name, format.channels);
    if (format.rate_hz < 4000 || format.rate_hz > 384000)
        return core::fail("{}: {} Hz is not between 4000 and 384000", name, format.rate_hz);
    if (const std::uint32_t block = u16(chunk, 12); block != format.channels * format.bits / 8) {
        return core::fail("{}: a frame of {} bytes does not hold {} channels of {} bits", name, block, format.channels,
                          format.bits);
    }
    return format;
}

float sample_at(Bytes data, std::size_t at, const Format& format) {
    if (format.code == 3) {
        const float value = std::bit_cast<float>(u32(data, at));
        return std::isfinite(value) ? std::clamp(value, -8.0f, 8.0f) : 0.0f;
    }
    switch (format.bits) {
        case 8:
            return (static_cast<float>(data[at]) - 128.0f) / 128.0f;
        case 16:
            return static_cast<float>(static_cast<std::int16_t>(u16(data, at))) / 32768.0f;
        case 24:
            return static_cast<float>(static_cast<std::int32_t>(
                       (u16(data, at) | static_cast<std::uint32_t>(data[at + 2]) << 16) << 8)) /
                   2147483648.0f;
        default:
            return static_cast<float>(static_cast<std::int32_t>(u32(data, at))) / 2147483648.0f;
    }
}

Sound decode(Bytes data, const Format& format) {
    const std::size_t step = format.bits / 8;
    const std::size_t frames = data.size() / (step * format.channels);
    Sound sound{static_cast<int>(format.rate_hz), std::vector<float>(frames)};
    for (std::size_t i = 0; i < frames; ++i) {
        float sum = 0.0f;
        for (std::size_t c = 0; c < format.channels; ++c)
            sum += sample_at(data, (i * format.channels + c) * step, format);
        sound.mono[i] = sum / static_cast<float>(format.channels);
    }
    return sound;
}

}  // namespace

core::Result<Sound> parse_wav(Bytes bytes, std::string_view name) {
    if (bytes.size() < 12 || !is_tag(bytes, 0, "RIFF") || !is_tag(bytes, 8, "WAVE"))
        return core::fail("{} is not a WAV file", name);
    std::optional<Format> format;
    for (std::size_t at = 12; at + 8 <= bytes.size();) {
        const std::size_t stated = u32(bytes, at + 4);
        const std::size_t held = bytes.size() - at - 8;
        if (is_tag(bytes, at, "data")) {
            if (!format) return core::fail("{}: the sound comes before its format", name);
            const bool piped = stated == 0 || stated == 0xffffffffu;  // a header that was never completed
            if (!piped && stated > held)
                return core::fail("{}: the data chunk promises {} bytes but the file holds {}", name, stated, held);
            const Bytes data = bytes.subspan(at + 8, piped ? held : stated);
            const double seconds =
                static_cast<double>(data.size()) / (format->channels * format->bits / 8.0) / format->rate_hz;
            if (seconds > kMostSeconds)
                return core::fail("{}: {:.0f} s of sound, more than half an hour", name, seconds);
            if (seconds * format->rate_hz > static_cast<double>(kMostFrames))
                return core::fail("{}: {:.0f} s at {} Hz are more than {} million samples", name, seconds,
                                  format->rate_hz, kMostFrames / 1'000'000);
            return decode(data, *format);
        }
        if (stated > held)
            return core::fail("{}: a chunk at byte {} promises {} bytes but the file holds {}", name, at, stated, held);
        if (is_tag(bytes, at, "fmt ")) {
            const core::Result<Format> read = read_format(bytes.subspan(at + 8, stated), name);
            if (!read) return read.error();
            format = *read;
        }
        at += 8 + stated + (stated & 1u);
    }
    return core::fail("{} has no data chunk", name);
}

core::Result<Sound> read_wav(const std::filesystem::path& path) {
    std::error_code failed;
    const std::uintmax_t size = std::filesystem::file_size(path, failed);
    if (failed) return core::fail("{} cannot be read: {}", path.string(), failed.message());
    if (size > kMostBytes)
        return core::fail("{} is {} MiB long, at most {} are read", path.string(), size >> 20, kMostBytes >> 20);
    std::ifstream file{path, std::ios::binary};
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size));
    // Bytes are bytes: the stream's char and our uint8_t alias.
    if (!file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()))) {
        return core::fail("{} cannot be read", path.string());
    }
    return parse_wav(bytes, path.string());
}

}  // namespace compere::audio
