#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "core/error.h"
#include "core/line_budget.h"
#include "media/audio_encoder.h"

namespace compere::live {

// The sound of a room, encoded once for all of its renditions. Each is a reader that asks for every block in order: the first to ask
// encodes, the others take the packets that lie ready, until all have them. Any thread, a reader on one at a time.
class SharedSound {
public:
    static core::Result<std::shared_ptr<SharedSound>> create(const media::AudioSettings& settings);

    std::size_t add_reader();  // before the first block
    // The same samples from every reader, in blocks of the same size. An error is told to each.
    core::Status encode(std::size_t reader, std::span<const float> stereo, std::vector<media::PacketPtr>& out);
    core::Status finish(std::size_t reader, std::vector<media::PacketPtr>& out);
    std::vector<std::uint8_t> extradata() const { return encoder_.extradata(); }

private:
    struct Block {
        std::vector<media::PacketPtr> packets;
        std::optional<core::Error> failure;
    };
    explicit SharedSound(media::AudioEncoder encoder) : encoder_{std::move(encoder)} {}
    template <class Encode>
    core::Status take(std::size_t reader, const Encode& encode, std::vector<media::PacketPtr>& out);

    std::mutex mutex_;  // guards all of these
    media::AudioEncoder encoder_;
    std::deque<Block> blocks_;         // that not all readers have
    std::size_t first_ = 0;            // which block of the show is blocks_.front()
    std::vector<std::size_t> next_;    // block of each reader
    core::LineBudget restart_lines_{5, std::chrono::minutes{10}};
};

}  // namespace compere::live
