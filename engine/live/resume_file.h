#pragma once

#include <filesystem>
#include <string>
#include <thread>

#include "core/queue.h"
#include "show/show.h"

namespace compere::live {

// Where a room goes on that was ended before its time: one line, "INDEX NAME" of a segment.
// The segment of `show` that the file names, by index and name, else by name; 0 where there is no such file or segment.
std::size_t resumed_segment(const std::filesystem::path& file, const show::Show& show);

// Keeps the file up to date on a thread of its own, and makes the folder that it lies in. Removed by end(), so that only what ends otherwise is resumed.
class ResumeFile {
public:
    explicit ResumeFile(std::filesystem::path file);
    ~ResumeFile();

    void enter(std::size_t segment, const std::string& name);  // frame thread; of 8 that wait, more are dropped: the next one counts
    void end();                                                // the show is over

private:
    std::filesystem::path file_;
    core::Queue<std::string> lines_{8};
    std::jthread thread_;
};

}  // namespace compere::live
