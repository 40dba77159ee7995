#pragma once

#include <atomic>
#include <chrono>
#include <string>

#include "core/error.h"

namespace compere::media {

// Whether a host's name leads anywhere. FFmpeg asks the system, which waits for a silent name server whatever deadline is set; here the
// wait ends by itself or when `cancelled` is set, and what is still under way is left to end alone. One thread at a time waits in it.
core::Status resolve(const std::string& host, std::chrono::milliseconds patience, const std::atomic<bool>& cancelled);

}  // namespace compere::media
