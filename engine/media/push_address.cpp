#include "media/push_address.h"

#include <algorithm>
#include <charconv>

#include "core/url.h"

namespace compere::media {
namespace {

core::Result<PushAddress> parse_rtmp(PushAddress::Scheme scheme, const std::string& url, const std::string& key) {
    const std::size_t host = url.find("://") + 3;
    const std::size_t path = url.find('/', host);
    if (path == host || url.size() == host) return core::fail("a push address needs a host: rtmp://host/app");
    if (path == std::string::npos || path + 1 == url.size()) return core::fail("a push address needs an application: rtmp://host/app");
    if (!key.empty()) {
        PushAddress out{scheme, url, key};
        while (out.url.back() == '/') {
            out.url.pop_back();
        }
        return out;
    }
    // A joined URL: the last part of the path is the key. A query may hold slashes of its own.
    const std::size_t query = url.find('?', path);
    const std::size_t last = url.rfind('/', query == std::string::npos ? std::string::npos : query);
    if (last <= path || last + 1 == url.size()) return core::fail("a push address without a key needs it as the last part: rtmp://host/app/key");
    return PushAddress{scheme, url.substr(0, last), url.substr(last + 1)};
}

core::Result<PushAddress> parse_srt(const std::string& url, const std::string& key) {
    const std::size_t host = url.find("://") + 3, query = std::min(url.find('?', host), url.size());
    const std::size_t colon = url.rfind(':', query);
    int port = 0;
    const bool has_port = colon != std::string::npos && colon > host && std::from_chars(url.data() + colon + 1, url.data() + query, port).ptr == url.data() + query;
    if (!has_port || port < 1 || port > 65535) return core::fail("an SRT address needs a host and a port: srt://host:9000");
    if (!key.empty() && (key.size() < 10 || key.size() > 79)) return core::fail("the key of an SRT output is its passphrase, of 10 to 79 characters");
    for (std::size_t at = query + 1; at < url.size();) {
        const std::size_t end = std::min(url.find('&', at), url.size());
        const std::string name = url.substr(at, std::min(url.find('=', at), end) - at);
        if (name != "streamid" && name != "latency") return core::fail("an SRT address takes streamid and latency, not {}", name);
        at = end + 1;
    }
    return PushAddress{PushAddress::Scheme::Srt, url, key};
}

}  // namespace

std::string PushAddress::name() const {
    return core::public_url(url);
}

std::string PushAddress::host() const {
    return std::string{core::url_parts(url).host};
}

std::vector<std::string> PushAddress::secrets() const {
    std::vector<std::string> out = core::url_secrets(url);
    out.push_back(key);
    return out;
}

core::Result<PushAddress> parse_push(const std::string& url, const std::string& key) {
    if (url.rfind("rtmp://", 0) == 0) return parse_rtmp(PushAddress::Scheme::Rtmp, url, key);
    if (url.rfind("rtmps://", 0) == 0) return parse_rtmp(PushAddress::Scheme::Rtmps, url, key);
    if (url.rfind("srt://", 0) == 0) return parse_srt(url, key);
    return core::fail("a push address must begin with rtmp://, rtmps:// or srt://");
}

}  // namespace compere::media
