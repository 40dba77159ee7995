#include "live/resume_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <fstream>

namespace compere::live {
namespace {

show::Show tea() {
    show::Show out;
    out.rundown.resize(3);
    out.rundown[0].name = "welcome";
    out.rundown[1].name = "green tea";
    out.rundown[2].name = "goodbye";
    return out;
}

std::filesystem::path scratch(const char* name) {
    return std::filesystem::temp_directory_path() / ("compere-resume-" + std::string{name} + "-" + std::to_string(getpid()));
}

std::size_t resumed(const std::string& content) {
    const auto file = scratch("read");
    std::ofstream{file} << content;
    const std::size_t out = resumed_segment(file, tea());
    std::filesystem::remove(file);
    return out;
}

TEST(ResumeFile, NamesTheSegmentByIndexElseByName) {
    EXPECT_EQ(resumed("1 green tea\n"), 1u);
    EXPECT_EQ(resumed("0 goodbye\n"), 2u);  // the rundown was changed meanwhile
    EXPECT_EQ(resumed("99 green tea"), 1u);
}

TEST(ResumeFile, MakesTheFolderThatItLiesIn) {
    const auto folder = scratch("folder"), file = folder / "state" / "room.segment";
    {
        ResumeFile kept{file};
        kept.enter(1, "green tea");
    }
    EXPECT_EQ(resumed_segment(file, tea()), 1u);
    std::filesystem::remove_all(folder);
}

TEST(ResumeFile, WhatItDoesNotNameBeginsAnew) {
    EXPECT_EQ(resumed_segment(scratch("none"), tea()), 0u);
    for (const char* content : {"", "\n", "1", "1 ", "x green tea", "2 gone", "-1 nothing", "99999999999999999999999 green tea"}) {
        EXPECT_EQ(resumed(content), 0u) << content;
    }
}

TEST(ResumeFile, IsThereWhileOnAirAndGoneAfterTheEnd) {
    const auto file = scratch("write");
    {
        ResumeFile kept{file};
        kept.enter(1, "green tea");
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
        while (!std::filesystem::exists(file) && std::chrono::steady_clock::now() < deadline) {
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
        EXPECT_EQ(resumed_segment(file, tea()), 1u);
    }
    EXPECT_TRUE(std::filesystem::exists(file));  // without an end: a crash
    {
        ResumeFile kept{file};
        kept.enter(2, "goodbye");
        kept.end();
    }
    EXPECT_FALSE(std::filesystem::exists(file));
    ResumeFile nowhere{"/dev/null/at/all"};
    nowhere.enter(0, "welcome");
    nowhere.end();
}

}  // namespace
}  // namespace compere::live
