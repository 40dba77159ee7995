#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "core/error.h"
#include "media/packet.h"
#include "media/push_address.h"
#include "media/stream_info.h"

namespace compere::media {

// Packets into a file or over a network. Every blocking call ends by its own deadline or when `cancelled` is set.
// One thread at a time.
class Muxer {
public:
    // Fragmented MP4: fragments of half a second, flushed, so that a killed process leaves a playable file.
    // Its time begins with `first`; what sounds before is trimmed by its edit list.
    static core::Result<Muxer> record(const std::filesystem::path& file, const StreamInfo& info, core::Tick first = 0);
    // RTMP and RTMPS carry FLV, SRT carries MPEG-TS. Stamps are the show's, so they go on rising over connections; one that begins after the
    // show's twelfth day counts from its own first picture, since FLV's stamps end after 24.8 days (2³¹ ms). RTMPS checks certificate and host name against the system's authorities, or those
    // of the file COMPERE_CA_FILE.
    static core::Result<Muxer> push(const PushAddress& address, const StreamInfo& info, const std::atomic<bool>& cancelled);
    Muxer(Muxer&&) noexcept;
    Muxer& operator=(Muxer&&) noexcept;
    ~Muxer();  // closes without a trailer if finish() was not called

    core::Status write(const Packet& packet);
    core::Status finish();

private:
    struct State;
    explicit Muxer(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace compere::media
