#include "live/shared_sound.h"

#include <algorithm>

#include "core/check.h"
#include "core/log.h"

namespace compere::live {

core::Result<std::shared_ptr<SharedSound>> SharedSound::create(const media::AudioSettings& settings) {
    auto encoder = media::AudioEncoder::create(settings);
    if (!encoder) return encoder.error();
    return std::shared_ptr<SharedSound>{new SharedSound{std::move(*encoder)}};
}

std::size_t SharedSound::add_reader() {
    const std::lock_guard lock{mutex_};
    COMPERE_CHECK(first_ == 0 && blocks_.empty());
    next_.push_back(0);
    return next_.size() - 1;
}

template <class Encode>
core::Status SharedSound::take(std::size_t reader, const Encode& encode, std::vector<media::PacketPtr>& out) {
    const std::lock_guard lock{mutex_};
    const std::int64_t restarts = encoder_.restarts();
    if (next_[reader] == first_ + blocks_.size()) {
        Block& fresh = blocks_.emplace_back();
        if (core::Status done = encode(fresh.packets); !done) fresh.failure = done.error();
    }
    if (encoder_.restarts() > restarts) {
        if (const auto unsaid = restart_lines_.take()) {
            const std::string more = *unsaid > 0 ? fmt::format(" ({} more since the last such line)", *unsaid) : "";
            core::warn({"sound-encoder-restarted"}, "the encoder of the sound failed and is made anew; some 40 ms are silent{}", more);
        }
    }
    const Block& block = blocks_[next_[reader]++ - first_];
    out.insert(out.end(), block.packets.begin(), block.packets.end());
    core::Status status;
    if (block.failure) status = *block.failure;
    const std::size_t least = *std::min_element(next_.begin(), next_.end());
    for (; first_ < least; ++first_) {
        blocks_.pop_front();
    }
    return status;
}

core::Status SharedSound::encode(std::size_t reader, std::span<const float> stereo, std::vector<media::PacketPtr>& out) {
    return take(reader, [&](std::vector<media::PacketPtr>& packets) { return encoder_.encode(stereo, packets); }, out);
}

core::Status SharedSound::finish(std::size_t reader, std::vector<media::PacketPtr>& out) {
    return take(reader, [&](std::vector<media::PacketPtr>& packets) { return encoder_.finish(packets); }, out);
}

}  // namespace compere::live
