#include "output/push.h"

#include <algorithm>
#include <utility>

#include "core/log.h"

namespace compere::output {

using Clock = std::chrono::steady_clock;

std::chrono::seconds back_off(int failures) {
    return std::chrono::seconds{failures >= 5 ? 30 : 1 << std::max(0, failures)};
}

Push::Push(media::PushAddress address, media::StreamInfo info, std::chrono::seconds renew_after)
    : address_{std::move(address)}, name_{address_.name()}, info_{std::move(info)}, renew_after_{info_.video.rate.tick_at(static_cast<double>(renew_after.count()))} {
    for (const std::string& secret : address_.secrets()) {
        core::register_secret(secret);
    }
}

void Push::drop(const media::Packet& packet) {
    ++status_.dropped;
    if (packet.new_extradata) info_.video_extradata = *packet.new_extradata;
}

void Push::drop_for(PacketQueue& packets, std::chrono::milliseconds time) {
    const auto until = Clock::now() + time;
    while (Clock::now() < until && !cancelled_ && !packets.is_drained()) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
        if (const auto packet = packets.pop_for(std::min(left, std::chrono::milliseconds{100}))) drop(**packet);
    }
}

Push::End Push::stream(PacketQueue& packets, media::Muxer& muxer) {
    std::optional<core::Tick> first;
    for (;;) {
        media::PacketPtr next = std::exchange(pending_, nullptr);
        if (!next) next = packets.pop().value_or(nullptr);
        if (!next) return {};
        const media::Packet& packet = *next;
        const bool video = packet.track == media::Track::Video, key = video && packet.is_key;
        if (!first && !key) {
            ++status_.dropped;
            continue;
        }
        const bool is_old = first && packet.pts - *first >= renew_after_ && address_.scheme != media::PushAddress::Scheme::Srt;
        const bool is_other = packet.new_extradata && *packet.new_extradata != info_.video_extradata;
        if (!first) first = packet.pts;
        if (key && (is_old || is_other)) {
            if (is_other) info_.video_extradata = *packet.new_extradata;
            pending_ = std::move(next);
            return {End::Why::Worn, {}};
        }
        std::int64_t& last = video ? last_video_dts_ : last_audio_dts_;
        if (packet.dts <= last && last >= 0) continue;
        if (core::Status written = muxer.write(packet); !written) {
            ++status_.dropped;
            return {End::Why::Lost, written.error()};
        }
        last = packet.dts;
        ++status_.packets;
        status_.bytes += static_cast<std::int64_t>(packet.bytes.size());
    }
}

void Push::run(PacketQueue& packets) {
    for (int failures = 0; !cancelled_ && !packets.is_drained();) {
        status_.state = State::Connecting;
        auto muxer = media::Muxer::push(address_, info_, cancelled_);
        if (!muxer) {
            const auto wait = back_off(failures++);
            if (!cancelled_) last_error_ = muxer.error().message;
            core::warn({"push-refused", muxer.error().message}, "push does not connect: {}; next try in {} s", muxer.error().message, wait.count());
            status_.state = State::Waiting;
            if (const auto stale = std::exchange(pending_, nullptr)) drop(*stale);  // what would follow it is dropped too
            drop_for(packets, wait);
            continue;
        }
        core::info({"push-live"}, "push is live: {}", name_);
        status_.state = State::Live;
        ++status_.connections;
        const auto since = Clock::now();
        const End end = stream(packets, *muxer);
        if (end.why != End::Why::Lost) {
            if (core::Status done = muxer->finish(); !done) {
                last_error_ = done.error().message;
                core::warn({"push-unfinished", last_error_}, "push: {}", last_error_);
            }
            if (end.why == End::Why::Drained) break;
            failures = 0;
            continue;
        }
        // A connection that lasted was good; one that fell at once counts as another failure.
        failures = Clock::now() - since > std::chrono::seconds{5} ? 0 : failures;
        const auto wait = back_off(failures++);
        if (!cancelled_) last_error_ = end.error.message;
        core::warn({"push-lost", end.error.message}, "push lost: {}; next try in {} s", end.error.message, wait.count());
        status_.state = State::Waiting;
        drop_for(packets, wait);
    }
    while (const auto packet = packets.pop()) {
        drop(**packet);
    }
    status_.state = State::Ended;
}

}  // namespace compere::output
