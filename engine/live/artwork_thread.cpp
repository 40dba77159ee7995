#include "live/artwork_thread.h"

#include "core/thread.h"

namespace compere::live {

ArtworkThread::ArtworkThread() {
    thread_ = std::jthread{[this] {
        core::name_thread("artwork");
        core::stand_back();
        while (auto job = jobs_.pop()) {
            drawn_.push({job->canvas, std::move(job->key), job->draw()});
        }
    }};
}

ArtworkThread::~ArtworkThread() {
    jobs_.clear();
    jobs_.close();
    drawn_.close();
}

void ArtworkThread::offer(std::span<const room::ArtworkJob> jobs) {
    for (const room::ArtworkJob& job : jobs) {
        if (!jobs_.try_push(room::ArtworkJob{job})) return;
    }
}

void ArtworkThread::take(std::vector<room::DrawnArtwork>& drawn) {
    drawn.clear();
    while (auto one = drawn_.try_pop()) {
        drawn.push_back(std::move(*one));
    }
}

}  // namespace compere::live
