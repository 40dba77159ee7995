// What the fuzzers found, and some seeds: each file is read again as its fuzzer would. A crash is the failure.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "fuzz/targets.h"

namespace compere::fuzz {
namespace {

std::vector<std::uint8_t> read(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

class Found : public testing::TestWithParam<const Target*> {};

TEST_P(Found, IsReadWithoutHarm) {
    const auto folder = std::filesystem::path{COMPERE_SOURCE_DIR} / "tests/fuzz/found" / GetParam()->name;
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
        SCOPED_TRACE(entry.path().string());
        GetParam()->run(read(entry.path()));
        ++files;
    }
    EXPECT_GT(files, 0);
    GetParam()->run({});
}

std::vector<const Target*> all() {
    std::vector<const Target*> out;
    for (const Target& target : targets()) out.push_back(&target);
    return out;
}

INSTANTIATE_TEST_SUITE_P(Targets, Found, testing::ValuesIn(all()), [](const auto& target) { return std::string{target.param->name}; });

}  // namespace
}  // namespace compere::fuzz
