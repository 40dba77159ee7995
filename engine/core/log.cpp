#include "core/log.h"

#include <cstdio>
#include <mutex>
#include <vector>

namespace compere::core {
namespace {

// The log is the one global; its mutex guards the list of secrets and keeps lines whole.
struct Log {
    std::mutex mutex;
    std::vector<std::string> secrets;
};

Log& the_log() {
    static Log instance;
    return instance;
}

std::string masked(const Log& log, std::string_view text) {
    std::string out{text};
    for (const std::string& secret : log.secrets) {
        for (std::size_t at = out.find(secret); at != std::string::npos; at = out.find(secret, at + 3)) {
            out.replace(at, secret.size(), "***");
        }
    }
    return out;
}

}  // namespace

void log(Level level, std::string_view message) {
    Log& log = the_log();
    const std::scoped_lock lock{log.mutex};
    const std::string line = masked(log, message);
    const char* mark = level == Level::Warning ? "warning: " : "";
    std::fprintf(stderr, "compere: %s%s\n", mark, line.c_str());
}

void register_secret(std::string_view secret) {
    if (secret.size() < 2) return;
    Log& log = the_log();
    const std::scoped_lock lock{log.mutex};
    log.secrets.emplace_back(secret);
}

std::string without_secrets(std::string_view text) {
    Log& log = the_log();
    const std::scoped_lock lock{log.mutex};
    return masked(log, text);
}

}  // namespace compere::core
