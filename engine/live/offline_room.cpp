#include "live/offline_room.h"

namespace compere::live {

core::Result<OfflineRoom> OfflineRoom::create(show::Show show) {
    const show::Tier tier = show.tier.value_or(show::Tier::Software);
    auto room = room::Room::create(std::move(show), tier);
    if (!room) return room.error();
    if (core::Status ready = (*room)->warm_up(); !ready) return ready.error();
    (*room)->count_from_now(false);
    auto sources = open_sources((*room)->sources(), (*room)->rate(), Pace::Offline);
    if (!sources) return sources.error();
    return OfflineRoom{std::move(*room), std::move(*sources)};
}

OfflineRoom::OfflineRoom(std::unique_ptr<room::Room> room, std::vector<std::unique_ptr<SourceFeed>> sources) : room_{std::move(room)}, sources_{std::move(sources)} {
    speak(room_->first_requests());
}

void OfflineRoom::speak(const std::vector<show::SpeechRequest>& requests) {
    performances_.clear();
    for (const show::SpeechRequest& request : requests) {
        performances_.push_back(booth_.perform(request));
    }
}

const room::TickOutput& OfflineRoom::step(core::Tick tick, room::Draw draw, room::Probe* probe) {
    take_all(sources_, tick, source_ticks_);
    const room::TickOutput& output = room_->step({tick, performances_, draw, probe, source_ticks_});
    speak(output.requests);
    return output;
}

}  // namespace compere::live
