#pragma once

#include <string>

#include "core/error.h"

namespace compere::media {

// Where a live output goes.
struct PushAddress {
    enum class Scheme { Rtmp, Rtmps, Srt };
    Scheme scheme = Scheme::Rtmp;
    std::string url;  // rtmp[s]://host[:port]/app, srt://host:port[?streamid=…&latency=…]
    std::string key;  // stream key (RTMP: passed on unchanged) or passphrase (SRT; may be empty); never logged

    std::string host() const;  // a name or a number
    std::string name() const;  // without what may be secret in a query: for logs
};

// rtmp:// and rtmps://: a joined URL (rtmp://host/app/key) is split at its last part; one with a separate key is left as it is.
// srt://: host and port are needed, this side calls; `key` is a passphrase of 10 to 79 characters, or empty.
core::Result<PushAddress> parse_push(const std::string& url, const std::string& key);

// True for localhost, 127.0.0.0/8 and ::1.
bool is_loopback(const std::string& url);

}  // namespace compere::media
