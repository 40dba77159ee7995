#pragma once

#include <filesystem>
#include <optional>

#include "core/error.h"
#include "media/muxer.h"
#include "output/sink.h"

namespace compere::output {

// A fragmented MP4 with the AIGC tag, which is read back when the file is finished.
class Recording final : public Sink {
public:
    // Opens FOLDER/SHOW-CANVAS-N.mp4 (or exactly `file` when it ends in .mp4); an unwritable place is an error before going live.
    static core::Result<std::unique_ptr<Recording>> create(const std::filesystem::path& file, const media::StreamInfo& info);

    void run(PacketQueue& packets) override;
    void cancel() override {}
    const std::string& name() const override { return name_; }
    const std::filesystem::path& file() const { return file_; }
    const std::optional<core::Error>& failure() const { return failure_; }  // after run()

private:
    Recording(std::filesystem::path file, std::string aigc, media::Muxer muxer);

    std::filesystem::path file_;
    std::string name_;
    std::string aigc_;
    media::Muxer muxer_;
    std::optional<core::Error> failure_;
};

// A name that is not taken yet: "spring-tea-portrait-20261124-201500.mp4" with -2, -3 … behind it when it is.
std::filesystem::path recording_name(const std::filesystem::path& folder, const std::string& show, const std::string& canvas);

}  // namespace compere::output
