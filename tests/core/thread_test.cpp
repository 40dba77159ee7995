#include "core/thread.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>

namespace compere::core {
namespace {

int niceness() {
    return getpriority(PRIO_PROCESS, static_cast<id_t>(gettid()));
}

TEST(Thread, OneThatStandsBackTakesOnlyItsOwnWithIt) {
    const int before = niceness();
    int there = 0, of_its_own = 0, of_its_child = 0;
    std::string name;
    std::thread{[&] {
        name_thread("behind");
        std::getline(std::ifstream{"/proc/thread-self/comm"}, name);
        stand_back();
        there = niceness();
        std::thread{[&] { of_its_own = niceness(); }}.join();
        std::FILE* const child = popen("cut -d' ' -f19 /proc/self/stat", "r");
        ASSERT_NE(child, nullptr);
        EXPECT_EQ(std::fscanf(child, "%d", &of_its_child), 1);
        pclose(child);
    }}.join();
    EXPECT_EQ(name, "behind");
    EXPECT_EQ(there, std::min(before + 10, 19));
    EXPECT_EQ(of_its_own, there);
    EXPECT_EQ(of_its_child, there);
    EXPECT_EQ(niceness(), before);
}

}  // namespace
}  // namespace compere::core
