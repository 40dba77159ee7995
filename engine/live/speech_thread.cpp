#include "live/speech_thread.h"

#include "core/thread.h"
#include "live/fault_hook.h"

namespace compere::live {

SpeechThread::SpeechThread() {
    thread_ = std::jthread{[this] {
        core::name_thread("speech");
        core::stand_back();
        room::VoiceBooth booth;
        while (auto request = requests_.pop()) {
            const bool is_well = fault_at("speech").has_value();
            performances_.push(is_well ? booth.perform(*request) : room::Performance{request->id, nullptr, nullptr});
        }
    }};
}

SpeechThread::~SpeechThread() {
    requests_.clear();
    requests_.close();
    performances_.close();
}

void SpeechThread::offer(std::vector<show::SpeechRequest>& requests) {
    std::size_t taken = 0;
    while (taken < requests.size() && requests_.try_push(std::move(requests[taken]))) {
        ++taken;
    }
    requests.erase(requests.begin(), requests.begin() + static_cast<std::ptrdiff_t>(taken));
}

std::vector<room::Performance> SpeechThread::take() {
    std::vector<room::Performance> out;
    while (auto performance = performances_.try_pop()) {
        out.push_back(std::move(*performance));
    }
    return out;
}

std::vector<room::Performance> SpeechThread::wait_for(std::size_t count) {
    std::vector<room::Performance> out;
    while (out.size() < count) {
        auto performance = performances_.pop();
        if (!performance) break;
        out.push_back(std::move(*performance));
    }
    return out;
}

}  // namespace compere::live
