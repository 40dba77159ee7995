#include "output/recording.h"

#include <algorithm>
#include <ctime>

#include "core/log.h"
#include "media/aigc.h"

namespace compere::output {

std::filesystem::path recording_name(const std::filesystem::path& folder, const std::string& show, const std::string& canvas) {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    char stamp[32];
    std::strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", &local);
    const std::string stem = show + "-" + canvas + "-" + stamp;
    std::filesystem::path file = folder / (stem + ".mp4");
    std::error_code ignored;
    for (int n = 2; std::filesystem::exists(file, ignored); ++n) {
        file = folder / (stem + "-" + std::to_string(n) + ".mp4");
    }
    return file;
}

double seconds_left(std::uintmax_t available_bytes, std::int64_t bitrate_bps) {
    return static_cast<double>(available_bytes) * 8 / static_cast<double>(std::max<std::int64_t>(1, bitrate_bps));
}

core::Result<std::unique_ptr<Recording>> Recording::create(const std::filesystem::path& file, const media::StreamInfo& info, core::Tick split) {
    std::error_code error;
    if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), error);
    if (error) return core::fail("{}: the recording folder cannot be made: {}", file.parent_path().string(), error.message());
    auto muxer = media::Muxer::record(file, info);
    if (!muxer) return muxer.error();
    return std::unique_ptr<Recording>{new Recording{file, info, split, std::move(*muxer)}};
}

Recording::Recording(std::filesystem::path file, media::StreamInfo info, core::Tick split, media::Muxer muxer)
    : file_{std::move(file)}, name_{file_.filename().string()}, info_{std::move(info)}, split_{split}, part_{file_, std::move(muxer)} {}

void Recording::cut(core::Tick tick) {
    std::filesystem::path next = file_;
    next.replace_filename(fmt::format("{}-part{}.mp4", file_.stem().string(), parts_ + 1));
    auto muxer = media::Muxer::record(next, info_, tick);
    if (!muxer) {
        core::warn("the recording goes on in {}: {}", part_.file.filename().string(), muxer.error().message);
        part_.first = tick;  // the next try is a part later
        return;
    }
    ++parts_;
    before_.emplace(std::move(part_));
    part_ = Part{std::move(next), std::move(*muxer), tick};
}

core::Status Recording::write_sound(const media::PacketPtr& packet) {
    constexpr std::size_t kNeeded = 2;  // AAC overlaps frames: a sample comes from two
    const std::int64_t cut_at = before_ ? info_.video.rate.first_sample(part_.first) : 0;
    if (before_ && packet->pts < cut_at) {
        if (core::Status written = before_->muxer.write(*packet); !written) return written;
    } else {
        if (before_) {
            for (const media::PacketPtr& earlier : recent_) {
                if (core::Status written = part_.muxer.write(*earlier); !written) return written;
            }
            core::Status ended = end(*before_);
            before_.reset();
            if (!ended) return ended;
        }
        if (core::Status written = part_.muxer.write(*packet); !written) return written;
    }
    recent_.push_back(packet);
    if (recent_.size() > kNeeded) recent_.pop_front();
    return {};
}

core::Status Recording::write(const media::PacketPtr& packet) {
    if (packet->track == media::Track::Audio) return write_sound(packet);
    if (split_ > 0 && packet->is_key && !before_ && packet->pts - part_.first >= split_) cut(packet->pts);
    return part_.muxer.write(*packet);
}

core::Status Recording::end(Part& part) const {
    if (core::Status finished = part.muxer.finish(); !finished) return finished;
    return media::verify_aigc(part.file, info_.aigc);
}

// Ten minutes before the disk is full somebody should know.
void Recording::watch_space() {
    constexpr double kAlarm_s = 600;
    std::error_code failed;
    const auto space = std::filesystem::space(part_.file.has_parent_path() ? part_.file.parent_path() : ".", failed);
    if (failed) return;
    const double left_s = seconds_left(space.available, info_.video.bitrate_bps + info_.audio.bitrate_bps);
    if (left_s < kAlarm_s && !is_space_low_) core::warn("{}: the disk takes {:.0f} more minutes", name_, left_s / 60);
    is_space_low_ = left_s < kAlarm_s;
}

void Recording::run(PacketQueue& packets) {
    constexpr std::int64_t kWatchEvery = 800;  // packets: some ten seconds
    status_.state = State::Live;
    status_.connections = 1;
    for (std::int64_t count = 0; auto packet = packets.pop(); ++count) {
        if (failure_) {
            ++status_.dropped;
            continue;  // the show goes on; the loss is counted
        }
        if (count % kWatchEvery == 0) watch_space();
        if (core::Status written = write(*packet); !written) {
            failure_ = written.error();
            status_.state = State::Failed;
            core::warn("recording stopped: {}", failure_->message);
            continue;
        }
        ++status_.packets;
        status_.bytes += static_cast<std::int64_t>((*packet)->bytes.size());
    }
    const auto finish = [&](Part& part) {
        if (core::Status ended = end(part); !ended && !failure_) failure_ = ended.error();
    };
    if (before_) finish(*before_);
    finish(part_);
    if (failure_) core::warn("recording: {}", failure_->message);
    status_.state = failure_ ? State::Failed : State::Ended;
}

}  // namespace compere::output
