#include "model/cache/content_hash.h"

#include <xxhash.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <vector>

#include "model/read_file.h"

namespace compere::model {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20;

struct FreeState {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
};

ContentHash from(XXH128_hash_t hash) {
    return {hash.low64, hash.high64};
}

}  // namespace

ContentHash hash_bytes(std::span<const std::uint8_t> bytes) {
    return from(XXH3_128bits(bytes.data(), bytes.size()));
}

ContentHash hash_text(std::string_view text) {
    return from(XXH3_128bits(text.data(), text.size()));
}

core::Result<ContentHash> hash_file(const std::filesystem::path& file) {
    const core::Result<std::size_t> size = readable_size(file);
    if (!size) return size.error();
    const std::unique_ptr<XXH3_state_t, FreeState> state{XXH3_createState()};
    XXH3_128bits_reset(state.get());
    std::ifstream in{file, std::ios::binary};
    std::vector<char> block(std::min(kBlock, *size));
    for (std::size_t left = *size; left > 0;) {
        const std::size_t next = std::min(left, block.size());
        if (!in.read(block.data(), static_cast<std::streamsize>(next)))
            return core::fail("{}: cannot be read", file.string());
        XXH3_128bits_update(state.get(), block.data(), next);
        left -= next;
    }
    return from(XXH3_128bits_digest(state.get()));
}

std::string to_hex(const ContentHash& hash) {
    return fmt::format("{:016x}{:016x}", hash.high, hash.low);
}

}  // namespace compere::model
