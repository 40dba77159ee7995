#include "core/url.h"

#include <fmt/format.h>

#include <algorithm>

namespace compere::core {

UrlParts url_parts(std::string_view url) {
    UrlParts out;
    if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) {
        out.scheme = url.substr(0, scheme);
        url.remove_prefix(scheme + 3);
    }
    const std::size_t end = std::min(url.find_first_of("/?#"), url.size());
    out.place = url.substr(0, end);
    url.remove_prefix(end);
    if (const std::size_t at = out.place.rfind('@'); at != std::string_view::npos) {
        out.user_info = out.place.substr(0, at);
        out.place.remove_prefix(at + 1);
    }
    const std::size_t bracket = out.place.substr(0, 1) == "[" ? out.place.find(']') : std::string_view::npos;
    out.host = bracket != std::string_view::npos ? out.place.substr(1, bracket - 1) : out.place.substr(0, out.place.find(':'));
    const std::size_t query = std::min(url.find('?'), url.size());
    out.path = url.substr(0, query);
    if (query < url.size()) out.query = url.substr(query + 1);
    return out;
}

std::string public_url(std::string_view url) {
    const UrlParts parts = url_parts(url);
    return fmt::format("{}{}{}{}", parts.scheme, parts.scheme.empty() ? "" : "://", parts.place, parts.path);
}

std::vector<std::string> url_secrets(std::string_view url) {
    constexpr std::size_t kShortest = 6;
    const auto behind = [](std::string_view text, char mark) { return text.substr(std::min(text.find(mark), text.size() - 1) + 1); };
    const UrlParts parts = url_parts(url);
    std::vector<std::string> out;
    for (const std::string_view text : {parts.user_info, parts.query}) {
        if (!text.empty()) out.emplace_back(text);
    }
    if (!parts.user_info.empty()) out.emplace_back(behind(parts.user_info, ':'));
    for (std::size_t at = 0; at < parts.query.size();) {
        const std::size_t end = std::min(parts.query.find('&', at), parts.query.size());
        const std::string_view value = at < end ? behind(parts.query.substr(at, end - at), '=') : std::string_view{};
        if (value.size() >= kShortest) out.emplace_back(value);
        at = end + 1;
    }
    return out;
}

bool is_loopback_host(std::string_view host) {
    return host == "localhost" || host == "::1" || (host.substr(0, 4) == "127." && host.find_first_not_of("0123456789.") == std::string_view::npos);
}

}  // namespace compere::core
