#include "core/thread.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
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
    int there = 0, of_its_own = 0;
    std::string name;
    std::thread{[&] {
        name_thread("behind");
        std::getline(std::ifstream{"/proc/thread-self/comm"}, name);
        stand_back();
        there = niceness();
        std::thread{[&] { of_its_own = niceness(); }}.join();
    }}.join();
    EXPECT_EQ(name, "behind");
    EXPECT_EQ(there, std::max(before, 10));
    EXPECT_EQ(of_its_own, there);
    EXPECT_EQ(niceness(), before);
}

}  // namespace
}  // namespace compere::core
