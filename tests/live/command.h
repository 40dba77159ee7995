#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace compere::test {

struct Ran {
    int exit = -1;
    std::string out, err;
};

// Runs a shell command; both streams kept apart.
inline Ran run(const std::string& command) {
    const auto err = std::filesystem::temp_directory_path() / ("compere-stderr-" + std::to_string(getpid()));
    Ran ran;
    std::FILE* pipe = popen((command + " 2>'" + err.string() + "'").c_str(), "r");
    if (pipe == nullptr) return ran;
    char part[4096];
    for (std::size_t n = 0; (n = std::fread(part, 1, sizeof part, pipe)) > 0;)
        ran.out.append(part, n);
    const int status = pclose(pipe);
    ran.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    std::stringstream text;
    text << std::ifstream{err}.rdbuf();
    ran.err = text.str();
    std::filesystem::remove(err);
    return ran;
}

}  // namespace compere::test
