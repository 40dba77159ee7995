#include "live/resume_file.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "core/log.h"
#include "core/thread.h"

namespace compere::live {
namespace {

// The old line or the new one, never half of it.
core::Status write_line(const std::filesystem::path& file, const std::string& line) {
    std::error_code failed;
    std::filesystem::create_directories(file.parent_path(), failed);
    failed.clear();  // opening the file tells
    std::filesystem::path fresh = file;
    fresh += ".new";
    std::ofstream out{fresh};
    out << line << "\n";
    out.close();
    if (out) std::filesystem::rename(fresh, file, failed);
    if (!out || failed) return core::fail("{}: cannot be written; a crash would begin the show anew", file.string());
    return {};
}

}  // namespace

std::size_t resumed_segment(const std::filesystem::path& file, const show::Show& show) {
    std::ifstream in{file};
    std::string line, name;
    std::size_t index = 0;
    if (!std::getline(in, line)) return 0;
    std::istringstream words{line};
    if (!(words >> index) || words.get() != ' ' || !std::getline(words, name)) {
        core::warn({"resume-unknown"}, "{}: is not understood; the show begins anew", file.string());
        return 0;
    }
    if (index < show.rundown.size() && show.rundown[index].name == name) return index;
    const auto found = std::find_if(show.rundown.begin(), show.rundown.end(), [&](const show::Segment& s) { return s.name == name; });
    if (found != show.rundown.end()) return static_cast<std::size_t>(found - show.rundown.begin());
    core::warn({"resume-unknown"}, "{}: the show has no segment \"{}\" any more and begins anew", file.string(), name);
    return 0;
}

ResumeFile::ResumeFile(std::filesystem::path file) : file_{std::move(file)} {
    thread_ = std::jthread{[this] {
        core::name_thread("resume");
        bool told = false;
        while (const auto line = lines_.pop()) {
            const core::Status written = write_line(file_, *line);
            if (!written && !told) core::warn({"resume-not-kept", written.error().message}, "{}", written.error().message);
            told = told || !written;
        }
    }};
}

ResumeFile::~ResumeFile() {
    lines_.close();
}

void ResumeFile::enter(std::size_t segment, const std::string& name) {
    (void)lines_.try_push(fmt::format("{} {}", segment, name));
}

void ResumeFile::end() {
    lines_.close();
    if (thread_.joinable()) thread_.join();
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
}

}  // namespace compere::live
