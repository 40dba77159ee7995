#include "live/encoder_backlog.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "core/log.h"

namespace compere::live {
namespace {

constexpr std::size_t kWithPictures = 4;
constexpr std::size_t kFew = 30;
constexpr std::chrono::milliseconds kLongestTick{200};

}  // namespace

EncoderBacklog::EncoderBacklog(std::string canvas, core::FrameRate rate, Offer offer) : canvas_{std::move(canvas)}, rate_{rate}, offer_{std::move(offer)} {}

void EncoderBacklog::offer(Clock::time_point now) {
    stuck_ += std::min<Clock::duration>(now - std::exchange(asked_at_, now), kLongestTick);
    std::size_t sent = 0;
    while (sent < held_.size() && offer_(std::move(held_[sent]))) {
        ++sent;
    }
    held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(sent));
    if (sent > 0) stuck_ = {};
}

void EncoderBacklog::add(EncodeTick&& tick, Clock::time_point now) {
    if (held_.empty()) stuck_ = {};
    held_.push_back(std::move(tick));
    offer(now);
    ++calm_;
    if (held_.size() > kWithPictures) {
        for (EncodeTick& waiting : held_) {
            if (waiting.picture == nullptr) continue;
            waiting.picture = nullptr;
            ++repeated_;
            calm_ = 0;
        }
    }
    tell();
}

void EncoderBacklog::wait_until_few() {
    while (held_.size() > kFew && stuck_ < kStuck) {
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
        offer();
    }
}

// Once when it begins, and once it has kept up for ten seconds.
void EncoderBacklog::tell() {
    if (!is_behind_ && calm_ == 0) {
        is_behind_ = true;
        core::warn({"encoder-behind"}, "{}: the encoder is behind, and pictures are repeated; sound and stamps stay as they are", canvas_);
    } else if (is_behind_ && calm_ >= rate_.tick_at(10)) {
        is_behind_ = false;
        core::info({"encoder-caught-up"}, "{}: the encoder keeps up again; {} pictures were repeated", canvas_, repeated_ - repeated_before_);
        repeated_before_ = repeated_;
    }
}

}  // namespace compere::live
