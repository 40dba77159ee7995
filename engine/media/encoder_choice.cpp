#include "media/encoder_choice.h"

#include <vector>

#include "media/video_encoder.h"

namespace compere::media {
namespace {

// Opening says little: drivers refuse at the first picture.
core::Status try_out(const VideoSettings& settings) {
    auto encoder = VideoEncoder::create(settings);
    if (!encoder) return encoder.error();
    signal::VideoFrame black;
    black.resize(settings.width_px, settings.height_px);
    std::fill(black.nv12.begin(), black.nv12.end(), std::uint8_t{128});
    std::vector<PacketPtr> packets;
    for (core::Tick tick = 0; tick < 3; ++tick) {
        if (core::Status done = encoder->encode(black, tick, packets); !done) return done;
    }
    if (core::Status done = encoder->finish(packets); !done) return done;
    if (packets.size() != 3 || !packets.front()->is_key || encoder->extradata().empty()) return core::fail("it gave {} packets for 3 pictures", packets.size());
    return {};
}

}  // namespace

EncoderChoice choose_encoder(const VideoSettings& settings, EncoderWish wanted, const EncoderDevices& devices) {
    struct Candidate {
        EncoderKind kind;
        EncoderWish wish;
        const char* name;
    };
    EncoderChoice out;
    for (const Candidate& candidate : {Candidate{EncoderKind::Nvenc, EncoderWish::Nvenc, "NVENC"}, Candidate{EncoderKind::Vaapi, EncoderWish::Vaapi, "VA-API"}}) {
        if (wanted != EncoderWish::Best && wanted != candidate.wish) continue;
        VideoSettings tried = settings;
        tried.encoder = candidate.kind;
        tried.device = candidate.kind == EncoderKind::Vaapi ? devices.vaapi : "";
        const core::Status works = try_out(tried);
        if (works) return {candidate.kind, fmt::format("{} works", candidate.name)};
        out.reason += fmt::format("{}no {}: {}", out.reason.empty() ? "" : "; ", candidate.name, works.error().message);
    }
    if (out.reason.empty()) out.reason = "as asked";
    return out;
}

}  // namespace compere::media
