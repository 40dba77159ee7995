#include "media/resolve.h"

#include <netdb.h>

#include <memory>

namespace compere::media {
namespace {

// What the system works on: it must outlive a request that cannot be called back.
struct Request {
    std::string host;
    addrinfo hints{};
    gaicb question{};

    explicit Request(std::string name) : host{std::move(name)} {
        hints.ai_socktype = SOCK_STREAM;
        question.ar_name = host.c_str();
        question.ar_request = &hints;
    }
    Request(const Request&) = delete;
    Request& operator=(const Request&) = delete;
    ~Request() {
        if (question.ar_result != nullptr) freeaddrinfo(question.ar_result);
    }
};

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
    auto request = std::make_unique<Request>(host);
    gaicb* questions[]{&request->question};
    if (const int code = getaddrinfo_a(GAI_NOWAIT, questions, 1, nullptr); code != 0) return core::fail("the name {} cannot be looked up: {}", host, gai_strerror(code));
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (gai_error(&request->question) == EAI_INPROGRESS && std::chrono::steady_clock::now() < deadline && !cancelled) {
        const timespec a_little{0, 50'000'000};
        (void)gai_suspend(questions, 1, &a_little);
    }
    if (gai_error(&request->question) == EAI_INPROGRESS && gai_cancel(&request->question) == EAI_NOTCANCELED) (void)request.release();
    if (!request) return core::fail("the name {} was not found within {} ms: no name server answers", host, patience.count());
    if (const int code = gai_error(&request->question); code != 0) return core::fail("the name {} was not found: {}", host, gai_strerror(code));
    return {};
}

}  // namespace compere::media
