#include <glib.h>
#include <gtest/gtest.h>

#include "core/log.h"
#include "media/av_log.h"

namespace compere::media {
namespace {

TEST(GlibLog, WarningsOfItsLibrariesAreLinesOfOursAndMasked) {
    quiet_glib_log();
    quiet_glib_log();  // once is enough
    core::register_secret("the-cameras-key");
    testing::internal::CaptureStderr();
    g_log("GStreamer", G_LOG_LEVEL_WARNING, "cannot open %s", "rtsp://camera/the-cameras-key");
    g_log_structured("Pango", G_LOG_LEVEL_CRITICAL, "MESSAGE", "assertion '%s' failed", "font != NULL");
    g_log("GLib", G_LOG_LEVEL_DEBUG, "of no interest");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "compere: warning: GStreamer: cannot open rtsp://camera/***\ncompere: warning: Pango: assertion 'font != NULL' failed\n");
}

}  // namespace
}  // namespace compere::media
