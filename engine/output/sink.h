#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "core/queue.h"
#include "media/packet.h"
#include "media/stream_info.h"

namespace compere::output {

enum class State { Connecting, Live, Waiting, Failed, Ended };

// What an output tells about itself. Written by its own thread, `dropped` also by the encoder's; read by any.
struct SinkStatus {
    std::atomic<State> state{State::Connecting};
    std::atomic<std::int64_t> connections{0};
    std::atomic<std::int64_t> packets{0};
    std::atomic<std::int64_t> bytes{0};
    std::atomic<std::int64_t> dropped{0};  // packets, while there was no connection or the queue was full
};

using PacketQueue = core::Queue<media::PacketPtr>;

// One destination of a rendition: run() takes packets until the queue is closed and drained, on a thread that `live` starts.
class Sink {
public:
    virtual ~Sink() = default;
    virtual void run(PacketQueue& packets) = 0;
    virtual void cancel() = 0;  // any thread: stop waiting for the network at once
    virtual const std::string& name() const = 0;
    const SinkStatus& status() const { return status_; }
    SinkStatus& status() { return status_; }
    const std::string& last_error() const { return last_error_; }  // once run() is over; empty: there was none

protected:
    SinkStatus status_;
    std::string last_error_;
};

}  // namespace compere::output
