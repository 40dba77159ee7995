#include "media/av_handles.h"

#include <cstdarg>
#include <cstdio>
#include <utility>

#include "core/log.h"
#include "media/av_log.h"

namespace compere::media {
namespace {

thread_local std::string complaint;

}  // namespace

std::string av_message(int code) {
    char text[AV_ERROR_MAX_STRING_SIZE] = "";
    av_strerror(code, text, sizeof text);
    return text;
}

std::string av_reason(int code) {
    const std::string words = av_message(code), said = std::exchange(complaint, {});
    return said.empty() ? words : words + " (" + said + ")";
}

void forget_av_complaint() {
    complaint.clear();
}

void quiet_av_log() {
    av_log_set_callback([](void*, int level, const char* format, va_list arguments) {
        if (level > AV_LOG_ERROR) return;
        char line[512];
        std::vsnprintf(line, sizeof line, format, arguments);
        std::string text{line};
        while (!text.empty() && text.back() == '\n') {
            text.pop_back();
        }
        if (level > AV_LOG_FATAL) {
            // Told with the error code that comes of it, if one does. The first says why, the last what it was for.
            constexpr std::size_t kLongest = 300;
            if (complaint.empty()) {
                complaint = text;
            } else if (complaint.size() + text.size() < kLongest && complaint.find(text) == std::string::npos) {
                complaint += "; " + text;
            }
        } else {
            core::log(core::Level::Warning, {"codec"}, text);
        }
    });
}

}  // namespace compere::media
