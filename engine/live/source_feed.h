#pragma once

#include <atomic>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include "core/queue.h"
#include "core/time.h"
#include "live/input_timeline.h"
#include "media/clip.h"
#include "room/source_spec.h"
#include "signal/source_tick.h"

namespace compere::live {

// What a source did, for the report.
struct SourceStatus {
    std::string name;
    std::int64_t missed_ticks = 0;  // got its last picture and silence
    std::int64_t connections = 0;   // input
    std::int64_t faults = 0;        // clip: packets that could not be decoded, times that its file failed; input: connections that failed or broke
};

// Gives a source's part to every tick, once each, rising by one. Frame thread only; never waits, except offline.
class SourceFeed {
public:
    virtual ~SourceFeed() = default;
    virtual void take(core::Tick tick, signal::SourceTick& out) = 0;  // `out` keeps its memory
    virtual SourceStatus status() const = 0;
};

// The tick of every source, in their order; `out` keeps its memory.
void take_all(std::span<const std::unique_ptr<SourceFeed>> sources, core::Tick tick, std::vector<signal::SourceTick>& out);
std::vector<SourceStatus> status_of(std::span<const std::unique_ptr<SourceFeed>> sources);

enum class Pace { OnAir, Offline };

// On air a clip is decoded four ticks ahead on a thread of its own, and a live input received on one. Offline a clip is decoded by the
// tick, and of a live input there is nothing to see.
core::Result<std::vector<std::unique_ptr<SourceFeed>>> open_sources(std::span<const room::SourceSpec> specs, core::FrameRate rate, Pace pace);

}  // namespace compere::live
