#include "media/av_handles.h"

#include <cstdarg>
#include <cstdio>

#include "core/log.h"
#include "media/av_log.h"

namespace compere::media {

std::string av_message(int code) {
    char text[AV_ERROR_MAX_STRING_SIZE] = "";
    av_strerror(code, text, sizeof text);
    return text;
}

void quiet_av_log() {
    av_log_set_callback([](void*, int level, const char* format, va_list arguments) {
        if (level > AV_LOG_FATAL) return;  // what matters comes back as an error code
        char line[512];
        std::vsnprintf(line, sizeof line, format, arguments);
        std::string text{line};
        while (!text.empty() && text.back() == '\n') {
            text.pop_back();
        }
        core::log(core::Level::Warning, text);
    });
}

}  // namespace compere::media
