#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace compere::core {

// The parts of scheme://[user-info@]host[:port][/path][?query], taken apart as FFmpeg does (av_url_split): what it would connect to is what
// is judged here. Views into the text that was given; what is not there is empty.
struct UrlParts {
    std::string_view scheme;
    std::string_view user_info;  // before the last @ of the authority: a name and perhaps a password, so never logged
    std::string_view host;       // a name or a number, without the brackets of IPv6
    std::string_view place;      // host and port, as they stand
    std::string_view path;       // with its first slash
    std::string_view query;      // without the question mark; may hold secrets
};

UrlParts url_parts(std::string_view url);

// For logs and reports: without user, password and query.
std::string public_url(std::string_view url);

// What a library may repeat of it in its own words, and nobody may read: user and password, the query, and each value in it of six letters
// and more (a shorter one is a number of milliseconds rather than a key, and would blacken half of the log).
std::vector<std::string> url_secrets(std::string_view url);

// localhost, 127.0.0.0/8 and ::1: nobody else hears what is sent there.
bool is_loopback_host(std::string_view host);

}  // namespace compere::core
