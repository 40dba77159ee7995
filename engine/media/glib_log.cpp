#include <glib.h>

#include <mutex>
#include <string>
#include <string_view>

#include "core/line_budget.h"
#include "core/log.h"
#include "media/av_log.h"

namespace compere::media {
namespace {

std::string_view value_of(const GLogField& field) {
    const char* const words = static_cast<const char*>(field.value);
    if (words == nullptr) return {};
    return field.length < 0 ? std::string_view{words} : std::string_view{words, static_cast<std::size_t>(field.length)};
}

// On any thread of theirs.
GLogWriterOutput say(GLogLevelFlags level, const GLogField* fields, gsize count, gpointer) {
    static std::mutex mutex;
    static core::LineBudget budget{20, std::chrono::minutes{10}};
    if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) == 0) return G_LOG_WRITER_HANDLED;
    std::string_view message, domain;
    for (gsize i = 0; i < count; ++i) {
        if (std::string_view{fields[i].key} == "MESSAGE") message = value_of(fields[i]);
        if (std::string_view{fields[i].key} == "GLIB_DOMAIN") domain = value_of(fields[i]);
    }
    const std::scoped_lock lock{mutex};
    const bool is_last = (level & (G_LOG_LEVEL_ERROR | G_LOG_FLAG_FATAL)) != 0;  // GLib ends the process after it
    const auto budgeted = budget.take();
    if (const auto unsaid = is_last ? std::optional<std::int64_t>{0} : budgeted) {
        core::warn({"codec", message}, "{}: {}{}", domain.empty() ? "glib" : domain, message, *unsaid > 0 ? fmt::format(" (and {} such lines more before this)", *unsaid) : "");
    }
    return G_LOG_WRITER_HANDLED;
}

}  // namespace

void quiet_glib_log() {
    static std::once_flag once;  // GLib takes a writer only once
    std::call_once(once, [] { g_log_set_writer_func(&say, nullptr, nullptr); });
}

}  // namespace compere::media
