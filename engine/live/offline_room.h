#pragma once

#include <memory>
#include <vector>

#include "core/error.h"
#include "room/room.h"

namespace compere::live {

// A room on show time alone: before each tick every line that was asked for is spoken, so the same show gives the same ticks however
// fast the machine is. With a GL context current; one thread.
class OfflineRoom {
public:
    static core::Result<OfflineRoom> create(show::Show show);

    const room::TickOutput& step(core::Tick tick, room::Draw draw, room::Probe* probe = nullptr);
    room::Room& room() { return *room_; }

private:
    explicit OfflineRoom(std::unique_ptr<room::Room> room);
    void speak(const std::vector<show::SpeechRequest>& requests);

    std::unique_ptr<room::Room> room_;
    room::VoiceBooth booth_;
    std::vector<room::Performance> performances_;
};

}  // namespace compere::live
