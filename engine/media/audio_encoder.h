#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/error.h"
#include "media/packet.h"
#include "media/stream_info.h"

namespace compere::media {

// AAC-LC, 48 kHz, stereo. Takes any number of samples at a time; stamps count samples and start at -1024 (the encoder's
// priming), so that the first sample given is presented at 0. One thread at a time.
// Where the codec fails it is made anew: what it had not given out is silence, all stamps stay as they are.
class AudioEncoder {
public:
    static core::Result<AudioEncoder> create(const AudioSettings& settings);
    AudioEncoder(AudioEncoder&&) noexcept;
    AudioEncoder& operator=(AudioEncoder&&) noexcept;
    ~AudioEncoder();

    // An error only where no codec could be made in place of one that failed.
    core::Status encode(std::span<const float> stereo, std::vector<PacketPtr>& out);
    core::Status finish(std::vector<PacketPtr>& out);
    std::vector<std::uint8_t> extradata() const;
    std::int64_t restarts() const;  // codecs that failed

private:
    struct State;
    explicit AudioEncoder(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace compere::media
