#include "live/renditions.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "core/log.h"
#include "media/aigc.h"
#include "media/encoder_choice.h"
#include "media/push_address.h"
#include "output/push.h"
#include "output/recording.h"

namespace compere::live {
namespace {

std::string produce_id(const show::Show& show) {
    return fmt::format("{}-{}-{}", show.name, std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count(), getpid());
}

core::Status add_sinks(const show::Show& show, const show::Canvas& canvas, Rendition& rendition) {
    for (const show::Output& output : show.outputs) {
        if (output.canvas != canvas.name) continue;
        if (output.kind == show::Output::Kind::Record) {
            const bool is_file = output.folder.extension() == ".mp4";
            const std::filesystem::path file = is_file ? output.folder : output::recording_name(output.folder, show.name, canvas.name);
            auto recording = output::Recording::create(file, rendition.info(), canvas.rate.tick_at(output.split_s), output::AfterFailure::TryAgain);
            if (!recording) return recording.error();
            rendition.add_sink(std::move(*recording));
        } else {
            const auto address = media::parse_push(output.url, output.key);
            if (!address) return core::fail("{}:{}:{}: {}", show.file.string(), output.mark.line, output.mark.column, address.error().message);
            rendition.add_sink(std::make_unique<output::Push>(*address, rendition.info()));
        }
    }
    return {};
}

}  // namespace

core::Result<std::vector<std::unique_ptr<Rendition>>> make_renditions(const show::Show& show, const RunOptions& options) {
    std::vector<std::unique_ptr<Rendition>> out;
    std::vector<std::string> chosen;  // said once everything is there
    const std::string aigc = media::aigc_label(show.producer, produce_id(show));
    auto sound = SharedSound::create({});
    if (!sound) return sound.error();
    for (const show::Canvas& canvas : show.canvases) {
        media::VideoSettings settings{canvas.width_px, canvas.height_px, canvas.rate};
        const auto first = std::find_if(show.outputs.begin(), show.outputs.end(), [&](const show::Output& o) { return o.canvas == canvas.name; });
        if (!options.with_outputs || first == show.outputs.end()) {
            out.push_back(nullptr);
            continue;
        }
        settings.bitrate_bps = show.bitrate_bps(canvas.name);
        const media::EncoderChoice choice = media::choose_encoder(settings, options.encoder);
        settings.encoder = choice.kind;
        if (options.encoder != media::EncoderWish::X264) chosen.push_back(fmt::format("encoder of {}: {} ({})", canvas.name, media::name(choice.kind), choice.reason));
        auto rendition = Rendition::create(canvas.name, settings, aigc, *sound);
        if (!rendition) return rendition.error();
        if (core::Status added = add_sinks(show, canvas, **rendition); !added) return added.error();
        out.push_back(std::move(*rendition));
    }
    for (const std::string& words : chosen) {
        core::info({"encoder-chosen"}, "{}", words);
    }
    return out;
}

}  // namespace compere::live
