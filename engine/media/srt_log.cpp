#include <srt/srt.h>

#include <mutex>
#include <string>

#include "core/line_budget.h"
#include "core/log.h"
#include "media/av_log.h"

namespace compere::media {
namespace {

// On libsrt's own threads, with every datagram that is lost if a network is that bad.
void say(void*, int, const char*, int, const char*, const char* message) {
    static std::mutex mutex;
    static core::LineBudget budget{20, std::chrono::minutes{10}};
    const std::scoped_lock lock{mutex};
    if (const auto unsaid = budget.take()) {
        std::string text{message};
        text.erase(0, text.find_first_not_of(": "));
        while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) {
            text.pop_back();
        }
        core::warn({"codec", text}, "srt: {}{}", text, *unsaid > 0 ? fmt::format(" (and {} such lines more before this)", *unsaid) : "");
    }
}

}  // namespace

void quiet_srt_log() {
    srt_setlogflags(SRT_LOGF_DISABLE_TIME | SRT_LOGF_DISABLE_THREADNAME | SRT_LOGF_DISABLE_SEVERITY | SRT_LOGF_DISABLE_EOL);
    srt_setloghandler(nullptr, &say);
}

}  // namespace compere::media
