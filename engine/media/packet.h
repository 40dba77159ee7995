#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace compere::media {

enum class Track { Video, Audio };

// One encoded unit. Video stamps count ticks, audio stamps count samples at 48 kHz; neither is ever derived from the other.
struct Packet {
    Track track = Track::Video;
    bool is_key = false;
    std::int64_t pts = 0;
    std::int64_t dts = 0;
    std::int64_t duration = 0;
    std::vector<std::uint8_t> bytes;  // H.264 Annex B, or one raw AAC frame
    // On the key picture from which on another encoder's parameter sets hold: what takes packets begins anew with them.
    std::shared_ptr<const std::vector<std::uint8_t>> new_extradata;
};

// Shared by every output of a rendition.
using PacketPtr = std::shared_ptr<const Packet>;

}  // namespace compere::media
