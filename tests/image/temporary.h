#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace compere::test {

// A file that goes away with it.
class Temporary {
public:
    explicit Temporary(const std::string& name) : path_{std::filesystem::temp_directory_path() / ("compere-" + std::to_string(getpid()) + "-" + name)} {}
    Temporary(const std::string& name, const std::string& content) : Temporary{name} { std::ofstream{path_, std::ios::binary} << content; }
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;
    ~Temporary() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace compere::test
