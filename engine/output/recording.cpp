#include "output/recording.h"

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

core::Result<std::unique_ptr<Recording>> Recording::create(const std::filesystem::path& file, const media::StreamInfo& info) {
    std::error_code error;
    if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), error);
    if (error) return core::fail("{}: the recording folder cannot be made: {}", file.parent_path().string(), error.message());
    auto muxer = media::Muxer::record(file, info);
    if (!muxer) return muxer.error();
    return std::unique_ptr<Recording>{new Recording{file, info.aigc, std::move(*muxer)}};
}

Recording::Recording(std::filesystem::path file, std::string aigc, media::Muxer muxer)
    : file_{std::move(file)}, name_{file_.filename().string()}, aigc_{std::move(aigc)}, muxer_{std::move(muxer)} {}

void Recording::run(PacketQueue& packets) {
    status_.state = State::Live;
    status_.connections = 1;
    while (auto packet = packets.pop()) {
        if (failure_) {
            ++status_.dropped;
            continue;  // the show goes on; the loss is counted
        }
        if (core::Status written = muxer_.write(**packet); !written) {
            failure_ = written.error();
            status_.state = State::Failed;
            core::warn("recording stopped: {}", failure_->message);
            continue;
        }
        ++status_.packets;
        status_.bytes += static_cast<std::int64_t>((*packet)->bytes.size());
    }
    core::Status finished = muxer_.finish();
    if (finished && !failure_) finished = media::verify_aigc(file_, aigc_);
    if (!finished && !failure_) failure_ = finished.error();
    if (failure_) core::warn("recording: {}", failure_->message);
    status_.state = failure_ ? State::Failed : State::Ended;
}

}  // namespace compere::output
