#pragma once

namespace compere::media {

// Foreign libraries write URLs with keys to standard error, in the middle of lines of JSON; from now on their messages go through our log,
// which masks them. First thing in the studio (apps/compere).
void quiet_av_log();
void quiet_srt_log();
void quiet_glib_log();  // GStreamer's, Pango's and their kin's warnings

}  // namespace compere::media
