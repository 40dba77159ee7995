#include "media/resolve.h"

#include <netdb.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

namespace compere::media {
namespace {

// What the thread that asks leaves for the one that waits; whoever is last takes it away.
struct Answer {
    std::mutex mutex;
    std::condition_variable came;
    std::optional<int> code;
};

void ask(const std::string& host, const std::shared_ptr<Answer>& answer) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int code = getaddrinfo(host.c_str(), nullptr, &hints, &found);
    if (code == 0) freeaddrinfo(found);
    const std::scoped_lock lock{answer->mutex};
    answer->code = code;
    answer->came.notify_all();
}

bool is_number(const std::string& host) {
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST;
    addrinfo* found = nullptr;
    if (getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return false;
    freeaddrinfo(found);
    return true;
}

}  // namespace

core::Status resolve(const std::string& host, std::chrono::milliseconds patience, const std::atomic<bool>& cancelled) {
    if (is_number(host)) return {};
    // Nothing calls a look-up back, so its thread is left to itself: the system gives up some seconds later. (getaddrinfo_a has such threads
    // of its own, which the thread sanitizer does not know.)
    auto answer = std::make_shared<Answer>();
    try {
        std::thread{[host, answer] { ask(host, answer); }}.detach();
    } catch (const std::system_error& error) {  // no thread is left
        return core::fail("the name {} cannot be looked up: {}", host, error.what());
    }
    const auto deadline = std::chrono::steady_clock::now() + patience;
    std::unique_lock lock{answer->mutex};
    while (!answer->code && std::chrono::steady_clock::now() < deadline && !cancelled) {
        answer->came.wait_for(lock, std::chrono::milliseconds{50});
    }
    if (!answer->code) return core::fail("the name {} was not found within {} ms: no name server answers", host, patience.count());
    if (*answer->code != 0) return core::fail("the name {} was not found: {}", host, gai_strerror(*answer->code));
    return {};
}

}  // namespace compere::media
