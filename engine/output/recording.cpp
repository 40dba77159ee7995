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

core::Result<std::unique_ptr<Recording>> Recording::create(const std::filesystem::path& file, const media::StreamInfo& info, core::Tick split, AfterFailure after) {
    std::error_code error;
    if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), error);
    if (error) return core::fail("{}: the recording folder cannot be made: {}", file.parent_path().string(), error.message());
    auto muxer = media::Muxer::record(file, info);
    if (!muxer) return muxer.error();
    return std::unique_ptr<Recording>{new Recording{file, info, split, after, std::move(*muxer)}};
}

Recording::Recording(std::filesystem::path file, media::StreamInfo info, core::Tick split, AfterFailure after, media::Muxer muxer)
    : file_{std::move(file)}, name_{file_.filename().string()}, info_{std::move(info)}, split_{split}, after_{after}, part_{Part{file_, std::move(muxer)}} {}

std::filesystem::path Recording::next_file() const {
    std::filesystem::path next = file_;
    return next.replace_filename(fmt::format("{}-part{}.mp4", file_.stem().string(), parts_ + 1));
}

void Recording::cut(core::Tick tick) {
    const std::filesystem::path next = next_file();
    auto muxer = media::Muxer::record(next, info_, tick);
    if (!muxer) {
        core::warn({"recording-not-split", muxer.error().message}, "the recording goes on in {}: {}", part_->file.filename().string(), muxer.error().message);
        part_->first = tick;  // the next try is a part later
        return;
    }
    ++parts_;
    before_ = std::move(part_);
    part_ = Part{next, std::move(*muxer), tick};
    is_sound_due_ = true;
}

core::Status Recording::write_sound(const media::PacketPtr& packet) {
    constexpr std::size_t kNeeded = 2;  // AAC overlaps frames: a sample comes from two
    core::Status done;
    if (is_sound_due_ && packet->pts < info_.video.rate.first_sample(part_->first)) {
        if (before_) done = before_->muxer.write(*packet);
    } else {
        if (is_sound_due_) {
            for (const media::PacketPtr& earlier : recent_) {
                if (done) done = part_->muxer.write(*earlier);
            }
            if (done && before_) done = end(*before_);
            before_.reset();
            is_sound_due_ = false;
        }
        if (done && part_) done = part_->muxer.write(*packet);
    }
    recent_.push_back(packet);
    if (recent_.size() > kNeeded) recent_.pop_front();
    return done;
}

core::Status Recording::write(const media::PacketPtr& packet) {
    if (packet->track == media::Track::Audio) return write_sound(packet);
    if (split_ > 0 && packet->is_key && !before_ && packet->pts - part_->first >= split_) cut(packet->pts);
    return part_->muxer.write(*packet);
}

// The files are closed as they are: every fragment that was written plays.
void Recording::fail(const core::Error& why, core::Tick tick) {
    constexpr core::Tick kFirst_s = 10, kLast_s = 60;
    const core::Tick wait_s = std::min(kLast_s, kFirst_s << std::min(failures_++, 8));
    failure_ = why;
    status_.state = State::Failed;
    if (after_ == AfterFailure::GiveUp) {
        core::warn({"recording-stopped", why.message}, "recording {} stopped: {}", name_, why.message);
    } else {
        core::warn({"recording-stopped", why.message}, "recording {} stopped: {}; next try in {} s", name_, why.message, wait_s);
    }
    next_try_ = tick + info_.video.rate.tick_at(static_cast<double>(wait_s));
    for (std::optional<Part>* part : {&before_, &part_}) {
        if (!*part) continue;
        const std::filesystem::path file = (*part)->file;
        part->reset();
        std::error_code ignored;
        if (std::filesystem::file_size(file, ignored) == 0) std::filesystem::remove(file, ignored);
    }
    is_sound_due_ = false;
}

core::Status Recording::begin_again(core::Tick tick) {
    constexpr double kWorthwhile_s = 30;
    const std::filesystem::path next = next_file();
    std::error_code failed;
    if (next.has_parent_path()) std::filesystem::create_directories(next.parent_path(), failed);
    if (failed) return core::fail("{}: the recording folder cannot be made: {}", next.parent_path().string(), failed.message());
    const auto space = std::filesystem::space(next.has_parent_path() ? next.parent_path() : ".", failed);
    if (!failed && seconds_left(space.available, info_.video.bitrate_bps + info_.audio.bitrate_bps) < kWorthwhile_s) {
        return core::fail("{}: the disk is full", next.string());
    }
    auto muxer = media::Muxer::record(next, info_, tick);
    if (!muxer) return muxer.error();
    ++parts_;
    part_ = Part{next, std::move(*muxer), tick};
    is_sound_due_ = true;
    status_.state = State::Live;
    core::info({"recording-resumed"}, "recording goes on in {}", next.string());
    return {};
}

core::Status Recording::end(Part& part) const {
    if (core::Status finished = part.muxer.finish(); !finished) return finished;
    return media::verify_aigc(part.file, info_.aigc);
}

// A file that somebody removed takes packets for ever, and nobody will find it. Ten minutes before the disk is full somebody should know.
core::Status Recording::watch_place() {
    constexpr double kAlarm_s = 600;
    std::error_code failed;
    if (!std::filesystem::exists(part_->file, failed) && !failed) return core::fail("{}: the file is gone", part_->file.string());
    const auto space = std::filesystem::space(part_->file.has_parent_path() ? part_->file.parent_path() : ".", failed);
    if (failed) return {};
    const double left_s = seconds_left(space.available, info_.video.bitrate_bps + info_.audio.bitrate_bps);
    if (left_s < kAlarm_s && !is_space_low_) core::warn({"disk-low"}, "{}: the disk takes {:.0f} more minutes", name_, left_s / 60);
    is_space_low_ = left_s < kAlarm_s;
    return {};
}

void Recording::run(PacketQueue& packets) {
    constexpr std::int64_t kWatchEvery = 80;  // packets: some second
    status_.state = State::Live;
    status_.connections = 1;
    for (std::int64_t count = 0; auto next = packets.pop(); ++count) {
        const media::PacketPtr& packet = *next;
        const bool video = packet->track == media::Track::Video;
        if (video) tick_ = packet->pts;
        core::Status done;
        if (!part_ && video && packet->is_key && after_ == AfterFailure::TryAgain && tick_ >= next_try_) {
            done = begin_again(tick_);
            if (done) ++status_.connections;
        }
        if (!part_ && done) {
            if (!video) (void)write_sound(packet);
            ++status_.dropped;  // the show goes on; the loss is counted
            continue;
        }
        if (done && count % kWatchEvery == 0) done = watch_place();
        if (done) done = write(packet);
        if (!done) {
            ++status_.dropped;
            fail(done.error(), tick_);
            continue;
        }
        if (failures_ > 0 && tick_ > next_try_ + info_.video.rate.tick_at(60)) failures_ = 0;
        ++status_.packets;
        status_.bytes += static_cast<std::int64_t>(packet->bytes.size());
    }
    for (std::optional<Part>* part : {&before_, &part_}) {
        if (!*part) continue;
        if (core::Status ended = end(**part); !ended) {
            failure_ = ended.error();
            core::warn({"recording-unfinished", ended.error().message}, "recording {}: {}", name_, ended.error().message);
        }
    }
    status_.state = failure_ ? State::Failed : State::Ended;
}

}  // namespace compere::output
