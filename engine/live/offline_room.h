#pragma once

#include <memory>
#include <vector>

#include "core/error.h"
#include "live/source_feed.h"
#include "room/room.h"

namespace compere::live {

// A room on show time alone: before each tick every line that was asked for is spoken, so the same show gives the same ticks however
// fast the machine is. With a GL context current; one thread.
class OfflineRoom {
public:
    static core::Result<OfflineRoom> create(show::Show show);

    const room::TickOutput& step(core::Tick tick, room::Draw draw, room::Probe* probe = nullptr);
    room::Room& room() { return *room_; }
    std::vector<SourceStatus> source_status() const { return status_of(sources_); }

private:
    OfflineRoom(std::unique_ptr<room::Room> room, std::vector<std::unique_ptr<SourceFeed>> sources);
    void speak(const std::vector<show::SpeechRequest>& requests);

    std::unique_ptr<room::Room> room_;
    std::vector<std::unique_ptr<SourceFeed>> sources_;
    std::vector<signal::SourceTick> source_ticks_;
    room::VoiceBooth booth_;
    std::vector<room::Performance> performances_;
};

}  // namespace compere::live
