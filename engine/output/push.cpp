#include "output/push.h"

#include <algorithm>

#include "core/log.h"

namespace compere::output {

using Clock = std::chrono::steady_clock;

std::chrono::seconds back_off(int failures) {
    return std::chrono::seconds{failures >= 5 ? 30 : 1 << std::max(0, failures)};
}

Push::Push(media::PushAddress address, media::StreamInfo info) : address_{std::move(address)}, name_{address_.name()}, info_{std::move(info)} {
    for (const std::string& secret : address_.secrets()) {
        core::register_secret(secret);
    }
}

void Push::drop_for(PacketQueue& packets, std::chrono::milliseconds time) {
    const auto until = Clock::now() + time;
    while (Clock::now() < until && !cancelled_ && !packets.is_drained()) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
        if (packets.pop_for(std::min(left, std::chrono::milliseconds{100}))) ++status_.dropped;
    }
}

std::optional<core::Error> Push::stream(PacketQueue& packets, media::Muxer& muxer) {
    bool started = false;
    while (auto next = packets.pop()) {
        const media::Packet& packet = **next;
        const bool video = packet.track == media::Track::Video;
        if (!started && !(video && packet.is_key)) {
            ++status_.dropped;
            continue;
        }
        started = true;
        std::int64_t& last = video ? last_video_dts_ : last_audio_dts_;
        if (packet.dts <= last && last >= 0) continue;
        if (core::Status written = muxer.write(packet); !written) {
            ++status_.dropped;
            return written.error();
        }
        last = packet.dts;
        ++status_.packets;
        status_.bytes += static_cast<std::int64_t>(packet.bytes.size());
    }
    return std::nullopt;
}

void Push::run(PacketQueue& packets) {
    for (int failures = 0; !cancelled_ && !packets.is_drained();) {
        status_.state = State::Connecting;
        auto muxer = media::Muxer::push(address_, info_, cancelled_);
        if (!muxer) {
            const auto wait = back_off(failures++);
            core::warn({"push-refused", muxer.error().message}, "push does not connect: {}; next try in {} s", muxer.error().message, wait.count());
            status_.state = State::Waiting;
            drop_for(packets, wait);
            continue;
        }
        core::info({"push-live"}, "push is live: {}", name_);
        status_.state = State::Live;
        ++status_.connections;
        const auto since = Clock::now();
        const auto lost = stream(packets, *muxer);
        if (!lost) {
            if (core::Status done = muxer->finish(); !done) core::warn({"push-unfinished", done.error().message}, "push: {}", done.error().message);
            break;
        }
        // A connection that lasted was good; one that fell at once counts as another failure.
        failures = Clock::now() - since > std::chrono::seconds{5} ? 0 : failures;
        const auto wait = back_off(failures++);
        core::warn({"push-lost", lost->message}, "push lost: {}; next try in {} s", lost->message, wait.count());
        status_.state = State::Waiting;
        drop_for(packets, wait);
    }
    while (packets.pop()) {
        ++status_.dropped;
    }
    status_.state = State::Ended;
}

}  // namespace compere::output
