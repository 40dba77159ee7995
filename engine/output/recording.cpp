#include "output/recording.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>

#include "core/log.h"
#include "media/aigc.h"

namespace compere::output {

namespace {

// A show may be called anything; a folder is left by no name.
std::string file_words(std::string_view name) {
    constexpr std::size_t kLongest = 60;  // bytes; a file's name has 255
    std::string out;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        const bool begins_letter = (byte & 0xC0) != 0x80;
        if (begins_letter && out.size() >= kLongest) break;
        out += byte < 0x20 || byte == 0x7F || std::string_view{"/\\:*?\"<>|"}.find(c) != std::string_view::npos ? '-' : c;
    }
    if (out.substr(0, 1) == ".") out.front() = '-';
    return out;
}

}  // namespace

std::filesystem::path recording_name(const std::filesystem::path& folder, const std::string& show, const std::string& canvas) {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    char stamp[32];
    std::strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", &local);
    return folder / fmt::format("{}-{}-{}.mp4", file_words(show), file_words(canvas), stamp);
}

std::filesystem::path claim_name(const std::filesystem::path& file) {
    constexpr int kMost = 10000;
    for (int n = 1; n < kMost; ++n) {
        std::filesystem::path name = file;
        if (n > 1) name.replace_filename(fmt::format("{}-{}{}", file.stem().string(), n, file.extension().string()));
        const int taken = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (taken < 0 && errno == EEXIST) continue;
        if (taken < 0) break;
        ::close(taken);
        return name;
    }
    return file;
}

namespace {

std::filesystem::path part_name(std::filesystem::path file, int number) {
    return file.replace_filename(fmt::format("{}-part{:03}.mp4", file.stem().string(), number));
}

void remove_if_empty(const std::filesystem::path& file) {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(file, ignored) && std::filesystem::file_size(file, ignored) == 0) std::filesystem::remove(file, ignored);
}

}  // namespace

core::Result<std::unique_ptr<Recording>> Recording::create(const std::filesystem::path& file, const media::StreamInfo& info, core::Tick split, AfterFailure after) {
    std::error_code error;
    if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), error);
    if (error) return core::fail("{}: the recording folder cannot be made: {}", file.parent_path().string(), error.message());
    std::filesystem::path first = split > 0 ? part_name(file, 1) : file;
    if (after == AfterFailure::TryAgain) first = claim_name(first);
    auto muxer = media::Muxer::record(first, info);
    if (!muxer) {
        remove_if_empty(first);
        return muxer.error();
    }
    return std::unique_ptr<Recording>{new Recording{file, first, info, split, after, std::move(*muxer)}};
}

Recording::Recording(std::filesystem::path file, std::filesystem::path first, media::StreamInfo info, core::Tick split, AfterFailure after, media::Muxer muxer)
    : file_{std::move(file)}, first_{std::move(first)}, name_{file_.filename().string()}, info_{std::move(info)}, split_{split}, after_{after}, part_{Part{first_, std::move(muxer)}}, disk_{info_.video.bitrate_bps + info_.audio.bitrate_bps} {}

Recording::~Recording() {
    if (!part_) return;
    const std::filesystem::path file = part_->file;
    part_.reset();
    remove_if_empty(file);
}

// Where it fails nothing has changed, and no empty file is left.
core::Status Recording::begin_part(core::Tick tick) {
    const std::filesystem::path next = claim_name(part_name(file_, parts_ + 1));
    auto muxer = media::Muxer::record(next, info_, tick);
    if (!muxer) {
        remove_if_empty(next);
        return muxer.error();
    }
    ++parts_;
    before_ = std::move(part_);
    part_ = Part{next, std::move(*muxer), tick};
    is_sound_due_ = true;
    return {};
}

void Recording::cut(core::Tick tick) {
    if (const core::Status begun = begin_part(tick); !begun) {
        core::warn({"recording-not-split", begun.error().message}, "the recording goes on in {}: {}", part_->file.filename().string(), begun.error().message);
        part_->first = tick;  // the next try is a part later
    }
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
    if (packet->new_extradata && *packet->new_extradata != info_.video_extradata) {
        if (before_) {  // a cut of a moment ago, whose sound is still to come: it ends here
            if (core::Status ended = end(*before_); !ended) return ended;
        }
        info_.video_extradata = *packet->new_extradata;
        if (core::Status begun = begin_part(packet->pts); !begun) return begun;
    }
    if (split_ > 0 && packet->is_key && !before_ && packet->pts - part_->first >= split_) cut(packet->pts);
    return part_->muxer.write(*packet);
}

// The files are closed as they are: every fragment that was written plays.
void Recording::fail(const core::Error& why, core::Tick tick) {
    constexpr core::Tick kFirst_s = 10, kLast_s = 60;
    const core::Tick wait_s = std::min(kLast_s, kFirst_s << std::min(failures_++, 8));
    failure_ = why;
    last_error_ = why.message;
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
        remove_if_empty(file);
    }
    is_sound_due_ = false;
}

core::Status Recording::begin_again(core::Tick tick) {
    constexpr double kWorthwhile_s = 30;
    const std::filesystem::path folder = file_.has_parent_path() ? file_.parent_path() : ".";
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (failed) return core::fail("{}: the recording folder cannot be made: {}", folder.string(), failed.message());
    const auto space = std::filesystem::space(folder, failed);
    if (!failed && seconds_left(space.available, info_.video.bitrate_bps + info_.audio.bitrate_bps) < kWorthwhile_s) {
        return core::fail("{}: the disk is full", folder.string());
    }
    if (core::Status begun = begin_part(tick); !begun) return begun;
    status_.state = State::Live;
    core::info({"recording-resumed"}, "recording goes on in {}", part_->file.string());
    return {};
}

core::Status Recording::end(Part& part) const {
    if (core::Status finished = part.muxer.finish(); !finished) return finished;
    return media::verify_aigc(part.file, info_.aigc);
}

// A file that somebody removed takes packets for ever, and nobody will find it. Ten minutes before the disk is full somebody should know.
core::Status Recording::watch_place() {
    std::error_code failed;
    if (!std::filesystem::exists(part_->file, failed) && !failed) return core::fail("{}: the file is gone", part_->file.string());
    const auto space = std::filesystem::space(part_->file.has_parent_path() ? part_->file.parent_path() : ".", failed);
    if (failed) return {};
    const double left_s = disk_.seconds_left(space.available, info_.video.rate.seconds(tick_));
    if (disk_.is_alarm(left_s)) core::warn({"disk-low"}, "{}: the disk takes {:.0f} more minutes", name_, left_s / 60);
    return {};
}

void Recording::run(PacketQueue& packets) {
    constexpr std::int64_t kWatchEvery = 80;  // packets: some second
    status_.state = State::Live;
    status_.connections = 1;
    if (after_ == AfterFailure::TryAgain) core::info({"recording-started"}, "recording to {}", first_.string());
    for (std::int64_t count = 0; auto next = packets.pop(); ++count) {
        const media::PacketPtr& packet = *next;
        const bool video = packet->track == media::Track::Video;
        if (video) tick_ = packet->pts;
        core::Status done;
        if (!part_ && packet->new_extradata) info_.video_extradata = *packet->new_extradata;
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
            last_error_ = ended.error().message;
            core::warn({"recording-unfinished", ended.error().message}, "recording {}: {}", name_, ended.error().message);
        }
    }
    status_.state = failure_ ? State::Failed : State::Ended;
}

}  // namespace compere::output
