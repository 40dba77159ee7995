#pragma once

#include <deque>
#include <filesystem>
#include <optional>

#include "core/error.h"
#include "media/muxer.h"
#include "output/disk_watch.h"
#include "output/sink.h"

namespace compere::output {

// GiveUp: for a file that was asked for by name and is made once; it is overwritten, and where it cannot be written any more failure() tells.
// TryAgain: on air; no file that is there is touched, and after a failure a new one begins when the place is good again.
enum class AfterFailure { GiveUp, TryAgain };

// A fragmented MP4 with the AIGC tag, which is read back when the file is finished; or several, one after the other. Each begins with a
// key picture at its time 0, with the sound of just that moment; together they hold every tick and sample once.
class Recording final : public Sink {
public:
    // An unwritable place is an error before going live. `split`: ticks of a file, rounded up to the next key picture; 0: one file. Parts are
    // named NAME-part001.mp4 and so on, which sorts as they were; a file that begins after a failure is another part, and what was written
    // until then plays. Where a name is taken, -2, -3 … stands behind it.
    static core::Result<std::unique_ptr<Recording>> create(const std::filesystem::path& file, const media::StreamInfo& info, core::Tick split = 0, AfterFailure after = AfterFailure::GiveUp);

    ~Recording() override;  // without run() nothing is left

    void run(PacketQueue& packets) override;
    void cancel() override {}
    const std::string& name() const override { return name_; }
    const std::filesystem::path& file() const { return first_; }
    const std::optional<core::Error>& failure() const { return failure_; }  // after run(): the last one

private:
    struct Part {
        std::filesystem::path file;
        media::Muxer muxer;
        core::Tick first = 0;
    };
    Recording(std::filesystem::path file, std::filesystem::path first, media::StreamInfo info, core::Tick split, AfterFailure after, media::Muxer muxer);
    core::Status write(const media::PacketPtr& packet);
    core::Status write_sound(const media::PacketPtr& packet);
    core::Status begin_part(core::Tick tick);
    void cut(core::Tick tick);
    void fail(const core::Error& why, core::Tick tick);
    core::Status begin_again(core::Tick tick);
    core::Status end(Part& part) const;
    core::Status watch_place();

    std::filesystem::path file_, first_;     // as it was asked for, which names the parts; the first one
    std::string name_;
    media::StreamInfo info_;
    core::Tick split_;
    AfterFailure after_;
    std::optional<Part> part_;               // none while it fails
    std::optional<Part> before_;             // until the sound has passed the cut
    bool is_sound_due_ = false;              // a part after the first has no sound yet
    int parts_ = 1;
    std::deque<media::PacketPtr> recent_;    // sound, as much as a decoder needs before the first sample that counts
    DiskWatch disk_;
    int failures_ = 0;                       // in a row
    core::Tick tick_ = 0, next_try_ = 0;     // of the newest picture; of a recording that failed
    std::optional<core::Error> failure_;
};

// "spring-tea-portrait-20261124-201500.mp4" in that folder, whatever letters the names hold: those that no file name may have are left out.
std::filesystem::path recording_name(const std::filesystem::path& folder, const std::string& show, const std::string& canvas);

// This name, or the same with -2, -3 … behind it: one that was free, and is taken by an empty file now, so that nobody else takes it. A
// recording of before stays what it is. Where none can be made it is returned unchanged; who writes to it will be told why.
std::filesystem::path claim_name(const std::filesystem::path& file);

}  // namespace compere::output
