#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "compere/command.h"
#include "compere/studio.h"
#include "core/log.h"
#include "model/cache/importer_version.h"

namespace {

bool is_one_of(std::string_view command, std::initializer_list<std::string_view> commands) {
    return std::find(commands.begin(), commands.end(), command) != commands.end();
}

// What only reads or renders gives way to a room on air beside it. What reads for a moment takes only what nobody else wants: at any
// other priority the room's threads, as they wake, wait for the end of its time slice.
void give_way(std::string_view command) {
    if (is_one_of(command, {"render", "frame"})) [[maybe_unused]] const int priority = nice(10);
    if (is_one_of(command, {"check", "inspect", "pose", "visemes"})) {
        const sched_param none{};
        sched_setscheduler(0, SCHED_IDLE, &none);
    }
}

}  // namespace

int main(int argc, char** argv) {
    using namespace compere;
    const std::string_view command = argc > 1 ? argv[1] : "";
    give_way(command);
    if (is_one_of(command, {"inspect", "pose", "import-model"})) {
        return app::run_commands(argc, argv, {app::add_inspect, app::add_pose, app::add_import_helper});
    }
    const auto studio = app::open_studio(is_one_of(command, {"voice-helper", "loopback-server"}));
    if (studio) return (*studio)(argc, argv, model::importer_version());
    core::log(core::Level::Error, {"failed", studio.error().message}, studio.error().message);
    return 1;
}
