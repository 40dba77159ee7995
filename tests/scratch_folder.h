#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

namespace compere::test {

// A folder of one test's own, gone with it.
class ScratchFolder {
public:
    ScratchFolder() {
        static int made = 0;
        path_ = std::filesystem::temp_directory_path() / ("compere-test-" + std::to_string(getpid()) + "-" + std::to_string(made++));
        std::filesystem::create_directories(path_);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    ~ScratchFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace compere::test
