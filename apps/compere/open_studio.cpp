#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "compere/studio.h"

namespace compere::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* kHeld = "COMPERE_STUDIO";  // for helpers: where the file that this process holds open is found

// By what /proc calls this process, which in a namespace of its own is not what getpid() says.
void hold(const fs::path& file) {
    std::error_code failed;
    const fs::path self = fs::read_symlink("/proc/self", failed);
    const int opened = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    const int held = opened < 0 ? -1 : fcntl(opened, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (opened >= 0) close(opened);
    if (held >= 0 && !failed) setenv(kHeld, fmt::format("/proc/{}/fd/{}", self.string(), held).c_str(), 1);
}

Studio* entry(void* library) {
    return library == nullptr ? nullptr : reinterpret_cast<Studio*>(dlsym(library, "compere_studio"));
}

Studio* load(const char* file) {
    return entry(dlopen(file, RTLD_LAZY | RTLD_LOCAL));
}

}  // namespace

core::Result<Studio*> open_studio(bool is_helper) {
    if (const char* held = is_helper ? secure_getenv(kHeld) : nullptr) {
        if (Studio* const studio = load(held)) return studio;
    }
    std::error_code failed;
    const fs::path program = fs::read_symlink("/proc/self/exe", failed);
    if (failed) return core::fail("/proc/self/exe cannot be read, so the rest of compere is not found: {}", failed.message());
    const fs::path file = (program.parent_path() / COMPERE_STUDIO_FILE).lexically_normal();
    if (!is_helper) hold(file);
    if (Studio* const studio = load(file.c_str())) return studio;
    return core::fail("a part of compere does not load: {}", dlerror());
}

}  // namespace compere::app
