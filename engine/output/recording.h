#pragma once

#include <deque>
#include <filesystem>
#include <optional>

#include "core/error.h"
#include "media/muxer.h"
#include "output/sink.h"

namespace compere::output {

// What a recording does when it cannot be written any more: nothing, its failure() tells; or a new file, when the place is good again.
enum class AfterFailure { GiveUp, TryAgain };

// A fragmented MP4 with the AIGC tag, which is read back when the file is finished; or several, one after the other. Each begins with a
// key picture at its time 0, with the sound of just that moment; together they hold every tick and sample once.
class Recording final : public Sink {
public:
    // An unwritable place is an error before going live. `split`: ticks of a file, rounded up to the next key picture; 0: one file. Those
    // after the first are named NAME-part2.mp4 and so on, also those that begin after a failure: what was written until then plays.
    static core::Result<std::unique_ptr<Recording>> create(const std::filesystem::path& file, const media::StreamInfo& info, core::Tick split = 0, AfterFailure after = AfterFailure::GiveUp);

    void run(PacketQueue& packets) override;
    void cancel() override {}
    const std::string& name() const override { return name_; }
    const std::filesystem::path& file() const { return file_; }  // the first
    const std::optional<core::Error>& failure() const { return failure_; }  // after run(): the last one

private:
    struct Part {
        std::filesystem::path file;
        media::Muxer muxer;
        core::Tick first = 0;
    };
    Recording(std::filesystem::path file, media::StreamInfo info, core::Tick split, AfterFailure after, media::Muxer muxer);
    core::Status write(const media::PacketPtr& packet);
    core::Status write_sound(const media::PacketPtr& packet);
    std::filesystem::path next_file() const;
    void cut(core::Tick tick);
    void fail(const core::Error& why, core::Tick tick);
    core::Status begin_again(core::Tick tick);
    core::Status end(Part& part) const;
    core::Status watch_place();

    std::filesystem::path file_;
    std::string name_;
    media::StreamInfo info_;
    core::Tick split_;
    AfterFailure after_;
    std::optional<Part> part_;               // none while it fails
    std::optional<Part> before_;             // until the sound has passed the cut
    bool is_sound_due_ = false;              // a part after the first has no sound yet
    int parts_ = 1;
    std::deque<media::PacketPtr> recent_;    // sound, as much as a decoder needs before the first sample that counts
    bool is_space_low_ = false;
    int failures_ = 0;                       // in a row
    core::Tick tick_ = 0, next_try_ = 0;     // of the newest picture; of a recording that failed
    std::optional<core::Error> failure_;
};

// How long a disk with that much space takes packets at this rate.
double seconds_left(std::uintmax_t available_bytes, std::int64_t bitrate_bps);

// A name that is not taken yet: "spring-tea-portrait-20261124-201500.mp4" with -2, -3 … behind it when it is.
std::filesystem::path recording_name(const std::filesystem::path& folder, const std::string& show, const std::string& canvas);

}  // namespace compere::output
