#include "core/cache_folder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace compere::core {
namespace {

namespace fs = std::filesystem;

class CacheFolder : public ::testing::Test {
protected:
    void SetUp() override {
        root_ = fs::temp_directory_path() / ("compere_cache_folder_" + std::to_string(getpid()));
        fs::create_directories(root_);
        for (const char* name : {"COMPERE_CACHE", "XDG_CACHE_HOME", "HOME"})
            unsetenv(name);
    }
    void TearDown() override { fs::remove_all(root_); }
    fs::path root_;
};

TEST_F(CacheFolder, TheFirstThatIsSetCounts) {
    EXPECT_EQ(cache_folder("models"), std::nullopt);
    setenv("HOME", (root_ / "home").c_str(), 1);
    EXPECT_EQ(cache_folder("models"), root_ / "home/.cache/compere/models");
    setenv("XDG_CACHE_HOME", (root_ / "xdg").c_str(), 1);
    EXPECT_EQ(cache_folder("models"), root_ / "xdg/compere/models");
    setenv("COMPERE_CACHE", (root_ / "own").c_str(), 1);
    EXPECT_EQ(cache_folder("models"), root_ / "own/models");
    EXPECT_TRUE(fs::is_directory(root_ / "own/models"));
    EXPECT_EQ(fs::status(root_ / "own/models").permissions(), fs::perms::owner_all);
    EXPECT_EQ(cache_folder("models"), root_ / "own/models");  // it is there by now
}

TEST_F(CacheFolder, WhatIsEmptyOrRelativeIsPassedOver) {
    setenv("COMPERE_CACHE", "", 1);
    setenv("XDG_CACHE_HOME", "cache", 1);
    setenv("HOME", root_.c_str(), 1);
    EXPECT_EQ(cache_folder("shaders"), root_ / ".cache/compere/shaders");
}

TEST_F(CacheFolder, WhatCannotBeMadeIsNone) {
    std::ofstream{root_ / "file"} << "x";
    setenv("COMPERE_CACHE", (root_ / "file").c_str(), 1);
    EXPECT_EQ(cache_folder("models"), std::nullopt);
    setenv("COMPERE_CACHE", "/proc/nothing/here", 1);
    EXPECT_EQ(cache_folder("models"), std::nullopt);
}

}  // namespace
}  // namespace compere::core
