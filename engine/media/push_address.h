#pragma once

#include <string>
#include <vector>

#include "core/error.h"

namespace compere::media {

// Where a live output goes.
struct PushAddress {
    enum class Scheme { Rtmp, Rtmps, Srt };
    Scheme scheme = Scheme::Rtmp;
    std::string url;  // rtmp[s]://host[:port]/app, srt://host:port[?streamid=…&latency=…]
    std::string key;  // stream key (RTMP: passed on unchanged) or passphrase (SRT; may be empty); never logged

    std::string host() const;  // a name or a number
    std::string name() const;  // without user, password and query, which may be secret: for logs
    // For core::register_secret: the key and core::url_secrets.
    std::vector<std::string> secrets() const;
};

// rtmp:// and rtmps://: a joined URL (rtmp://host/app/key) is split at its last part; one with a separate key is left as it is.
// srt://: host and port are needed, this side calls; `key` is a passphrase of 10 to 79 characters, or empty.
core::Result<PushAddress> parse_push(const std::string& url, const std::string& key);

}  // namespace compere::media
