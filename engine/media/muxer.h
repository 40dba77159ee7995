#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "core/error.h"
#include "media/packet.h"
#include "media/stream_info.h"

namespace compere::media {

struct RtmpAddress {
    std::string url;  // rtmp://host[:port]/app
    std::string key;  // passed on unchanged; never logged
};

// Splits a joined URL (rtmp://host/app/key) at its last part; one with a separate key is left as it is.
core::Result<RtmpAddress> parse_rtmp(const std::string& url, const std::string& key);
// True for localhost, 127.0.0.0/8 and ::1.
bool is_loopback(const std::string& url);

// Packets into a file or an RTMP connection. Every blocking call ends by its own deadline or when `cancelled` is set.
// One thread at a time.
class Muxer {
public:
    // Fragmented MP4: fragments of half a second, flushed, so that a killed process leaves a playable file.
    static core::Result<Muxer> record(const std::filesystem::path& file, const StreamInfo& info);
    static core::Result<Muxer> push(const RtmpAddress& address, const StreamInfo& info, const std::atomic<bool>& cancelled);
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
