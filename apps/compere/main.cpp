#include <dlfcn.h>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <initializer_list>
#include <string_view>

#include "compere/command.h"
#include "compere/studio.h"
#include "core/log.h"

namespace {

using namespace compere;

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

// A helper takes the very file that its parent holds, also after another version was installed in its place.
std::string studio_file(bool is_helper) {
    if (const char* held = is_helper ? std::getenv(app::kStudioHeld) : nullptr) return held;
    std::error_code failed;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", failed);
    const std::string file = program.parent_path() / app::kStudioFile;
    const int held = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (held >= 0) setenv(app::kStudioHeld, fmt::format("/proc/{}/fd/{}", getpid(), held).c_str(), 1);
    return file;
}

app::Studio* open_studio(const std::string& file) {
    void* const library = dlopen(file.c_str(), RTLD_LAZY | RTLD_LOCAL);
    return library == nullptr ? nullptr : reinterpret_cast<app::Studio*>(dlsym(library, app::kStudioEntry));
}

}  // namespace

int main(int argc, char** argv) {
    const std::string_view command = argc > 1 ? argv[1] : "";
    give_way(command);
    if (is_one_of(command, {"inspect", "pose", "import-model"})) {
        return app::run_commands(argc, argv, {app::add_inspect, app::add_pose, app::add_import_helper});
    }
    if (app::Studio* const studio = open_studio(studio_file(is_one_of(command, {"voice-helper", "loopback-server"})))) return studio(argc, argv);
    core::log(core::Level::Error, {"failed", "no studio"}, fmt::format("a part of compere does not load: {}", dlerror()));
    return 1;
}
