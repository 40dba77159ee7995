#include "media/aigc.h"

#include "media/av_handles.h"

namespace compere::media {
namespace {

std::string json_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) >= 0x20) out += c;
    }
    return out + "\"";
}

}  // namespace

std::string aigc_label(std::string_view producer, std::string_view produce_id) {
    return "{\"Label\":\"1\",\"ContentProducer\":" + json_text(producer) + ",\"ProduceID\":" + json_text(produce_id) +
           ",\"ReservedCode1\":\"\",\"ContentPropagator\":\"\",\"PropagateID\":\"\",\"ReservedCode2\":\"\"}";
}

core::Status verify_aigc(const std::filesystem::path& file, std::string_view expected) {
    // No release of FFmpeg may go through the heads of all fragments for this; a day has 170,000.
    AVFormatContext* format = avformat_alloc_context();
    if (format == nullptr) return core::fail("no memory for reading {} back", file.string());
    format->flags |= AVFMT_FLAG_IGNIDX;
    if (const int code = avformat_open_input(&format, file.c_str(), nullptr, nullptr); code < 0) {
        return core::fail("{}: the recording cannot be read back: {}", file.string(), av_message(code));
    }
    const AVDictionaryEntry* tag = av_dict_get(format->metadata, "AIGC", nullptr, 0);
    const bool good = tag != nullptr && expected == tag->value;
    avformat_close_input(&format);
    if (!good) return core::fail("{}: the AIGC tag is not in the recording", file.string());
    return {};
}

}  // namespace compere::media
