#pragma once

namespace compere::media {

// FFmpeg logs URLs with keys; from now on its messages go through our log, which masks them. First thing in main.
void quiet_av_log();

}  // namespace compere::media
