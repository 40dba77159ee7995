#pragma once

#include <thread>
#include <vector>

#include "core/queue.h"
#include "room/voice_booth.h"

namespace compere::live {

// Speaks beside the frame thread, standing back for it. Requests: 8, full: the frame thread keeps them and offers them again next tick.
class SpeechThread {
public:
    SpeechThread();
    ~SpeechThread();

    // Takes as many as fit, in order; what is left stays in `requests`.
    void offer(std::vector<show::SpeechRequest>& requests);
    std::vector<room::Performance> take();
    // Waits until every request offered so far is answered, before going live.
    std::vector<room::Performance> wait_for(std::size_t count);

private:
    core::Queue<show::SpeechRequest> requests_{8};
    core::Queue<room::Performance> performances_{32};
    std::jthread thread_;
};

}  // namespace compere::live
