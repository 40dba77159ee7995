#pragma once

#include <algorithm>
#include <atomic>
#include <memory>
#include <vector>

#include "signal/audio_block.h"

namespace compere::live {

// Copies of blocks of sound for whoever takes them later, in memory that those before gave back: none is taken in the steady state. It
// holds as many as once waited at the same time. One thread; what it gave out may be let go on any.
class AudioPool {
public:
    signal::AudioBlockPtr copy(const signal::AudioBlock& block) {
        auto free = std::find_if(blocks_.begin(), blocks_.end(), [](const auto& b) { return b.use_count() == 1; });
        if (free == blocks_.end()) free = blocks_.insert(blocks_.end(), std::make_shared<signal::AudioBlock>());
        const std::shared_ptr<signal::AudioBlock> taken = *free;  // before it is written: the sanitizer sees this count, and not the fence
        std::atomic_thread_fence(std::memory_order_acquire);      // pairs with the release of whoever held it last
        *taken = block;
        return taken;
    }

private:
    std::vector<std::shared_ptr<signal::AudioBlock>> blocks_;
};

}  // namespace compere::live
