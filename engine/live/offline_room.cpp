#include "live/offline_room.h"

namespace compere::live {

core::Result<OfflineRoom> OfflineRoom::create(show::Show show) {
    const show::Tier tier = show.tier.value_or(show::Tier::Software);
    auto room = room::Room::create(std::move(show), tier);
    if (!room) return room.error();
    if (core::Status ready = (*room)->warm_up(); !ready) return ready.error();
    (*room)->count_from_now(false);
    return OfflineRoom{std::move(*room)};
}

OfflineRoom::OfflineRoom(std::unique_ptr<room::Room> room) : room_{std::move(room)} {
    speak(room_->first_requests());
}

void OfflineRoom::speak(const std::vector<show::SpeechRequest>& requests) {
    performances_.clear();
    for (const show::SpeechRequest& request : requests) {
        performances_.push_back(booth_.perform(request));
    }
}

const room::TickOutput& OfflineRoom::step(core::Tick tick, room::Draw draw, room::Probe* probe) {
    const room::TickOutput& output = room_->step({tick, performances_, draw, probe});
    speak(output.requests);
    return output;
}

}  // namespace compere::live
